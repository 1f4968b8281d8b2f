"""File the suggestion: rows, evidence, audit, and the task behind a promise."""

from datetime import datetime, timedelta

from langgraph.runtime import Runtime
from sqlmodel import Session

from agent.composer.phrases import phrases
from agent.context import TurnContext
from agent.nodes.route import route_of
from agent.nodes.why import why_now
from agent.prompts.render import prompt_version
from agent.reply_to import said_fact
from agent.request import Proposal
from agent.state import TurnState
from tools import reviews
from tools.models import Draft, Suggestion, new_id
from tools.tasks import open_task

# After this long a reply answers a moment that is over; outreach has a day more.
_REPLY_LIVES = timedelta(hours=24)
_CARE_LIVES = timedelta(hours=48)


def submit(state: TurnState, runtime: Runtime[TurnContext]) -> TurnState:
    """Write the suggestion and its drafts in one transaction (a dry run writes nothing)."""
    context = runtime.context
    suggestion = _suggestion(state, context)
    drafts = tuple(_finished(draft, suggestion, state, context) for draft in state.get("drafts", ()))
    if not state["request"].dry_run:
        with context.workshop.database.writing() as session:
            drafts = reviews.submit(session, suggestion, drafts, now=context.now)
            _keep_promise(session, suggestion, drafts, context)
    return {"proposal": Proposal(suggestion, drafts)}


def _keep_promise(session: Session, suggestion: Suggestion, drafts: tuple[Draft, ...], context: TurnContext) -> None:
    """Open the task behind "I shall ask and answer you by …": a promise nobody tracks is a lie."""
    due = [str(draft.grounds["promise_due"]) for draft in drafts if draft.grounds.get("promise_due")]
    if due:
        open_task(
            session,
            suggestion.member_id,
            kind="answer",
            title=str(phrases()["task_title"]),
            owner_staff_id=context.actor.staff_id,
            due_at=datetime.fromisoformat(due[0]),
            source=f"suggestion:{suggestion.id}",
            now=context.now,
        )


def _suggestion(state: TurnState, context: TurnContext) -> Suggestion:
    request, quadrant, found = state["request"], state["quadrant"], state.get("triage")
    route = route_of(state)
    written = state.get("drafter") == "model"
    return Suggestion(
        id=new_id("S", context.now),
        member_id=request.member_id,
        kind=_kind(state),
        origin="outreach" if state["stance"].proactive else "reply",
        intent=found.intent if found is not None and state["stance"].kind != "care" else "other",
        # Opting out is something she wants, not a place she is sent to.
        route="" if route == "opt_out" else route,
        message_id=request.message_id,
        asked_by=context.actor.staff_id,
        blocked_by=list(state.get("blocked_by", ())),
        quadrant={"name": quadrant.name, "reasons": list(quadrant.reasons)},
        drafter=state.get("drafter", ""),
        fallback_reason=state.get("fallback_reason", ""),
        why_now=why_now(state),
        score_run_id=quadrant.run_id,
        prompt_version=prompt_version() if written else "",
        model=context.workshop.model.name if written and context.workshop.model else "",
        created_at=context.now,
    )


def _kind(state: TurnState) -> str:
    """A routed message keeps the kind that was asked for; its one draft says fixed_reply."""
    kind = state["stance"].kind
    return (state["request"].kind or "reply") if kind == "fixed_reply" else kind


def _finished(draft: Draft, suggestion: Suggestion, state: TurnState, context: TurnContext) -> Draft:
    draft.id = new_id("D", context.now)
    draft.suggestion_id = suggestion.id
    draft.created_at = context.now
    draft.expires_at = context.now + (_CARE_LIVES if draft.proactive else _REPLY_LIVES)
    said = said_fact(state) if not draft.proactive else None
    draft.answers_message_id = said.source.removeprefix("message ") if said else ""
    return draft
