"""A cell becomes a value of the contract."""
