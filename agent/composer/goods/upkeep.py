"""How what she has is washed and kept: from what its own page says, else a promise that names it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from agent.composer.hearing.matters import matter_words
from agent.composer.meant.things import is_named, short_name
from agent.composer.page.pages import styled_drafts
from agent.composer.promise import answer_by, promise_grounds
from agent.context import TurnContext
from agent.reply_to import her_words
from agent.state import TurnState
from knowledge.answering import answer_for
from tools.checks.normalise import readable
from tools.checks.numerals import numbers_in
from tools.members.snapshot import Fact, MemberSnapshot
from tools.models import Draft
from tools.patterns import compiled

# The topic of pages on how goods are used and kept.
_USE = "A02"
_PARTS = re.compile(r"[\uff0c\u3002\uff1b;,\n]")


@dataclass(frozen=True)
class Item:
    """A thing she asks about: its name, how its page says to keep it ('' if it does not), and the record of it."""

    name: str
    label: str
    fact: Fact | None


def upkeep_drafts(state: TurnState, context: TurnContext, clause: str) -> tuple[Draft, ...]:
    """Return how the thing she means is washed; () where her words name something that we know nothing of."""
    item = item_meant(state, context, clause)
    if item is None:
        return _open(state) if len(clause) <= int(matter_words()["washing"]["bare"]) else ()
    if not item.label and page_answers(state):
        return ()
    due, when = answer_by(context.now)
    texts = matter_words()["washing"]["known" if item.label else "unknown"]
    said = {style: text.format(item=item.name, label=item.label, when=when) for style, text in texts.items()}
    grounds: dict[str, Any] = {"numbers": _numbers(item)} if item.label else promise_grounds(due)
    return _drafts(state, {style: text + _warning(item, clause) for style, text in said.items()}, grounds, item.fact)


def page_answers(state: TurnState) -> bool:
    """Tell whether a page on how goods are used answers her very question: that is more than a promise."""
    words, pages = her_words(state["request"], state["snapshot"]), state["pages"]
    is_on_use = bool(pages) and _USE in pages[0].topics
    return is_on_use and answer_for(pages[0], words) is not None


def upkeep_sentence(item: Item, clause: str) -> str:
    """Return the same in one sentence; '' where the page of the thing says nothing."""
    short = str(matter_words()["washing"]["known"]["short"])
    return short.format(item=item.name, label=item.label) + _warning(item, clause) if item.label else ""


def item_meant(state: TurnState, context: TurnContext, clause: str) -> Item | None:
    """Return what she has and names, else what she names of ours, else the one thing that a bare question can mean."""
    snapshot, words = state["snapshot"], her_words(state["request"], state["snapshot"])
    for text in (clause, words):
        named = [one for one in snapshot.owned if is_named(one.name, text)]
        if named:
            return _item(named[0].name, named[0].spec, snapshot.fact("orders"))
    products = context.tools.named_products(snapshot, clause)
    if len(products) == 1:
        row = products[0]
        return _item(row.name, row.spec, Fact("products", row.sku, f"product {row.sku}", row.updated_at.isoformat()))
    return _only_one(snapshot, clause)


def _only_one(snapshot: MemberSnapshot, clause: str) -> Item | None:
    """Return the one thing that she has, where her question names none."""
    is_bare = len(clause) <= int(matter_words()["washing"]["bare"])
    if not is_bare or len({one.sku for one in snapshot.owned}) != 1:
        return None
    return _item(snapshot.owned[0].name, snapshot.owned[0].spec, snapshot.fact("orders"))


def _item(name: str, spec: str, fact: Fact | None) -> Item:
    table = matter_words()["washing"]
    parts: Sequence[str] = [part.strip() for part in _PARTS.split(spec)]
    label = str(table["joint"]).join(part for part in parts if compiled(table["label"]).search(part))
    return Item(short_name(name), label, fact)


def _warning(item: Item, clause: str) -> str:
    """Return what the label means for a machine, where she asks about one."""
    table = matter_words()["washing"]
    if not item.label or not compiled(table["asks_machine"]).search(clause):
        return ""
    if compiled(table["allows_machine"]).search(item.label):
        return "" if compiled(table["forbids_machine"]).search(item.label) else str(table["machine"])
    return str(table["not_machine"])


def _open(state: TurnState) -> tuple[Draft, ...]:
    return _drafts(state, matter_words()["washing"]["open"], {"numbers": []}, None)


def _numbers(item: Item) -> list[str]:
    return sorted(numbers_in([readable(item.label).text]))


def _drafts(state: TurnState, texts: dict[str, str], grounds: dict[str, Any], fact: Fact | None) -> tuple[Draft, ...]:
    facts = [fact] if fact is not None else []
    return styled_drafts(state, texts, {}, facts, topic=_USE, grounds=dict(grounds))
