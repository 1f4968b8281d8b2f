"""Which of the things, goods, sizes and orders on record she means."""
