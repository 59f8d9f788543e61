"""The project and its core."""
