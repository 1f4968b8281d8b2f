"""Drafts from one playbook page: her name, its slots filled from the record, its variants."""
