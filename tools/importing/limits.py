"""How much of a file is held in memory, and written in one transaction, at a time."""

# Each commit writes every index page that it touched: measured on a million orders, pieces of 2,000 rows cost four
# times as much as pieces of 50,000, and larger ones gain nothing more.
MOST_ROWS = 50_000
MOST_BYTES = 4 << 20
