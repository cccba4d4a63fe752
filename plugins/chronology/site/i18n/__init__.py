"""The interface's messages and dates by language."""
