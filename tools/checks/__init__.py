"""The product's conscience: what a text means for safety, and what may be said to a member, as pure functions."""
