"""Records, ids and EDTF dates: what the content says, free of I/O."""
