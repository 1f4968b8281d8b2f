"""One run at a time drafts a touch: a guarded claim with a lease, and an end that only its holder may write."""

import os
import socket
from collections.abc import Sequence
from datetime import date, datetime, timedelta

from sqlalchemy import and_, or_
from sqlmodel import Session, col, select, update

from tools.errors import Conflict
from tools.models import Draft, PlannedTouch, new_id
from tools.planning.triggers import triggers


def name_run(now: datetime) -> str:
    """Name a run after its process, so that another one on this machine can see whether it still lives."""
    return f"{new_id('W', now)}@{os.getpid()}.{socket.gethostname()}"


def claim(session: Session, touch_id: str, *, owner: str, now: datetime) -> bool:
    """Take a planned touch in hand; False when another run holds it or it is done. The caller commits, then drafts."""
    until = now + timedelta(minutes=int(triggers()["claim_minutes"]))
    is_free = or_(col(PlannedTouch.claimed_until).is_(None), col(PlannedTouch.claimed_until) <= now)
    guarded = update(PlannedTouch).where(
        col(PlannedTouch.id) == touch_id, col(PlannedTouch.state) == "planned", is_free
    )
    taken = guarded.values(claimed_by=owner, claimed_until=until).execution_options(synchronize_session=False)
    return session.exec(taken).rowcount == 1


def release(session: Session, touch_id: str, *, owner: str) -> None:
    """Give a touch back undrafted, so that the next run need not wait for the lease."""
    mine = update(PlannedTouch).where(col(PlannedTouch.id) == touch_id, col(PlannedTouch.claimed_by) == owner)
    session.exec(mine.values(claimed_by="", claimed_until=None).execution_options(synchronize_session=False))


def give_back_of_dead(session: Session, day: date) -> int:
    """Free a day's touches that runs of this machine died with, and return how many: the next run need not wait.

    A living run that is taken for dead loses its work and nothing else: what it would file is refused.
    """
    in_hand = and_(
        col(PlannedTouch.day) == day, col(PlannedTouch.state) == "planned", col(PlannedTouch.claimed_by) != ""
    )
    owners = session.exec(select(PlannedTouch.claimed_by).where(in_hand).distinct()).all()
    dead = [owner for owner in owners if _is_dead(owner)]
    theirs = update(PlannedTouch).where(in_hand, col(PlannedTouch.claimed_by).in_(dead))
    freed = theirs.values(claimed_by="", claimed_until=None).execution_options(synchronize_session=False)
    return session.exec(freed).rowcount if dead else 0


def _is_dead(owner: str) -> bool:
    """Tell whether a run's process is gone; of another machine, or of another kind of name, the lease tells."""
    number, _, machine = owner.partition("@")[2].partition(".")
    if machine != socket.gethostname() or not number.isdigit() or os.name != "posix":
        return False
    try:
        os.kill(int(number), 0)
    except ProcessLookupError:
        return True
    except PermissionError:
        return False
    return False


def settle(
    session: Session, touch_id: str, *, owner: str, state: str, suggestion_id: str = "", blocked_by: Sequence[str] = ()
) -> None:
    """Note what came of a touch in hand, best in the transaction that files its drafts.

    Raises Conflict when the claim ran out and another run took it: what this one would file is a second message.
    """
    guarded = update(PlannedTouch).where(
        col(PlannedTouch.id) == touch_id, col(PlannedTouch.state) == "planned", col(PlannedTouch.claimed_by) == owner
    )
    columns = {"state": state, "suggestion_id": suggestion_id, "blocked_by": list(blocked_by), "claimed_until": None}
    if session.exec(guarded.values(**columns).execution_options(synchronize_session=False)).rowcount != 1:
        raise Conflict(f"Touch {touch_id} is in other hands.", fix="Nothing to do: the other run files its drafts.")


def outcome_of(drafts: Sequence[Draft], blocked_by: Sequence[str]) -> str:
    """Return the state of a touch whose drafting ended with these drafts and these rules against it."""
    if any(draft.state == "proposed" for draft in drafts):
        return "drafted"
    return "blocked" if blocked_by else "no_draft"


def touches_of(session: Session, day: date) -> Sequence[PlannedTouch]:
    """Return every touch of a day, most important first."""
    by_rank = (col(PlannedTouch.rank).desc(), col(PlannedTouch.member_id))
    return session.exec(select(PlannedTouch).where(PlannedTouch.day == day).order_by(*by_rank)).all()
