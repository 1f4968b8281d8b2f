"""Drafting with a model: facts and pages go in masked, text comes out for the same checks as every draft."""

from agent.writer.drafts import write_drafts
from agent.writer.writing import Writing

__all__ = ["Writing", "write_drafts"]
