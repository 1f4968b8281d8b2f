"""The texts under which members agree, as data, and whether a consent on record still counts."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any, TypedDict
from zoneinfo import ZoneInfo

import yaml

from tools.checks.rulebook import BrokenRulebook
from tools.errors import BadInput
from tools.yaml_text import read_yaml

FILE_NAME = "consent_texts.yaml"
# For every sensitive field without a list of its own.
SENSITIVE = "sensitive"
PURPOSES = ("care", "marketing", "automated")
_SHIPPED = Path(__file__).parent / FILE_NAME
_FIELDS = {"version", "valid_from", "text", "withdrawn_on", "why"}
_SHANGHAI = ZoneInfo("Asia/Shanghai")


class ConsentRecord(TypedDict):
    """What is kept of one answer; `text` is the version, `at` an ISO time; blank where nobody wrote it down."""

    answer: str
    text: str
    at: str
    source: str


Records = Mapping[str, ConsentRecord]


@dataclass(frozen=True)
class ConsentText:
    """One text: from `valid_from` it was shown, from `withdrawn_on` no consent under it counts."""

    version: str
    valid_from: date
    text: str
    withdrawn_on: date | None = None
    why: str = ""

    def was_shown(self, day: date) -> bool:
        """Tell whether a member could agree to it on that Shanghai day."""
        return self.valid_from <= day and not self.is_withdrawn(day)

    def is_withdrawn(self, day: date) -> bool:
        """Tell whether it counts no more on that Shanghai day."""
        return self.withdrawn_on is not None and day >= self.withdrawn_on


Texts = Mapping[str, tuple[ConsentText, ...]]
_own: dict[str, tuple[ConsentText, ...]] = {}


def consent_texts() -> Texts:
    """Return purpose → its texts, oldest first, with the company's lists in place of ours."""
    return {**_shipped(), **_own}


def use_texts(own: Texts) -> None:
    """Let a company's lists stand in this process; they replace those that were given before."""
    _own.clear()
    _own.update(own)


def texts_for(purpose: str) -> tuple[ConsentText, ...]:
    """Return the texts of a purpose or a sensitive field, oldest first."""
    texts = consent_texts()
    return texts.get(purpose) or (() if purpose in PURPOSES else texts[SENSITIVE])


def recordable() -> tuple[str, ...]:
    """Return every purpose and sensitive field that a consent can be written down for."""
    return (*PURPOSES, *_table()["fields"])


def text_in_force(purpose: str, day: date) -> ConsentText | None:
    """Return the newest text that is shown on a Shanghai day, None when there is none."""
    shown = [text for text in texts_for(purpose) if text.was_shown(day)]
    return shown[-1] if shown else None


def shown_text(purpose: str, version: str, day: date | None) -> ConsentText:
    """Return the text that a consent names. Raises BadInput when there is none, or it was not shown on that day."""
    found = _named(purpose, version)
    if found is None:
        known = ", ".join(text.version for text in texts_for(purpose)) or "none"
        raise BadInput(f"There is no text {version!r} for {purpose}.", fix=f"Name one that is listed: {known}.")
    if day is not None and not found.was_shown(day):
        raise BadInput(f"Text {version!r} for {purpose} was not shown on {day}.", fix="Correct the text or the day.")
    return found


def lapse(records: Records, purpose: str, today: date) -> str:
    """Say in words why the consent on record for a purpose does not count, '' when nothing speaks against it.

    A consent without a record, or without the version of its text, stands as it was brought in.
    """
    record = records.get(purpose)
    if record is None:
        return ""
    if record["answer"] == "no":
        return _words("refused", day=_day_words(record["at"]))
    if not record["text"]:
        return ""
    text = _named(purpose, record["text"])
    if text is None:
        return _words("unlisted", version=record["text"])
    if text.withdrawn_on is not None and text.is_withdrawn(today):
        return _words("withdrawn", version=text.version, day=text.withdrawn_on.isoformat(), why=text.why)
    return ""


def read_texts(folder: Path) -> Texts:
    """Read a company's lists from its rule folder; none without the file. Raises BrokenRulebook naming the fault."""
    path = folder / FILE_NAME
    if not path.exists():
        return {}
    try:
        return _parsed(read_yaml(path))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise _fault(str(error).splitlines()[0]) from error


def _named(purpose: str, version: str) -> ConsentText | None:
    return next((text for text in texts_for(purpose) if text.version == version), None)


def _words(code: str, **slots: str) -> str:
    return str(_table()["lapsed"][code]).format(**slots)


def _day_words(at: str) -> str:
    return datetime.fromisoformat(at).astimezone(_SHANGHAI).date().isoformat() if at else ""


@cache
def _table() -> dict[str, Any]:
    loaded: dict[str, Any] = read_yaml(_SHIPPED)
    return loaded


@cache
def _shipped() -> Texts:
    return _parsed({"texts": _table()["texts"]})


def _parsed(raw: Any) -> Texts:
    if not isinstance(raw, dict) or set(raw) != {"texts"} or not isinstance(raw["texts"], dict):
        raise _fault("it holds one field, texts: purpose → list of texts")
    known = (*PURPOSES, *_table()["fields"], SENSITIVE)
    strange = [str(purpose) for purpose in raw["texts"] if purpose not in known]
    if strange:
        raise _fault(f"{strange[0]} is no purpose; there are {', '.join(known)}")
    return {str(purpose): _list(str(purpose), rows) for purpose, rows in raw["texts"].items()}


def _list(purpose: str, rows: Any) -> tuple[ConsentText, ...]:
    if not isinstance(rows, list) or not rows:
        raise _fault(f"{purpose} needs a list of texts")
    texts = [_text(purpose, row) for row in rows]
    if len({text.version for text in texts}) < len(texts):
        raise _fault(f"{purpose} names a version twice")
    return tuple(sorted(texts, key=lambda text: text.valid_from))


def _text(purpose: str, row: Any) -> ConsentText:
    if not isinstance(row, dict) or set(row) - _FIELDS or not row.get("version") or not row.get("text"):
        raise _fault(
            f"each text of {purpose} has version, valid_from, text, and withdrawn_on with why if it counts no more"
        )
    first, last = row.get("valid_from"), row.get("withdrawn_on")
    if type(first) is not date or (last is not None and type(last) is not date):
        raise _fault(f"{purpose} {row['version']}: valid_from and withdrawn_on are days such as 2026-01-31")
    if last is not None and not row.get("why"):
        raise _fault(f"{purpose} {row['version']}: a withdrawn text says why")
    return ConsentText(str(row["version"]), first, str(row["text"]), last, str(row.get("why", "")))


def _fault(why: str) -> BrokenRulebook:
    return BrokenRulebook(f"Rule file {FILE_NAME} cannot be used: {why}.", fix="Correct the file.")
