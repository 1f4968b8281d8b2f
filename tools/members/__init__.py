"""Members: finding them, and reading what may be known about them at this moment."""
