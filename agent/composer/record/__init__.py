"""Answers from her own orders and purchases."""
