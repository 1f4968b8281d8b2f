"""Which question goes to one page whatever the search finds: what is put on the skin while she carries or nurses."""

from typing import Any

from tools.members.snapshot import MemberSnapshot
from tools.patterns import compiled
from tools.yaml_text import table_beside

_table = table_beside(__file__)


def guarded_page(words: str, snapshot: MemberSnapshot) -> str:
    """Return the id of the page that alone may answer her words, '' where any may."""
    return next((str(row["page"]) for row in _table()["rows"] if _is_guarded(row, words, snapshot)), "")


def _is_guarded(row: dict[str, Any], words: str, snapshot: MemberSnapshot) -> bool:
    if compiled(row["unless"]).search(words):
        return False
    is_strong = bool(compiled(row["strong"]).search(words))
    if compiled(row["while"]).search(words):
        return is_strong or bool(compiled(row["hears"]).search(words))
    # What her record alone tells is minded for what is known to matter.
    return is_strong and (snapshot.is_expecting or snapshot.has_infant)
