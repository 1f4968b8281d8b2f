"""How a kind of thing is used and kept, as everybody may be told, where its own page and the library are silent."""

from typing import Any

from agent.composer.evidence import as_evidence
from agent.composer.goods.upkeep import item_meant, page_answers
from agent.composer.hearing.matters import WASHING, matters_in
from agent.composer.meant.things import thing_meant
from agent.composer.page.pages import new_draft
from agent.composer.phrases import is_question
from agent.context import TurnContext
from agent.reply_to import her_words, said_fact
from agent.state import TurnState
from tools.checks.normalise import readable
from tools.checks.numerals import numbers_in
from tools.models import Draft
from tools.patterns import compiled
from tools.yaml_text import table_beside

_table = table_beside(__file__)


def care_drafts(state: TurnState, context: TurnContext) -> tuple[Draft, ...]:
    """Return what is generally so of the kind of thing she asks about; () where her thing's page or a page tells it."""
    words = her_words(state["request"], state["snapshot"])
    if not is_question(words) or state["stance"].asks_where or compiled(_table()["unless"]).search(words):
        return ()
    row = _row(words, state, context)
    if row is None or page_answers(state) or _is_on_label(words, state, context):
        return ()
    said = said_fact(state)
    return tuple(
        new_draft(
            state["snapshot"],
            state["stance"],
            style,
            row["says"][style],
            topic=str(_table()["topic"]),
            grounds={"numbers": sorted(numbers_in([readable(row["says"][style]).text]))},
            evidence=[as_evidence(said)] if said else [],
        )
        for style in state["stance"].styles
    )


def care_sentence(words: str) -> str:
    """Return the same in a few words, '' where what she names is of no kind that we know of."""
    row = _first(words, words) if not compiled(_table()["unless"]).search(words) else None
    return str(row["says"]["short"]) if row is not None else ""


def _row(words: str, state: TurnState, context: TurnContext) -> dict[str, Any] | None:
    """Return what she asks of the kind that her words name, else of the one thing that they mean."""
    if (row := _first(words, words)) is not None:
        return row
    meant = {thing.name for thing in thing_meant(words, state["snapshot"], context)}
    return _first(words, meant.pop()) if len(meant) == 1 else None


def _first(words: str, named: str) -> dict[str, Any] | None:
    rows = (
        row for row in _table()["rows"] if compiled(row["asks"]).search(words) and compiled(row["of"]).search(named)
    )
    return next((row for row in rows if not ("unless" in row and compiled(row["unless"]).search(words + named))), None)


def _is_on_label(words: str, state: TurnState, context: TurnContext) -> bool:
    """Tell whether she asks how a thing is washed whose own page says so."""
    clause = next((matter.clause for matter in matters_in(words) if matter.name == WASHING), "")
    item = item_meant(state, context, clause) if clause else None
    return item is not None and bool(item.label)
