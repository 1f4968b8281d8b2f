"""What people ask, and what search learns from it."""
