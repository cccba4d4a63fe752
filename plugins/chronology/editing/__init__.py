"""What editors do at the command line: check, and what is to make entries from."""
