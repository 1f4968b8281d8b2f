"""Staff: add, list, sign in, and hand out API tokens (kept as hashes only)."""

from collections.abc import Sequence
from datetime import datetime
from hashlib import sha256

from sqlmodel import Session, col, select

from tools import audit
from tools.access import SYSTEM, Actor, actor_of
from tools.errors import BadInput, Conflict
from tools.models import Staff, StaffToken
from tools.models.staff import ROLES
from tools.store import read_mark


def list_staff(session: Session) -> Sequence[Staff]:
    """Return everybody, by id."""
    return session.exec(select(Staff).order_by(col(Staff.staff_id))).all()


def find_staff(session: Session, staff_id: str) -> Staff | None:
    """Return an active member of staff, None if there is none."""
    staff = session.get(Staff, staff_id)
    return staff if staff is not None and staff.active else None


def add_staff(session: Session, staff: Staff, *, by: str, now: datetime) -> Staff:
    """Add a member of staff. Raises BadInput, Conflict."""
    refuse_staff(session, staff.staff_id, staff.role)
    session.add(staff)
    session.flush()
    audit.record(session, at=now, actor=by, action="staff.added", subject=f"staff:{staff.staff_id}")
    return staff


def refuse_staff(session: Session, staff_id: str, role: str) -> None:
    """Raise BadInput or Conflict for somebody who cannot be added."""
    if role not in ROLES:
        raise BadInput(f"{role!r} is not a role.", fix=f"Use one of: {', '.join(ROLES)}.")
    if staff_id == SYSTEM.staff_id:
        raise BadInput(f"{SYSTEM.staff_id!r} is the product's own name in the audit.", fix="Choose another id.")
    if session.get(Staff, staff_id) is not None:
        raise Conflict(f"{staff_id!r} is taken.", fix="Choose another id.")


def set_password(session: Session, staff_id: str, password_hash: str) -> None:
    """Store the hash of a member of staff's password."""
    staff = session.get(Staff, staff_id)
    if staff is not None:
        staff.password_hash = password_hash
        session.add(staff)


def keep_token(session: Session, staff_id: str, token: str, *, label: str, by: str, now: datetime) -> None:
    """Keep the hash of a token that was just shown to its owner."""
    session.add(StaffToken(token_hash=_hash(token), staff_id=staff_id, label=label, created_at=now))
    audit.record(session, at=now, actor=by, action="staff.token", subject=f"staff:{staff_id}", detail={"label": label})


def owner_of_token(session: Session, token: str) -> Staff | None:
    """Return who owns an API token, None if it is unknown or revoked."""
    row = session.get(StaffToken, _hash(token))
    return None if row is None or row.revoked_at is not None else find_staff(session, row.staff_id)


def _hash(token: str) -> str:
    # A token has 256 random bits: a plain hash keeps it as safe as a slow one would.
    return sha256(token.encode()).hexdigest()


def acting_staff(session: Session, staff_id: str = "") -> Actor:
    """Return who acts: the named one, else the demo's own, else the only administrator. Raises BadInput, NotFound."""
    chosen = staff_id or read_mark(session, "acting_staff") or _only_administrator(session)
    refuse_unstaffed(session)
    if not chosen:
        raise BadInput("It is not known who does this.", fix="Name a member of staff with --as (`zhiji staff list`).")
    return actor_of(session, chosen)


def refuse_unstaffed(session: Session) -> None:
    """Raise BadInput for a store in which nobody works: a wrong folder opens as an empty store."""
    if not list_staff(session):
        raise BadInput(
            "This store has no staff yet: it is new, or not the one you meant.",
            fix="Run `zhiji init` to make an administrator, or name the right folder with --data-dir.",
        )


def _only_administrator(session: Session) -> str:
    admins = [staff.staff_id for staff in list_staff(session) if staff.role == "admin" and staff.active]
    return admins[0] if len(admins) == 1 else ""
