"""A page's file: taken apart, held against the schema, and read."""
