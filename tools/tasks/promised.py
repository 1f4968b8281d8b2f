"""By when a text to a member promises something: the first moment still ahead."""

from datetime import datetime

from tools.checks.normalise import readable
from tools.checks.promises import promises


def promised_by(text: str, now: datetime) -> datetime | None:
    """Return the first moment still ahead by which a text promises to come back to her; None when it names none."""
    ahead = [one.due for one in promises(readable(text).text, now) if one.due > now]
    return min(ahead, default=None)
