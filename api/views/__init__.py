"""How things look from outside: the JSON shapes of the API, one file a noun."""
