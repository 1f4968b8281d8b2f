"""The roster: desks, lines of people, shifts and ways, read from a file and checked line by line."""

from collections.abc import Iterable, Mapping
from datetime import time
from functools import cache
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from tools.errors import BadInput
from tools.models.staff import ROLES
from tools.yaml_text import load_yaml, place_in

SHIPPED = Path(__file__).with_name("roster.yaml")
Day = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
DAYS: tuple[Day, ...] = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
Way = Literal["console", "email", "webhook"]
Level = Literal["S1", "S2"]


def _clock_time(value: object) -> object:
    # YAML reads a bare 21:30 as the number 1290.
    if not isinstance(value, str):
        raise ValueError('write the time in quotes, like "21:30"')
    return time.fromisoformat(value)


def _person(value: object) -> object:
    kind, _, name = str(value).partition(":")
    if value == "owner" or (kind == "staff" and name) or (kind == "role" and name in ROLES):
        return value
    raise ValueError(f"say owner, staff:ID or role:ROLE with a role of {', '.join(ROLES)}")


ClockTime = Annotated[time, BeforeValidator(_clock_time)]
PersonName = Annotated[str, BeforeValidator(_person)]


class _Strict(BaseModel):
    """One block of the roster: frozen, and no key it does not know."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Shift(_Strict):
    """Who is there on which days between which hours; the days are those on which the shift begins."""

    days: tuple[Day, ...] = Field(default=DAYS, min_length=1)
    begins: ClockTime = Field(alias="from")
    ends: ClockTime = Field(alias="to")
    people: tuple[PersonName, ...] = Field(min_length=1)


class Line(_Strict):
    """One group of people, called when the line before it has not answered for so many minutes."""

    after_minutes: dict[Level, Annotated[int, Field(ge=0, le=1440)]] = {}
    shifts: tuple[Shift, ...] = Field(min_length=1)


class DeskLines(_Strict):
    """A desk's name for people, and its lines in order."""

    title: str = Field(min_length=1)
    lines: tuple[Line, ...] = Field(min_length=1)


class Channels(_Strict):
    """By which ways people are told, per occasion."""

    S1: tuple[Way, ...] = ("console",)
    S2: tuple[Way, ...] = ("console",)
    reminder: tuple[Way, ...] = ("console",)

    def of(self, occasion: str) -> tuple[Way, ...]:
        """Return the ways of an occasion; the console is always among them, for it is what never fails."""
        chosen: tuple[Way, ...] = getattr(self, occasion, self.S2)
        return ("console", *(way for way in chosen if way != "console"))


class Says(_Strict):
    """The sentences about duty, which never promise that somebody watches."""

    on_duty: str
    nobody: str
    next: str
    no_next: str
    numbers: str


class Roster(_Strict):
    """The whole file."""

    # YAML reads a bare day as a date.
    version: Annotated[str, BeforeValidator(str)]
    retry_minutes: int = Field(ge=1, le=120)
    channels: Channels
    contacts: dict[str, Annotated[str, Field(pattern=r"^[^@\s]+@[^@\s]+$")]] = {}
    desks: dict[str, DeskLines] = {}
    everyone_else: DeskLines
    hotlines: dict[str, tuple[str, ...]]
    hotline_names: dict[str, str]
    says: Says

    def desk(self, name: str) -> DeskLines:
        """Return a desk's lines."""
        return self.desks.get(name, self.everyone_else)

    def numbers(self, kind: str, level: str, cause: str) -> tuple[str, ...]:
        """Return the hotlines for a kind of hold, the most specific line first."""
        table = self.hotlines
        return table.get(f"{kind}:{cause}") or table.get(f"{kind}:{level}") or table.get(kind, ())


def load_roster(path: Path | None = None, *, known_desks: Iterable[str] = ()) -> Roster:
    """Load the shipped roster, or a client's file laid over it key by key. Raises BadInput naming line and field."""
    if path is None:
        return _shipped()
    text = _text(path)
    given = _document(path, text)
    return _checked({**_document(SHIPPED, _text(SHIPPED)), **given}, path, text, set(known_desks))


@cache
def _shipped() -> Roster:
    return Roster.model_validate(_document(SHIPPED, _text(SHIPPED)))


def _text(path: Path) -> str:
    try:
        return path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise BadInput(f"The roster {str(path)!r} cannot be read.", fix="Name a readable UTF-8 file.") from error


def _document(path: Path, text: str) -> dict[str, Any]:
    import yaml

    try:
        loaded = load_yaml(text)
    except yaml.YAMLError as error:
        raise BadInput(f"The roster {str(path)!r} is not YAML: {error}", fix="Correct the named line.") from error
    if not isinstance(loaded, dict):
        raise BadInput(f"The roster {str(path)!r} is not a list of keys.", fix="Start from `version: ...`.")
    return loaded


def _checked(document: Mapping[str, Any], path: Path, text: str, known: set[str]) -> Roster:
    try:
        roster = Roster.model_validate(document)
    except ValidationError as error:
        first = error.errors()[0]
        field = ".".join(map(str, first["loc"]))
        raise BadInput(
            f"{path}{place_in(text, first['loc'])}: `{field}` cannot be used: {first['msg']}.",
            fix="Correct it; docs/tasks-and-desk.md shows every key.",
        ) from error
    strange = [name for name in roster.desks if known and name not in known]
    if strange:
        raise BadInput(
            f"{path}{place_in(text, ('desks', strange[0]))}: no task ever goes to a desk {strange[0]!r}.",
            fix=f"Use one of: {', '.join(sorted(known))}.",
        )
    return roster
