"""The theme's templates and static files."""
