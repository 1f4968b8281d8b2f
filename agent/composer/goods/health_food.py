"""Read out what the label of a health food says, with its statement, to who asks; it is never offered."""

from agent.composer.goods.manual import clauses_for
from agent.composer.goods.offers import split_by_goods
from agent.composer.meant.things import of_catalogue, proper_name
from agent.composer.page.pages import styled_drafts
from agent.composer.phrases import is_question
from agent.composer.promise import answer_by, promise_grounds
from agent.context import TurnContext
from agent.reply_to import her_words
from agent.state import TurnState
from tools.members.snapshot import Fact
from tools.models import Draft
from tools.patterns import compiled
from tools.yaml_text import table_beside

_table = table_beside(__file__)

_ENDS = "\u3002\uff1b;\uff0c,"


def health_food_drafts(state: TurnState, context: TurnContext) -> tuple[Draft, ...]:
    """Return the label of the health food that she names, () where it is silent or she tells of a body."""
    snapshot, words = state["snapshot"], her_words(state["request"], state["snapshot"])
    if not is_question(words) or compiled(_table()["unless"]).search(words):
        return ()
    rows = context.tools.labels_named(snapshot, words)
    of_goods, asked = split_by_goods(words)
    if len(rows) != 1 or not asked or not clauses_for(of_catalogue(rows[0]), asked):
        return ()
    row, statement, (due, when) = rows[0], str(_table()["statement"]), answer_by(context.now)
    slots = {
        "item": proper_name(row.name),
        # The whole of it: how much at a time says nothing without how often.
        "label": row.spec.strip().rstrip(_ENDS) + ("" if statement in row.spec else f"\uff0c{statement}"),
        "open": str(_table()["open"]).format(when=when) if of_goods else "",
    }
    fact = Fact("products", row.sku, f"product {row.sku}", row.updated_at.isoformat())
    grounds = promise_grounds(due) if of_goods else {}
    return styled_drafts(state, _table()["says"], slots, [fact], topic=str(_table()["topic"]), grounds=grounds)
