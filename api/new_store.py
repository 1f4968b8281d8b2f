"""The first minute of a real store: settings file, secret, first administrator."""

import secrets
from pathlib import Path

from api.security import hash_password, new_token
from tools.clock import utc_now
from tools.database import Database
from tools.errors import Unavailable
from tools.models import Staff
from tools.staff import add_staff, find_staff, keep_token
from tools.whole_file import write_whole


def make_store(database: Database, env_file: Path, admin_id: str) -> list[str]:
    """Write .env if there is none, add the first administrator, and return what to tell the person."""
    told = [_settings_file(env_file)]
    now = utc_now()
    with database.writing() as session:
        if find_staff(session, admin_id) is not None:
            lost = f"Was its password lost? `zhiji staff add ID --name NAME --role admin --as {admin_id}` adds another."
            return [*told, f"Administrator {admin_id!r} is there already.", lost]
        password, token = secrets.token_urlsafe(9), new_token()
        staff = Staff(staff_id=admin_id, name=admin_id, role="admin", password_hash=hash_password(password))
        add_staff(session, staff, by=admin_id, now=now)
        keep_token(session, admin_id, token, label="init", by=admin_id, now=now)
    return [
        *told,
        f"Console login: {admin_id} / {password}   (shown once)",
        f"API token: {token}   (shown once)",
        "Next: `zhiji import members members.csv`, then `zhiji serve`.",
    ]


def _settings_file(env_file: Path) -> str:
    if env_file.exists():
        return f"{env_file} is there already; nothing in it was changed."
    try:
        write_whole(env_file, f"ZHIJI_SECRET_KEY={secrets.token_urlsafe(32)}\n".encode(), mode=0o600)
    except OSError as error:
        raise Unavailable(
            f"{env_file} cannot be written: {error.strerror}.", fix="Run this in a folder you may write to."
        ) from error
    return f"{env_file} written with a secret of its own."
