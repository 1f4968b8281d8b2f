"""The catalogue: what there is, at which price, and which product a sentence means."""
