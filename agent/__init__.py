"""What needs judgement: a conversation or a brief becomes drafts; sends nothing."""
