"""The kinds of refusal, named by what can happen next.

ServiceError            one sentence, safe to show, and the fix
├─ BadInput             what was given cannot be used (exit 2, HTTP 422)
├─ NotFound             look elsewhere (404)
├─ Conflict             reload: somebody was faster or the state moved on (409)
├─ NotAllowed           explain: a rule or a role says no, with reasons (403)
├─ TextBlocked          change the text: a check blocks it, with findings (422)
├─ VersionMissing       say which version is meant (428)
└─ Unavailable          try later: a dependency is down (503)
"""

from collections.abc import Sequence
from typing import Any


class ServiceError(Exception):
    """A refusal: one sentence that is safe to show, and what to do about it."""

    def __init__(self, message: str, *, fix: str = "") -> None:
        """Keep the sentence and the fix apart so that each door can lay them out its own way."""
        super().__init__(message)
        self.message = message
        self.fix = fix

    def __str__(self) -> str:
        return f"{self.message} {self.fix}".strip()


class BadInput(ServiceError):
    """What was given cannot be used."""


class NotFound(ServiceError):
    """There is no such thing, or not for this member of staff."""


class Conflict(ServiceError):
    """The state moved on since it was read."""


class NotAllowed(ServiceError):
    """A rule or a role says no."""

    def __init__(self, message: str, *, fix: str = "", reasons: Sequence[Any] = ()) -> None:
        """Carry the refusals (objects with `rule` and `message`) that led to the no."""
        super().__init__(message, fix=fix)
        self.reasons = tuple(reasons)


class TextBlocked(ServiceError):
    """A check blocks this text."""

    def __init__(self, message: str, *, fix: str = "", findings: Sequence[Any] = ()) -> None:
        """Carry the findings (rule, verdict, start, end, message)."""
        super().__init__(message, fix=fix)
        self.findings = tuple(findings)


class VersionMissing(ServiceError):
    """A decision must say which version of the text it is about."""


class Unavailable(ServiceError):
    """Something this needs is down, locked or full; nothing was lost."""
