"""Whether the size she wants instead of hers is there, said beside what is told of the exchange."""

import re
from collections.abc import Sequence

from agent.composer.evidence import as_evidence
from agent.composer.meant.goods import kind_of
from agent.composer.meant.things import hers_meant, is_named, thing_meant
from agent.context import TurnContext
from agent.reply_to import her_words
from agent.state import TurnState
from tools.checks.normalise import readable
from tools.checks.numerals import numbers_in
from tools.members.snapshot import Fact
from tools.models import Draft, Product
from tools.patterns import compiled
from tools.yaml_text import table_beside

_table = table_beside(__file__)

_SENTENCE = re.compile(r"[^\u3002\uff01\uff1f!?]+[\u3002\uff01\uff1f!?]+")


def with_size_there(drafts: tuple[Draft, ...], state: TurnState, context: TurnContext) -> tuple[Draft, ...]:
    """Say, behind the first sentence about an exchange, whether the size she wants is there."""
    words = her_words(state["request"], state["snapshot"])
    found = compiled(_table()["wants"]).search(words)
    row = _wanted(found, words, state, context) if found and drafts and not drafts[0].attachments else None
    if row is None:
        return drafts
    told = str(_table()["there" if row.stock > 0 else "gone"]).format(size=size_in(row.name))
    fact = as_evidence(Fact("products", row.sku, f"product {row.sku}", row.updated_at.isoformat()))
    for draft in drafts:
        first = _SENTENCE.match(draft.text)
        at = first.end() if first else len(draft.text)
        draft.text = draft.proposed_text = draft.text[:at] + told + draft.text[at:]
        known = (draft.grounds or {}).get("numbers", [])
        numbers = sorted({*known, *numbers_in([readable(told).text])})
        draft.grounds = {**(draft.grounds or {}), "numbers": numbers}
        draft.evidence = [*(draft.evidence or []), fact]
    return drafts


def size_in(name: str) -> str:
    """Return the size that a name states last, '' where it states none."""
    found = compiled(_table()["size"]).findall(name)
    return str(found[-1]) if found else ""


def _wanted(found: re.Match[str], words: str, state: TurnState, context: TurnContext) -> Product | None:
    rows, hers = _sisters(words, state, context)
    if said := (found["size"] or "").upper():
        return next((row for row in rows if size_in(row.name) == said), None)
    wants_less = bool(compiled(_table()["smaller"]).search(found.group()))
    if hers:
        others = [row for row in rows if _rank(row.name) != _rank(hers)]
        beyond = [row for row in others if (_rank(row.name) < _rank(hers)) == wants_less]
        beyond.sort(key=lambda row: _rank(row.name), reverse=wants_less)
        return beyond[0] if beyond else None
    if len({size_in(row.name) for row in rows}) != len(rows) or len(rows) != 2:
        return None
    return min(rows, key=lambda row: _rank(row.name)) if wants_less else max(rows, key=lambda row: _rank(row.name))


def _sisters(words: str, state: TurnState, context: TurnContext) -> tuple[Sequence[Product], str]:
    """Return all sizes of the one thing that she has or names, and the name of hers, '' where it is not on record."""
    snapshot = state["snapshot"]
    things = hers_meant(words, snapshot) or tuple(one for one in thing_meant(words, snapshot, context) if one.is_hers)
    hers = things[0].name if things and size_in(things[0].name) else ""
    sized = [row for row in context.tools.on_sale(snapshot) if size_in(row.name)]
    if hers:
        return [row for row in sized if _without_size(row.name) == _without_size(hers)], hers
    named = [row for row in sized if is_named(row.name, words)]
    return (named, "") if len({kind_of(row.name) for row in named}) == 1 else ((), "")


def _without_size(name: str) -> str:
    return name.replace(size_in(name), "", 1)


def _rank(name: str) -> float:
    size, letters = size_in(name), list(_table()["letters"])
    return float(size) if size.isdecimal() else float(letters.index(size))
