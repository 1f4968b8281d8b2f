"""What the service can do without judgement; owns the database."""
