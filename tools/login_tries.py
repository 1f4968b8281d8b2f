"""Slows down whoever guesses passwords: the store counts, so that all processes that serve count together."""

from datetime import datetime, timedelta
from hashlib import sha256

from sqlmodel import col, delete, func, select

from tools.access import policy
from tools.database import Database, lock_logins
from tools.models import LoginTry


def claim_try(database: Database, staff_id: str, now: datetime) -> bool:
    """Count a try before the password is looked at; False when the id must rest. Raises Unavailable.

    Many guesses at one moment thus get no further than the same guesses one after another.
    """
    limits: dict[str, int] = policy()["login"]
    who, rest = _who(staff_id), timedelta(minutes=limits["minutes"])
    with database.writing() as session:
        lock_logins(session)
        session.exec(delete(LoginTry).where(col(LoginTry.at) <= now - rest))
        wrong = session.exec(select(func.count()).select_from(LoginTry).where(LoginTry.who == who)).one()
        if wrong >= limits["most_wrong"]:
            return False
        session.add(LoginTry(who=who, at=now))
        return True


def forget_tries(database: Database, staff_id: str) -> None:
    """Start afresh after a right password. Raises Unavailable."""
    with database.writing() as session:
        session.exec(delete(LoginTry).where(col(LoginTry.who) == _who(staff_id)))


def _who(staff_id: str) -> str:
    # What a form sends need not be text that can be stored.
    return sha256(staff_id.encode("utf-8", "surrogatepass")).hexdigest()
