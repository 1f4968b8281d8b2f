"""Answer where her order is, where she asks for that and has it not in her hands."""

from agent.composer.hearing.matters import ORDER, matters_in, tells_of_order
from agent.composer.record.orders import order_drafts
from agent.context import TurnContext
from agent.reply_to import her_words
from agent.state import TurnState
from tools.models import Draft


def standing_drafts(state: TurnState, context: TurnContext) -> tuple[Draft, ...]:
    """Return how the order that she asks about stands; () where she asks for none, or has it and it is wrong."""
    words = her_words(state["request"], state["snapshot"])
    if not state["stance"].asks_where:
        return ()
    standings = context.tools.order_standings(state["request"].member_id)
    if tells_of_order(words) and not any(one.state == "part_delivered" for one in standings):
        # She has it, and it is not as it should be: where it is answers nothing.
        return ()
    clause = next((one.clause for one in matters_in(words) if one.name == ORDER), "")
    return order_drafts(state, standings, context.now, clause=clause)
