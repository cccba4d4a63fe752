"""The tests of what must happen with bad input, faults and attacks, by number."""
