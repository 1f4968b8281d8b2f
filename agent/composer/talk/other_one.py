"""Answer that it is another of her things than the one we asked about: name it by its day, and take up the matter."""

from agent.composer.hearing.reacting import line_before
from agent.composer.meant.things import is_headed, is_named, proper_name
from agent.composer.page.pages import styled_drafts
from agent.composer.promise import answer_by, promise_grounds
from agent.composer.record.orders import order_evidence
from agent.context import TurnContext
from agent.reply_to import her_words, pending
from agent.state import TurnState
from tools.clock import shanghai_day
from tools.members.said_dates import calendar_words
from tools.members.snapshot import MemberSnapshot, OwnedProduct
from tools.models import Draft
from tools.patterns import compiled
from tools.yaml_text import table_beside

_table = table_beside(__file__)
_ENDS = "\u3002\uff01!\uff1f?\uff0c,\uff1b;~\uff5e \n"


def other_one_meant(words: str, snapshot: MemberSnapshot) -> OwnedProduct | None:
    """Return the thing of hers that she means instead of the one our last line asked about, None where no one is."""
    ours, table = line_before(pending(snapshot), snapshot.thread), _table()
    if len(words) > int(table["longest"]) or not compiled(table["asked"]).search(ours):
        return None
    owned = list({one.sku: one for one in snapshot.owned}.values())
    others = [one for one in owned if not is_named(one.name, ours)]
    if len(others) == len(owned) or not compiled(table["hears"]).search(words.strip()):
        return None
    named = [one for one in others if is_named(one.name, words)] or [
        one for one in others if is_headed(one.name, words)
    ]
    meant = named or others
    return meant[0] if len(meant) == 1 else None


def other_one_drafts(state: TurnState, context: TurnContext) -> tuple[Draft, ...]:
    """Return the thing she means, by its day, and what we do about what she told of it; () where she corrects none."""
    snapshot = state["snapshot"]
    one = other_one_meant(her_words(state["request"], snapshot), snapshot)
    orders = context.tools.orders_ever(snapshot.member_id) if one is not None else ()
    order = next((order for order in orders if one is not None and order.order_id == one.order_id), None)
    if one is None or order is None:
        return ()
    matter, (due, when) = _matter(snapshot), answer_by(context.now)
    ordered = calendar_words(shanghai_day(order.ordered_at))
    slots = {"name": proper_name(one.name), "ordered": ordered, "matter": matter, "when": when}
    return styled_drafts(
        state,
        _table()["says"]["with_matter" if matter else "plain"],
        slots,
        order_evidence([order]),
        topic=str(_table()["topic"]),
        grounds=promise_grounds(due) if matter else {},
    )


def _matter(snapshot: MemberSnapshot) -> str:
    """Return her last words before our question, '' where she told nothing."""
    waiting = {said.message_id for said in pending(snapshot)}
    before = [said for said in snapshot.thread if said.message_id not in waiting][-int(_table()["lines"]) :]
    return next((said.text.strip(_ENDS) for said in reversed(before) if said.direction == "in"), "")
