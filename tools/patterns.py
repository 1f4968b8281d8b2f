"""The patterns of our tables, each compiled once a process: there are more of them than `re` itself keeps."""

import re
from functools import lru_cache

_MOST = 16384


@lru_cache(maxsize=_MOST)
def compiled(pattern: str) -> re.Pattern[str]:
    """Return the compiled pattern of a table's words. Raises re.error."""
    return re.compile(pattern)
