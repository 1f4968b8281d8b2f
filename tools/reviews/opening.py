"""Take a draft in hand for a decision: locked, visible, still open, and the version that was read."""

from datetime import datetime

from sqlmodel import Session, col, select, update

from tools import audit
from tools.access import Actor, require
from tools.errors import VersionMissing
from tools.models import Draft, Member
from tools.reviews import reading
from tools.reviews.locks import lock_member
from tools.reviews.refusals import DraftAlreadyDecided, DraftExpired, StaleVersion


def take(session: Session, actor: Actor, action: str, draft_id: str, version: int | None) -> tuple[Draft, Member, int]:
    """Lock the member, then read her draft as it is now; return both and the version that is meant.

    Raises NotAllowed, VersionMissing, NotFound and StaleVersion.
    """
    require(actor, action)
    if version is None:
        raise VersionMissing("Say which version of the text you decide about.", fix="Send If-Match with its version.")
    member = lock_member(session, reading.get(session, actor, draft_id).member_id)
    draft = reread(session, draft_id)
    if draft.version != version:
        raise StaleVersion(
            f"You read version {version}; the draft is now at version {draft.version}{_last_word(session, draft)}.",
            fix="Read it again, then decide.",
        )
    return draft, member, version


def take_proposed(
    session: Session, actor: Actor, action: str, draft_id: str, version: int | None, now: datetime
) -> tuple[Draft, Member]:
    """Take a draft that still waits for a decision. Raises also DraftAlreadyDecided and DraftExpired."""
    draft, member, _ = take(session, actor, action, draft_id, version)
    if draft.state != "proposed":
        raise already_decided(session, draft)
    if draft.expires_at <= now:
        expire(session, draft, now)
        raise DraftExpired(
            f"This draft's moment passed at {draft.expires_at.isoformat()}.", fix="Ask for a new suggestion."
        )
    return draft, member


def reread(session: Session, draft_id: str) -> Draft:
    """Return the draft as the database has it now, not as it was read before the lock."""
    statement = select(Draft).where(Draft.id == draft_id).execution_options(populate_existing=True)
    return session.exec(statement).one()


def move(session: Session, draft: Draft, expected: str, **columns: object) -> None:
    """Change a draft only if nobody changed it meanwhile; this UPDATE is what a decision rests on.

    Raises DraftAlreadyDecided.
    """
    guarded = update(Draft).where(col(Draft.id) == draft.id, col(Draft.state) == expected)
    guarded = guarded.where(col(Draft.version) == draft.version)
    moved = session.exec(guarded.values(**columns).execution_options(synchronize_session=False))
    if moved.rowcount != 1:
        raise already_decided(session, reread(session, draft.id))
    session.refresh(draft)


def expire(session: Session, draft: Draft, now: datetime) -> None:
    """Let a draft whose moment has passed leave the queue."""
    move(session, draft, "proposed", state="expired", decided_at=now, decided_by="system", decision_reason="expired")
    audit.record(
        session,
        at=now,
        actor="system",
        action="draft.expired",
        subject=f"draft:{draft.id}",
        member_id=draft.member_id,
        detail={"version": draft.version},
    )


def already_decided(session: Session, draft: Draft) -> DraftAlreadyDecided:
    """Say what became of the draft, by whom and when."""
    return DraftAlreadyDecided(
        f"This draft is already {draft.state}{_last_word(session, draft)}.", fix="Look at the queue again."
    )


def _last_word(session: Session, draft: Draft) -> str:
    last = audit.entries(session, subject=f"draft:{draft.id}", limit=1)
    if last:
        return f" ({last[0].action} by {last[0].actor} at {last[0].at.isoformat(timespec='seconds')})"
    if draft.decided_at is not None:
        return f" (by {draft.decided_by} at {draft.decided_at.isoformat(timespec='seconds')})"
    return ""
