"""Write the drafts: the model if there is one and it answers, the composer otherwise."""

from langgraph.runtime import Runtime

from agent.composer.compose import compose
from agent.context import TurnContext
from agent.errors import ModelUnavailable, UnusableAnswer
from agent.model import ChatModel
from agent.reply_to import her_words, said_fact
from agent.state import TurnState
from agent.writer import write_drafts


def draft(state: TurnState, runtime: Runtime[TurnContext]) -> TurnState:
    """Draft with the model where it may be used; say so when it could not."""
    context = runtime.context
    context.progress("draft")
    model = context.workshop.model
    if model is None or not _is_for_model(state):
        return _composed(state, context, "")
    try:
        return _written(state, context, model)
    except (ModelUnavailable, UnusableAnswer) as error:
        return _composed(state, context, str(error))


def _is_for_model(state: TurnState) -> bool:
    """Prices and lists never come from a model, and a page-less answer would have nothing to rest on."""
    asked = state["stance"].asked_price
    return state["stance"].kind in ("reply", "care") and not asked and bool(state["pages"])


def _written(state: TurnState, context: TurnContext, model: ChatModel) -> TurnState:
    snapshot, is_care = state["snapshot"], state["stance"].proactive
    drafts = write_drafts(
        model,
        snapshot,
        state["stance"],
        state["quadrant"],
        # A reply may draw on all that was found; outreach has one topic.
        state["pages"][:1] if is_care else state["pages"],
        context.rep_name(snapshot),
        said=None if is_care else said_fact(state),
        words="" if is_care else her_words(state["request"], snapshot),
        findings=state.get("repair", ()),
    )
    return {"drafts": drafts, "drafter": "model", "fallback_reason": ""}


def _composed(state: TurnState, context: TurnContext, reason: str) -> TurnState:
    return {"drafts": compose(state, context), "drafter": "composer", "fallback_reason": reason}
