"""What outreach speaks of, to whom it may, and how it begins and ends."""
