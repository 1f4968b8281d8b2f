"""Tell her plainly where the page of a thing of ours says that it is not for her, be it hers already."""

from collections.abc import Mapping, Sequence
from typing import Any

from agent.composer.meant.things import proper_name
from agent.composer.page.pages import styled_drafts
from agent.composer.phrases import is_question, seeks_a_nod
from agent.context import TurnContext
from agent.reply_to import her_words
from agent.state import TurnState
from tools.members.snapshot import Fact, MemberSnapshot
from tools.models import Draft, Product
from tools.patterns import compiled
from tools.yaml_text import table_beside

_table = table_beside(__file__)


def unfit_drafts(state: TurnState, context: TurnContext) -> tuple[Draft, ...]:
    """Return the word of the page that speaks against it; () where she asks nothing of a thing that is not for her."""
    snapshot, words = state["snapshot"], her_words(state["request"], state["snapshot"])
    if not (is_question(words) or seeks_a_nod(words)):
        return ()
    if not compiled(_table()["asks"]).search(words):
        # Whatever she asks of it, its price as well, what she told before is against the thing that she names.
        return _against_what_was_told(state, context, words, [words])
    for name in _groups(words, snapshot):
        says = _table()["groups"][name]["page_says"]
        rows = context.tools.named_unfit(words, says)
        rows = rows or context.tools.named_unfit("\n".join(_before(snapshot)), says)
        if len(rows) == 1:
            return _drafts(state, rows[0], _table()["groups"][name])
    return _against_what_was_told(state, context, words, [words, "\n".join(_before(snapshot))])


def _against_what_was_told(
    state: TurnState, context: TurnContext, words: str, texts: Sequence[str]
) -> tuple[Draft, ...]:
    """Return the word of the page, of the one thing that texts name, against an allergy or an illness she told of."""
    hers = [said.text for said in state["snapshot"].thread if said.direction == "in"]
    for named_by in texts:
        rows = context.tools.named_against(named_by, [*hers, words])
        if len(rows) == 1:
            row, offence = rows[0]
            return _drafts(state, row, _table()["told"][offence.rule], what=offence.what)
    return ()


def _before(snapshot: MemberSnapshot) -> list[str]:
    return [said.text for said in snapshot.thread[-int(_table()["lines"]) :]]


def _groups(words: str, snapshot: MemberSnapshot) -> list[str]:
    """Return the groups that she speaks of: by her words, else those that she is of herself."""
    said = [name for name, group in _table()["groups"].items() if compiled(group["said"]).search(words)]
    if said or compiled(_table()["for_others"]).search(words):
        return said
    hers = {"pregnant": snapshot.is_expecting, "nursing": snapshot.has_infant}
    return [name for name, is_one in hers.items() if is_one]


def _drafts(state: TurnState, row: Product, group: Mapping[str, Any], *, what: str = "") -> tuple[Draft, ...]:
    fact = Fact("products", row.sku, f"product {row.sku}", row.updated_at.isoformat())
    slots = {"name": proper_name(row.name), "what": what}
    # What is told of a health matter here is the page's own word, and a doctor's to decide.
    return styled_drafts(state, group["says"], slots, [fact], topic=str(group["topic"]), grounds={"health": True})
