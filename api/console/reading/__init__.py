"""Reading: what the tools know becomes what a page shows."""
