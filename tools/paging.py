"""Where a list goes on: a cursor is the place of the last row shown, in a form that nobody outside needs to read."""

import base64
import json
from datetime import datetime
from typing import Any

from tools.errors import BadInput
from tools.store import is_storable

Place = tuple[Any, ...]


def cursor_of(*place: datetime | int | str) -> str:
    """Return the cursor of a row by the values its list is ordered by."""
    written = [value.isoformat() if isinstance(value, datetime) else value for value in place]
    return base64.urlsafe_b64encode(json.dumps(written).encode()).decode()


def place_of(cursor: str, *kinds: type) -> Place:
    """Return the place a cursor names, a value of each kind (datetime, int or str). Raises BadInput."""
    try:
        place = json.loads(base64.urlsafe_b64decode(cursor.encode()))
        return tuple(_value(kind, value) for kind, value in zip(kinds, place, strict=True))
    except (ValueError, TypeError) as error:
        raise BadInput(f"The cursor {cursor!r} is not one of ours.", fix="Start again from the first page.") from error


def _value(kind: type, value: Any) -> Any:
    moment = datetime.fromisoformat(value) if kind is datetime else None
    if moment is not None and moment.tzinfo is not None:
        return moment
    # A text that no database holds is no place either.
    if type(value) is not kind or (kind is str and not is_storable(str(value))):
        raise TypeError(f"{value!r} is no {kind.__name__}")
    return value
