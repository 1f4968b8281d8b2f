"""Judge the product on case files: guard, retrieval and scenarios."""
