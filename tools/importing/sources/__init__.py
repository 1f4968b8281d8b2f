"""A file becomes blocks of rows, whatever its format."""
