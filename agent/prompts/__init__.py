"""Prompts: Markdown pages for the model."""
