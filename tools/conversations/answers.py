"""What already answers a message: asked for again, it is shown again instead of being made twice."""

from sqlalchemy import bindparam, or_
from sqlmodel import Session, col, select

from tools.models import Draft, Suggestion
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
