"""The dataset: the whole record in the formats that people work with, in `/data/`."""
