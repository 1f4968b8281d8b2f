"""What a database driver's error means: one sentence and its fix."""

from sqlalchemy.exc import (
    DataError,
    DBAPIError,
    IntegrityError,
    InterfaceError,
    OperationalError,
    PendingRollbackError,
    SQLAlchemyError,
)
from sqlalchemy.exc import TimeoutError as NoFreeConnection

from tools.errors import Unavailable

_WORDS = (
    ("database is locked", "The database is locked by another program.", "Close it or wait, then try again."),
    ("readonly database", "The database is read-only.", "Give the account write access to the file and its folder."),
    ("read-only transaction", "The database is read-only.", "Connect to the primary server."),
    ("unable to open database", "The database file cannot be opened.", "Check the path and its permissions."),
    ("disk is full", "The disk is full.", "Make room, then try again; nothing was lost."),
    ("no space left on device", "The disk is full.", "Make room, then try again; nothing was lost."),
    ("disk i/o error", "The disk of the database is full or failing.", "Make room or look after it, then try again."),
    ("no such table", "The database has no tables yet or is older than this program.", "Run `zhiji db upgrade`."),
    ("no such column", "The database is older than this program.", "Run `zhiji db upgrade`."),
    ("undefinedtable", "The database has no tables yet or is older than this program.", "Run `zhiji db upgrade`."),
    ("does not exist", "The database, role or table does not exist.", "Create it or run `zhiji db upgrade`."),
    ("file is not a database", "The file is not a SQLite database.", "Name another data folder or URL."),
    ("disk image is malformed", "The database file is damaged.", "Stop every program and restore a backup of it."),
    ("authentication failed", "The database server refuses this account.", "Correct user and password in its URL."),
    ("no pg_hba.conf entry", "The database server refuses this account.", "Allow it in the server's pg_hba.conf."),
    ("too many clients", "The database server takes no more connections.", "Raise max_connections or wait."),
    ("connection slots", "The database server takes no more connections.", "Raise max_connections or wait."),
    ("starting up", "The database server is starting.", "It is tried again with the next request."),
    ("shutting down", "The database server is stopping.", "Start it again; it is tried with the next request."),
    ("connection refused", "The database server does not answer.", "Start it or correct ZHIJI_DATABASE_URL."),
    ("connection failed", "The database server does not answer.", "Start it or correct ZHIJI_DATABASE_URL."),
    ("connection is bad", "The database server does not answer.", "Start it or correct ZHIJI_DATABASE_URL."),
    ("connection timeout", "The database server does not answer.", "Start it or correct ZHIJI_DATABASE_URL."),
)
_WENT_AWAY = ("The database server went away.", "It is tried again with the next request; nothing is half-written.")
_NO_FREE = ("Every connection to the database is in use.", "Try again: the requests before this one are still busy.")
# What SQLAlchemy says of a transaction whose connection was lost one statement earlier.
_LOST_BEFORE = "8s2b"


def meaning_of(error: SQLAlchemyError) -> Unavailable | None:
    """Return the refusal that an error of the database amounts to; None when the database itself is well."""
    if isinstance(error, NoFreeConnection):
        return _unavailable(_NO_FREE)
    if isinstance(error, PendingRollbackError):
        return _unavailable(_WENT_AWAY) if error.code == _LOST_BEFORE else None
    return _of_driver(error) if isinstance(error, DBAPIError) else None


def _of_driver(error: DBAPIError) -> Unavailable | None:
    if isinstance(error, IntegrityError | DataError):
        return None
    if error.connection_invalidated:
        return _unavailable(_WENT_AWAY)
    lowered = str(error.orig or error).lower()
    for sign, sentence, fix in _WORDS:
        if sign in lowered:
            return _unavailable((sentence, fix))
    # PostgreSQL's driver gives what the server said a code, and what happened to the connection none.
    is_lost = isinstance(error, OperationalError | InterfaceError) and getattr(error.orig, "sqlstate", "") is None
    return _unavailable(_WENT_AWAY) if is_lost else None


def _unavailable(words: tuple[str, str]) -> Unavailable:
    sentence, fix = words
    return Unavailable(sentence, fix=fix)
