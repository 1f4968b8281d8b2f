"""Write the drafts: the model if there is one and it answers, the composer otherwise."""

from typing import Literal

from langgraph.runtime import Runtime

from agent.composer.compose import compose
from agent.composer.page.doctor import with_doctor
from agent.composer.understood import Understood, understand
from agent.context import TurnContext
from agent.errors import ModelUnavailable, UnusableAnswer
from agent.lookups import Lookups
from agent.model import ChatModel
from agent.nodes.likeness import is_surely_answered
from agent.reply_to import her_words, said_fact
from agent.state import TurnState
from agent.writer import Writing, write_drafts
from knowledge.playbook import Playbook

_Given = tuple[Understood, list[str]]
# Lists and fixed replies never come from a model.
_FOR_A_MODEL = ("reply", "care")


def draft(state: TurnState, runtime: Runtime[TurnContext]) -> TurnState:
    """Draft with the model where it may be used; say so when it could not."""
    context = runtime.context
    context.progress("repair" if state.get("repair") else "draft")
    if state.get("likeness") is not None:
        return _answered_beside(state, context)
    model = context.workshop.model
    if model is None or state["stance"].kind not in _FOR_A_MODEL:
        return _composed(state, context, "")
    understood = understand(state, context)
    if not _has_ground(state, understood):
        return _composed(state, context, "")
    lines = [f"{finding.rule}: {finding.message}" for finding in state.get("repair", ())]
    try:
        return _written(state, context, model, (understood, lines))
    except (ModelUnavailable, UnusableAnswer) as error:
        return _composed(state, context, str(error))


def _answered_beside(state: TurnState, context: TurnContext) -> TurnState:
    """Answer from the page, with a word on when to see a doctor; no draft where no page surely answers."""
    composed = _composed(state, context, "")
    if not is_surely_answered({**state, **composed}, context.tools):
        return {**composed, "drafts": ()}
    return {**composed, "drafts": with_doctor(composed["drafts"], state["pages"][0])}


def _has_ground(state: TurnState, understood: Understood) -> bool:
    """Tell whether a model's text would rest on something: a record's answer, or a page where no price is asked."""
    return understood.answer.rests_on_record or (bool(state["pages"]) and not state["stance"].asked_price)


def _written(state: TurnState, context: TurnContext, model: ChatModel, given: _Given) -> TurnState:
    """Let an answer that cannot be used be written anew once, with what was wrong; a draft is repaired only once."""
    try:
        drafts = write_drafts(model, _writing(state, context, *given))
        return {"drafts": drafts, "drafter": "model", "fallback_reason": ""}
    except UnusableAnswer as error:
        if state.get("repaired"):
            raise
        context.progress("repair")
        drafts = write_drafts(model, _writing(state, context, given[0], [error.message]))
        return {"drafts": drafts, "drafter": "model", "fallback_reason": "", "repaired": True}


def _writing(state: TurnState, context: TurnContext, understood: Understood, lines: list[str]) -> Writing:
    snapshot, is_care = state["snapshot"], state["stance"].proactive
    veil = context.veil(state["case"])
    return Writing(
        snapshot=snapshot,
        stance=state["stance"],
        quadrant=state["quadrant"],
        pages=_pages(state, understood),
        rep_name=context.rep_name(snapshot),
        said=None if is_care else said_fact(state),
        words="" if is_care else her_words(state["request"], snapshot),
        understood=understood,
        repair=lines,
        veil=veil,
        lookups=Lookups(context.tools, veil, snapshot.member_id),
        spending=context.spending,
        keep=context.exchanges.append,
        telling=context.telling,
        away=context.workshop.turns.away,
    )


def _pages(state: TurnState, understood: Understood) -> tuple[Playbook, ...]:
    """Return what a text may draw on: outreach has one topic, and beside a record's answer only what else she asks."""
    if state["stance"].proactive:
        return state["pages"][:1]
    is_answered = understood.answer.rests_on_record and len(understood.questions) < 2
    return () if is_answered else state["pages"]


def _composed(state: TurnState, context: TurnContext, reason: str) -> TurnState:
    return {"drafts": compose(state, context), "drafter": "composer", "fallback_reason": reason}


def after_draft(state: TurnState) -> Literal["check", "route"]:
    """Call a person for what no page surely answers."""
    return "route" if state.get("likeness") is not None and not state["drafts"] else "check"
