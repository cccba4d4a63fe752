"""Benchmarks against other static site generators: one archive, four forms, the same pages."""
