"""Rows are weighed against the store and written, with what is needed to take them back."""
