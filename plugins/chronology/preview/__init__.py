"""The editor's room: pages rendered when the browser asks for them, told when files change."""
