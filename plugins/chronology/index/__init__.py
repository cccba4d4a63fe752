"""The linked and indexed record."""
