"""The agent's public face: one request in, one proposal in the queue out."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from agent.context import TurnContext, Workshop
from agent.ledger import file_turn
from agent.model.plain import begin_draft
from agent.request import KINDS, Proposal, Request
from agent.toolbox import Toolbox
from tools.access import SYSTEM, Actor, require
from tools.checks import Triage, attend
from tools.clock import shanghai_day
from tools.conversations.answers import said_already
from tools.conversations.breath import triage_in_breath
from tools.conversations.record import Words, context_before, legible, record
from tools.errors import BadInput
from tools.members.find import get_for, seen_by
from tools.members.stage import is_minor
from tools.models import Message
from tools.reviews import lock_member


def suggest(
    workshop: Workshop,
    actor: Actor,
    request: Request,
    *,
    progress: Callable[[str], None] = lambda _step: None,
    telling: Callable[[str, str], None] = lambda _style, _piece: None,
) -> Proposal:
    """Record her message, draft, check, and file the drafts. Raises BadInput, NotFound, NotAllowed, Unavailable."""
    if actor is not SYSTEM:
        require(actor, "suggest")
    if request.kind not in ("", *KINDS):
        raise BadInput(f"{request.kind!r} is not a kind of suggestion.", fix=f"Use one of: {', '.join(KINDS)}.")
    # One moment for the whole turn: a message recorded a blink later would not be among the words that were said.
    now = workshop.clock()
    # One seat from her words to the drafts: who has begun is not put behind all who have not.
    with workshop.turns.working():
        request, found = _heard(workshop, actor, request, now)
        tools = Toolbox(workshop.database, workshop.librarian, actor, now)
        context = TurnContext(workshop, actor, now, tools, progress, telling, begin_draft(workshop.model))
        return _drafted(context, request, found)


def _drafted(context: TurnContext, request: Request, found: Triage | None) -> Proposal:
    from agent.graph import turn_graph

    suggestion_id = ""
    try:
        asked = {"request": request, "triage": found}
        proposal: Proposal = turn_graph().invoke(asked, context=context, output_keys="proposal")
        suggestion_id = proposal.suggestion.id
        return proposal
    finally:
        # A dry run leaves no row, whatever it asked.
        if not request.dry_run:
            file_turn(context, request.member_id, suggestion_id)


def _heard(workshop: Workshop, actor: Actor, request: Request, now: datetime) -> tuple[Request, Triage | None]:
    """Record the words that came with the request once, with their effects; a dry run only reads them."""
    if request.message and not request.dry_run:
        return _recorded(workshop, actor, request, now)
    with workshop.database.reading() as session:
        member = get_for(session, actor, request.member_id)
        if request.message:
            text = legible(request.message)
            said = Message(message_id="", member_id=member.member_id, at=now, direction="in", text=text)
            lines = context_before(session, said, now)
            return _with(request, text, ""), triage_in_breath(text, lines, minor=is_minor(member, shanghai_day(now)))
        return request, None


def _recorded(workshop: Workshop, actor: Actor, request: Request, now: datetime) -> tuple[Request, Triage | None]:
    attend(request.message)
    with workshop.database.writing() as session:
        seen_by(session, actor, lock_member(session, request.member_id))
        message_id = request.message_id or said_already(session, request.member_id, request.message, now)
        words = Words(request.member_id, request.message, message_id=message_id, channel="suggest")
        recorded = record(session, words, now=now)
    return _with(request, recorded.message.text, recorded.message.message_id), recorded.triage


def _with(request: Request, text: str, message_id: str) -> Request:
    return replace(request, message=text, message_id=message_id)
