"""Parts that the settings choose: the encoder, ways to reach staff, parts of the company's own."""
