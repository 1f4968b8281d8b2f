"""Conversations: what was said, recorded once, and what a message sets in motion."""
