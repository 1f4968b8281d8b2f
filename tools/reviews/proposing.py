"""Drafts enter the queue here, and leave it by themselves when something newer or time overtakes them."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import UpdateBase, bindparam, literal, union_all
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select, update

from tools import audit
from tools.models import Draft, Message, PlaybookVersion, Suggestion
from tools.reviews.locks import lock_member, lock_members
from tools.reviews.opening import expire
from tools.reviews.risk import risk_of
from tools.reviews.standstill import Standstill, open_holds, standing_of
from tools.store import ask, insert_all

# Statements of every suggestion are put together once: building one costs more than its answer.
# What waits for a decision steps aside by the same guard that a decision rests on.
_OVERTAKEN = (
    update(Draft)
    .where(col(Draft.member_id) == bindparam("of_member"), col(Draft.state) == "proposed")
    .values(state="superseded", decided_at=bindparam("at"), decided_by="system", decision_reason=bindparam("because"))
    .returning(col(Draft.id), col(Draft.version))
)
_STEP_ASIDE = _OVERTAKEN.where(col(Draft.kind) == "reply", col(Draft.proactive).is_(False))
_STEP_ASIDE_FOR_ANOTHER = _STEP_ASIDE.where(col(Draft.answers_message_id) != bindparam("but_for"))
# The same advice again, to a newer message, takes the place of the one that still waits.
_SAME_ADVICE = _OVERTAKEN.where(
    col(Draft.kind) == "fixed_reply",
    col(Draft.suggestion_id) != bindparam("by_suggestion"),
    col(Draft.playbook_id).in_(bindparam("pages", expanding=True)),
)
_THOSE = _OVERTAKEN.where(col(Draft.id).in_(bindparam("those", expanding=True)))
_FORMER = select(PlaybookVersion.playbook_id, PlaybookVersion.version).where(
    col(PlaybookVersion.playbook_id).in_(bindparam("named", expanding=True)), col(PlaybookVersion.current).is_(False)
)
_NEWER = aliased(Message)
_FOLLOWED_UP = select(Message.message_id).where(
    col(Message.message_id).in_(bindparam("answered", expanding=True)),
    select(_NEWER.message_id)
    .where(
        _NEWER.member_id == bindparam("member_id"),
        _NEWER.direction == "in",
        _NEWER.at > Message.at,
        _NEWER.at <= bindparam("now"),
    )
    .exists(),
)
# No message has this id: it stands for a colleague's own words.
_COLLEAGUE = ""
_OWN_WORDS = select(literal(_COLLEAGUE)).where(
    select(Message.message_id)
    .where(
        Message.member_id == bindparam("member_id"),
        Message.direction == "out",
        Message.draft_id == "",
        Message.at > bindparam("since"),
        Message.at <= bindparam("now"),
    )
    .exists()
)
_MEANWHILE = union_all(_FOLLOWED_UP, _OWN_WORDS)


def submit(session: Session, suggestion: Suggestion, drafts: Sequence[Draft], *, now: datetime) -> tuple[Draft, ...]:
    """Store a suggestion and its drafts as proposed and return them.

    What happened while they were written counts: a draft her standing forbids is stored as voided (the rules are added
    to `blocked_by`), a reply to a message she has since followed up as superseded. Raises NotFound.
    """
    member = lock_member(session, suggestion.member_id)
    holds = open_holds(session, member.member_id, now)
    overtaken, has_answered = _meanwhile(session, suggestion, drafts, now)
    for draft in drafts:
        draft.suggestion_id, draft.member_id = suggestion.id, suggestion.member_id
        draft.risk = risk_of(draft.kind, draft.findings or [], suggestion.route)
        _receive(suggestion, draft, standing_of(member, draft, holds), overtaken, now)
        if has_answered and draft.state == "proposed" and draft.kind == "reply":
            _close(draft, "superseded", "human_answered", now)
    insert_all(session, [suggestion])
    insert_all(session, drafts)
    _repeat_advice(session, suggestion, drafts, now)
    audit.record(
        session,
        at=now,
        actor=suggestion.asked_by or "system",
        action="suggestion.proposed",
        subject=f"suggestion:{suggestion.id}",
        member_id=suggestion.member_id,
        detail=_account(suggestion, drafts),
    )
    return tuple(drafts)


def supersede_for_new_message(session: Session, member_id: str, message_id: str, *, now: datetime) -> int:
    """Let waiting replies to older messages step aside for this one; return how many did.

    Fixed replies and lists she asked for stay: another word from her does not make them wrong.
    """
    lock_member(session, member_id)
    asked = {"of_member": member_id, "but_for": message_id, "because": "newer_message", "at": now}
    return _step_aside(session, _STEP_ASIDE_FOR_ANOTHER, asked)


def supersede_for_own_word(session: Session, member_id: str, *, now: datetime) -> int:
    """Let waiting replies step aside for a colleague's own message; return how many did. Her next word starts afresh.

    Fixed replies and lists she asked for stay: they wait for their own decision.
    """
    lock_member(session, member_id)
    return _step_aside(session, _STEP_ASIDE, {"of_member": member_id, "because": "human_answered", "at": now})


def supersede_for_new_page(session: Session, standing: Sequence[Draft], *, now: datetime) -> bool:
    """Let one member's waiting drafts step aside when a page behind one of them has other words now; tell whether.

    One that somebody decided or worked on stays, and its siblings with it.
    """
    if any(draft.state != "proposed" or draft.text != draft.proposed_text for draft in standing):
        return False
    behind = {(draft.playbook_id, draft.playbook_version) for draft in standing}
    rows = ask(session, _FORMER, {"named": sorted(playbook_id for playbook_id, _ in behind)})
    if behind.isdisjoint((row[0], row[1]) for row in rows):
        return False
    asked = {"of_member": standing[0].member_id, "those": sorted(draft.id for draft in standing)}
    return bool(_step_aside(session, _THOSE, {**asked, "because": "newer_page", "at": now}))


def _repeat_advice(session: Session, suggestion: Suggestion, drafts: Sequence[Draft], now: datetime) -> None:
    pages = sorted({draft.playbook_id for draft in drafts if draft.kind == "fixed_reply" and draft.state == "proposed"})
    if pages:
        asked = {"of_member": suggestion.member_id, "by_suggestion": suggestion.id, "pages": pages}
        _step_aside(session, _SAME_ADVICE, {**asked, "because": "newer_message", "at": now})


def _step_aside(session: Session, statement: UpdateBase, asked: dict[str, Any]) -> int:
    outdated = {row.id: row.version for row in ask(session, statement, asked)}
    if not outdated:
        return 0
    for held in [one for one in session.identity_map.values() if isinstance(one, Draft) and one.id in outdated]:
        session.refresh(held)
    audit.record_each(
        session,
        {
            f"draft:{draft_id}": {"version": version, "reason": asked["because"]}
            for draft_id, version in sorted(outdated.items())
        },
        at=asked["at"],
        actor="system",
        action="draft.superseded",
        member_id=asked["of_member"],
    )
    return len(outdated)


def expire_due(session: Session, *, now: datetime, limit: int = 200) -> int:
    """Take drafts whose moment has passed out of the queue; return how many, at most `limit`.

    Locks several members, so call it first in a transaction of its own.
    """
    due = select(Draft.id, Draft.member_id).where(Draft.state == "proposed", Draft.expires_at <= now).limit(limit)
    found = session.exec(due.order_by(col(Draft.expires_at))).all()
    lock_members(session, [member_id for _, member_id in found])
    ids = [draft_id for draft_id, _ in found]
    still = select(Draft).where(col(Draft.id).in_(ids), Draft.state == "proposed", Draft.expires_at <= now)
    drafts = session.exec(still.execution_options(populate_existing=True)).all()
    for draft in drafts:
        expire(session, draft, now)
    return len(drafts)


def _receive(
    suggestion: Suggestion, draft: Draft, standing: Sequence[Standstill], overtaken: Collection[str], now: datetime
) -> None:
    if standing:
        rules = [reason.rule for reason in standing]
        suggestion.blocked_by = list(dict.fromkeys([*(suggestion.blocked_by or []), *rules]))
        _close(draft, "voided", ", ".join(rules), now)
    elif draft.kind == "reply" and draft.answers_message_id in overtaken:
        _close(draft, "superseded", "newer_message", now)


def _close(draft: Draft, state: str, reason: str, now: datetime) -> None:
    draft.state, draft.decision_reason = state, reason
    draft.decided_at, draft.decided_by = now, "system"


def _meanwhile(
    session: Session, suggestion: Suggestion, drafts: Sequence[Draft], now: datetime
) -> tuple[set[str], bool]:
    """Return the answered messages that she followed up, and whether a colleague wrote while these were written."""
    answered = {draft.answers_message_id for draft in drafts if draft.kind == "reply" and draft.answers_message_id}
    asked = {
        "answered": sorted(answered),
        "member_id": suggestion.member_id,
        "since": suggestion.created_at,
        "now": now,
    }
    found = set(ask(session, _MEANWHILE, asked).scalars())
    return found - {_COLLEAGUE}, _COLLEAGUE in found


def _account(suggestion: Suggestion, drafts: Sequence[Draft]) -> dict[str, object]:
    return {
        "kind": suggestion.kind,
        "route": suggestion.route,
        "drafter": suggestion.drafter,
        "model": suggestion.model,
        "prompt_version": suggestion.prompt_version,
        "score_run": suggestion.score_run_id,
        "blocked_by": list(suggestion.blocked_by or []),
        "drafts": [f"{draft.id}:{draft.state}" for draft in drafts],
        "playbooks": sorted({f"{d.playbook_id}@{d.playbook_version}" for d in drafts if d.playbook_id}),
    }
