"""Checks that need more than one record."""
