"""The preview: pages rendered when the browser requests them, and reloaded when files change."""
