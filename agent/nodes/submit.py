"""File the suggestion: rows, evidence, audit. The task behind a promise opens when its text is approved."""

from datetime import datetime, timedelta

from langgraph.runtime import Runtime
from sqlmodel import Session

from agent.composer.phrases import ADVICE_KINDS, is_question, tells_of_trouble
from agent.context import TurnContext
from agent.nodes.route import route_of
from agent.nodes.why import why_now
from agent.prompts.render import prompt_version
from agent.reply_to import answered_id, her_words
from agent.request import Brief, Proposal
from agent.state import TurnState
from tools import reviews
from tools.conversations.answers import find_standing
from tools.models import Draft, Suggestion, new_id
from tools.planning import outcome_of, settle

# After this long a reply answers a moment that is over; outreach has a day more.
_REPLY_LIVES = timedelta(hours=24)
_TALKS = "smalltalk"
_CARE_LIVES = timedelta(hours=48)


def submit(state: TurnState, runtime: Runtime[TurnContext]) -> TurnState:
    """Write the suggestion and its drafts in one transaction (a dry run writes nothing)."""
    context = runtime.context
    suggestion = _suggestion(state, context)
    drafts = tuple(_finished(draft, suggestion, state, context) for draft in state.get("drafts", ()))
    if state["request"].dry_run:
        return {"proposal": Proposal(suggestion, drafts)}
    with context.workshop.database.writing() as session:
        return {"proposal": _filed(session, suggestion, drafts, state, context)}


def _filed(
    session: Session, suggestion: Suggestion, drafts: tuple[Draft, ...], state: TurnState, context: TurnContext
) -> Proposal:
    reviews.lock_member(session, suggestion.member_id)
    answered = "" if state["stance"].proactive else answered_id(state["request"], state["snapshot"])
    standing = find_standing(session, suggestion.member_id, answered, suggestion.kind)
    if standing is not None and not (drafts and reviews.supersede_for_new_page(session, standing[1], now=context.now)):
        # The message was delivered or asked about once more: two sets of drafts would be two answers.
        return Proposal(standing[0], tuple(standing[1]))
    # What came in while these were written counts, so the clock is read afresh.
    drafts = reviews.submit(session, suggestion, drafts, now=max(context.now, context.workshop.clock()))
    _settle_touch(session, suggestion, drafts, state["request"].brief)
    return Proposal(suggestion, drafts)


def _settle_touch(session: Session, suggestion: Suggestion, drafts: tuple[Draft, ...], brief: Brief) -> None:
    """End the planned touch together with its drafts: a crash in between would draft it twice. Raises Conflict."""
    if brief.touch_id:
        rules = list(suggestion.blocked_by or [])
        state = outcome_of(drafts, rules)
        touch_id, owner = brief.touch_id, brief.claimed_by
        settle(session, touch_id, owner=owner, state=state, suggestion_id=suggestion.id, blocked_by=rules)


def _suggestion(state: TurnState, context: TurnContext) -> Suggestion:
    request, quadrant = state["request"], state["quadrant"]
    route = route_of(state)
    written = state.get("drafter") == "model"
    return Suggestion(
        id=new_id("S", context.now),
        member_id=request.member_id,
        kind=_kind(state),
        origin="outreach" if state["stance"].proactive else "reply",
        intent=_intent(state),
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
        model=context.exchanges[-1].model if written and context.exchanges else "",
        created_at=context.now,
    )


def _intent(state: TurnState) -> str:
    """Return what she wants: who seems only to talk, and is answered by a page of advice, asked for it."""
    found, drafts = state.get("triage"), state.get("drafts", ())
    if found is None or state["stance"].kind == "care":
        return "other"
    pages = {page.id for page in state.get("pages", ()) if page.kind in ADVICE_KINDS}
    is_advised = any(draft.playbook_id in pages for draft in drafts)
    words = her_words(state["request"], state["snapshot"])
    asks = is_advised and (is_question(words) or tells_of_trouble(words) or bool(state.get("half")))
    return "asks_advice" if found.intent == _TALKS and asks and not found.route else found.intent


def _kind(state: TurnState) -> str:
    """A routed message keeps the kind that was asked for; its one draft says fixed_reply."""
    kind = state["stance"].kind
    return (state["request"].kind or "reply") if kind == "fixed_reply" else kind


def _finished(draft: Draft, suggestion: Suggestion, state: TurnState, context: TurnContext) -> Draft:
    draft.id = new_id("D", context.now)
    draft.suggestion_id = suggestion.id
    draft.created_at = context.now
    lives = context.now + (_CARE_LIVES if draft.proactive else _REPLY_LIVES)
    # "By one o'clock today" must not be approved at two.
    draft.expires_at = min(lives, _promise(draft) or lives)
    draft.answers_message_id = "" if draft.proactive else answered_id(state["request"], state["snapshot"])
    return draft


def _promise(draft: Draft) -> datetime | None:
    due = (draft.grounds or {}).get("promise_due")
    return datetime.fromisoformat(str(due)) if due else None
