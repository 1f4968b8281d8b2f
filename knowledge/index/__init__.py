"""Passages and their vectors, and the places where those nearest in meaning are found."""
