"""Who is at the door: passwords, signed console sessions, API tokens, and the token that guards forms."""

import hmac
import secrets
from dataclasses import dataclass
from hashlib import sha256

from argon2 import PasswordHasher
from argon2.exceptions import Argon2Error, InvalidHashError
from itsdangerous import BadSignature, URLSafeTimedSerializer

SESSION_COOKIE = "zhiji_session"
SESSION_LASTS_S = 12 * 3600


@dataclass(frozen=True)
class ConsoleSession:
    """A signed-in member of staff in a browser; the nonce ties forms to this session."""

    staff_id: str
    nonce: str


def hash_password(password: str) -> str:
    """Return an Argon2 hash."""
    return PasswordHasher().hash(password)


def is_password(password: str, password_hash: str) -> bool:
    """Tell whether a password belongs to a hash; an absent hash belongs to none."""
    try:
        return PasswordHasher().verify(password_hash, password)
    except (Argon2Error, InvalidHashError):
        return False


def new_token() -> str:
    """Return a fresh API token; it is shown once."""
    return "zj_" + secrets.token_urlsafe(32)


class Signer:
    """Signs and reads console sessions."""

    def __init__(self, secret: str) -> None:
        """Keep the secret inside the serializer."""
        self._serializer = URLSafeTimedSerializer(secret, salt="console-session")
        self._secret = secret

    def issue(self, staff_id: str) -> str:
        """Return a cookie value for a signed-in member of staff."""
        return self._serializer.dumps([staff_id, secrets.token_hex(8)])

    def read(self, cookie: str) -> ConsoleSession | None:
        """Return the session behind a cookie, None if it is forged or older than twelve hours."""
        try:
            staff_id, nonce = self._serializer.loads(cookie, max_age=SESSION_LASTS_S)
        except (BadSignature, ValueError, TypeError):
            return None
        return ConsoleSession(str(staff_id), str(nonce))

    def form_token(self, session: ConsoleSession) -> str:
        """Return the token that every form of this session carries."""
        words = f"form:{session.staff_id}:{session.nonce}"
        return hmac.new(self._secret.encode(), words.encode(), sha256).hexdigest()

    def is_form_token(self, session: ConsoleSession, token: str) -> bool:
        """Tell whether a form was ours."""
        return hmac.compare_digest(self.form_token(session), token)
