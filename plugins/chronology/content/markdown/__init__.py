"""Bodies in Markdown: rendering, links to names, quotations, sanitizing."""
