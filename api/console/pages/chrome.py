"""What surrounds every page: who is signed in, where one can go, what just happened."""

from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True)
class NavLink:
    """One entry of the navigation; `short` is its name on a phone."""

    path: str
    name: str
    short: str
    icon: str
    is_here: bool
    count: int = 0
    is_alarm: bool = False


@dataclass(frozen=True)
class Notice:
    """One sentence about what just happened; tone is ok, warn or stop."""

    tone: str
    text: str
    fix: str = ""


@dataclass(frozen=True)
class Call:
    """A red banner: a person is needed now; `nobody` says that nobody was on duty to be told."""

    href: str
    title: str
    level: str
    member_name: str
    when: str
    nobody: bool


@dataclass(frozen=True)
class Chrome:
    """The frame of a page for a signed-in member of staff.

    `refresh_s` reloads a page that waits for something; `has_more_calls` says that not every call has a banner.
    """

    staff_name: str
    role: str
    brand: str
    nav: tuple[NavLink, ...]
    form_token: str
    is_demo: bool
    notices: tuple[Notice, ...] = ()
    calls: tuple[Call, ...] = ()
    has_more_calls: bool = False
    refresh_s: int = 0


@dataclass(frozen=True)
class Account:
    """One demo account, as the login page offers it."""

    staff_id: str
    name: str
    role: str


@dataclass(frozen=True)
class Typed:
    """A field with what a person wrote in it; `label` is what the field is called."""

    name: str
    label: str
    value: str


@dataclass(frozen=True)
class Retry:
    """A form that was not taken, filled in as it was; `back` is the page it stood on, '' when unknown."""

    action: str
    form_token: str
    typed: tuple[Typed, ...]
    hidden: tuple[tuple[str, str], ...]
    back: str


@dataclass(frozen=True)
class ResumePage:
    """What somebody wrote before the session ended, after signing in again."""

    template: ClassVar[str] = "resume.html"

    retry: Retry


@dataclass(frozen=True)
class LoginPage:
    """The login form; `accounts` and `demo_password` are there in a demo store only, `retry` after an ended session."""

    template: ClassVar[str] = "login.html"

    brand: str
    form_token: str
    staff_id: str
    next_path: str
    notices: tuple[Notice, ...]
    accounts: tuple[Account, ...]
    demo_password: str
    retry: Retry | None = None


@dataclass(frozen=True)
class FailurePage:
    """A refusal: what happened, what to do, the rules behind it and the service's own sentence.

    `retry` is the form as it was filled in, `may_retry` whether sending it once more can help.
    """

    template: ClassVar[str] = "failure.html"

    status: int
    what: str
    todo: str
    reasons: tuple[str, ...]
    detail: str
    back: str = ""
    retry: Retry | None = None
    may_retry: bool = False
