"""An import is taken back, and what others touched since stays."""
