"""The record in forms that programs read, beside the pages that people read."""
