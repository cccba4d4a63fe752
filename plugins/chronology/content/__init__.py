"""From files to records: scan, read, decode, cache."""
