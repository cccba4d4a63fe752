"""The release: the whole record in the forms that people work with, in `/data/`."""
