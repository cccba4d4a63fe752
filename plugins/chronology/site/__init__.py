"""What the site shows: pages, charts, exports, search, theme."""
