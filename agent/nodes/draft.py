"""Write the drafts: the model if there is one and it answers, the composer otherwise."""

from langgraph.runtime import Runtime

from agent.composer.compose import compose
from agent.context import TurnContext
from agent.errors import ModelUnavailable, UnusableAnswer
from agent.reply_to import said_fact
from agent.state import TurnState
from agent.writer import write_drafts


def draft(state: TurnState, runtime: Runtime[TurnContext]) -> TurnState:
    """Draft with the model where it may be used; say so when it could not."""
    context = runtime.context
    context.progress("draft")
    if context.workshop.model is None or not _is_for_model(state):
        return _composed(state, context, state.get("fallback_reason", ""))
    try:
        return _written(state, context)
    except (ModelUnavailable, UnusableAnswer) as error:
        return _composed(state, context, str(error))


def _is_for_model(state: TurnState) -> bool:
    """Prices and lists never come from a model, and a page-less answer would have nothing to rest on."""
    asked = state["stance"].asked_price
    return state["stance"].kind in ("reply", "care") and not asked and bool(state["pages"])


def _written(state: TurnState, context: TurnContext) -> TurnState:
    model = context.workshop.model
    if model is None:
        return _composed(state, context, "")
    drafts = write_drafts(
        model,
        state["snapshot"],
        state["stance"],
        state["quadrant"],
        state["pages"],
        context.actor.name,
        said=said_fact(state),
        findings=state.get("repair", ()),
    )
    return {"drafts": drafts, "drafter": "model", "fallback_reason": ""}


def _composed(state: TurnState, context: TurnContext, reason: str) -> TurnState:
    return {"drafts": compose(state, context), "drafter": "composer", "fallback_reason": reason}
