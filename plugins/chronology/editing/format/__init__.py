"""The canonical form of front matter and registries."""
