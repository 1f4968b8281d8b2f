"""What already answers a message: asked for again, it is shown again instead of being made twice."""

from datetime import datetime, timedelta

from sqlalchemy import bindparam, or_
from sqlmodel import Session, col, select

from tools.models import Draft, Message, Suggestion
from tools.store import ask

_SHOWN_FIRST = ("usual", "short", "warm")
Standing = tuple[Suggestion, list[Draft]]
_STANDING = (
    select(Draft.id, Draft.suggestion_id)
    .join(Suggestion, col(Suggestion.id) == col(Draft.suggestion_id))
    .where(
        Draft.member_id == bindparam("member_id"),
        Draft.answers_message_id == bindparam("message_id"),
        or_(col(Suggestion.kind) == bindparam("kind"), col(Draft.kind) == "fixed_reply"),
        col(Draft.state).in_(("proposed", "approved")),
    )
    .order_by(col(Draft.created_at).desc(), col(Draft.id))
)

# The same words pasted so soon are no second message: a button was pressed twice, or a turn broke off.
_SOON = timedelta(minutes=10)
_LAST = (
    select(Message.message_id, Message.direction, Message.text)
    .where(Message.member_id == bindparam("member_id"), col(Message.at) >= bindparam("since"))
    .order_by(col(Message.at).desc(), col(Message.message_id).desc())
    .limit(1)
)


def said_already(session: Session, member_id: str, text: str, now: datetime) -> str:
    """Return the id of her last message where words without an id are these very ones again, else ''."""
    last = ask(session, _LAST, {"member_id": member_id, "since": now - _SOON}).first()
    is_same = last is not None and last.direction == "in" and last.text.strip() == text.strip()
    return str(last.message_id) if last is not None and is_same else ""


def find_standing(session: Session, member_id: str, message_id: str, kind: str) -> Standing | None:
    """Return the latest suggestion of this kind with drafts to this message that wait or are approved, else None.

    A fixed reply answers its message whatever was asked for. Call it with her row locked, or two may both find nothing.
    """
    if not message_id:
        return None
    asked = {"member_id": member_id, "message_id": message_id, "kind": kind}
    found = ask(session, _STANDING, asked).all()
    if not found:
        return None
    suggestion = session.get_one(Suggestion, found[0][1])
    ids = [draft_id for draft_id, suggestion_id in found if suggestion_id == suggestion.id]
    siblings = session.exec(select(Draft).where(col(Draft.id).in_(ids)).order_by(col(Draft.id))).all()
    return suggestion, sorted(siblings, key=lambda draft: _SHOWN_FIRST.index(draft.style))
