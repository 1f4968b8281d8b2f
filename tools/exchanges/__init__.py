"""What models were told and said: filed in its masked form, read by few, forgotten in time."""

from tools.exchanges.filing import file_exchanges, forget_older
from tools.exchanges.reading import exchanges_of

__all__ = ["exchanges_of", "file_exchanges", "forget_older"]
