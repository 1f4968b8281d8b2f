"""For whom an ask wants something, where it is not for herself and hers."""

import re
from dataclasses import dataclass
from functools import cache

from tools.patterns import compiled
from tools.yaml_text import table_beside

_table = table_beside(__file__)


@dataclass(frozen=True)
class Recipient:
    """Somebody else: how she calls them, and whether they are grown up, or expecting as far as she says."""

    call: str
    is_grown_up: bool
    is_expecting: bool = False


@cache
def _given_to() -> tuple[re.Pattern[str], ...]:
    table = _table()
    who = rf"(?P<who>{'|'.join(table['grown_ups'])})(?!{table['not_given']})(?P<child>{table['their_child']})?"
    given = re.compile(f"(?:{table['giving']}){table['before_who']}{who}")
    return given, re.compile(who + table["given_after"]), re.compile(who + table["has_trouble"])


def recipient_in(ask: str) -> Recipient | None:
    """Return for whom else an ask wants something, None where it is for her or hers."""
    table = _table()
    is_expecting = bool(compiled(table["expecting"]).search(ask))
    child = compiled(table["others_child"]).search(ask)
    if child:
        return Recipient(child.group(), is_grown_up=False, is_expecting=is_expecting)
    found = next((found for pattern in _given_to() if (found := pattern.search(ask))), None)
    if found is None:
        return None
    is_hers = bool(compiled(table["for_the_grown_up"]).search(ask))
    is_born = not found["child"] and not is_hers and bool(compiled(table["born"]).search(ask))
    call = table["said"].get(found["who"], found["who"]) + (found["child"] or (table["whose_child"] if is_born else ""))
    is_grown_up = not (found["child"] or is_born or is_expecting)
    return Recipient(call, is_grown_up=is_grown_up, is_expecting=is_expecting)
