"""Note that a person fetched a draft: what nobody saw was neither adopted nor refused."""

from collections.abc import Collection
from datetime import datetime

from sqlmodel import col, select

from tools.access import SYSTEM, Actor
from tools.database import Database
from tools.models import Draft, DraftShown


def note_shown(database: Database, actor: Actor, draft_ids: Collection[str], *, now: datetime) -> int:
    """Note each draft once for each person and return how many were new; drafts of a dry run are no drafts."""
    if actor is SYSTEM or not draft_ids:
        return 0
    with database.reading() as session:
        known = select(DraftShown.draft_id).where(
            col(DraftShown.draft_id).in_(draft_ids), DraftShown.staff_id == actor.staff_id
        )
        new = set(draft_ids) - set(session.exec(known).all())
    if not new:
        return 0
    with database.writing() as session:
        # Looked at again with the lock held: two tabs of one person open the same draft.
        known_now = set(session.exec(known).all())
        found = session.exec(select(Draft.id, Draft.member_id).where(col(Draft.id).in_(new - known_now))).all()
        for draft_id, member_id in found:
            session.merge(DraftShown(draft_id=draft_id, staff_id=actor.staff_id, member_id=member_id, at=now))
        return len(found)
