"""Playbook: one page of proven words, with the facts behind it and the moment it is meant for."""

import re
from collections.abc import Collection
from datetime import date
from functools import cached_property

from pydantic import BaseModel, ConfigDict, Field

from knowledge.schema import schema

RANGES = ("gest_week", "age_days", "age_months", "after_delivery_days", "dormant_days")
_SLOT = re.compile(r"\{([a-z_]+)\}")


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Fact(_Frozen):
    """One sourced statement; after `expires_on` nobody may rely on it."""

    id: str
    text: str
    source: str = ""
    grade: str = ""
    reviewer_role: str = ""
    reviewed_by: str | None = None
    expires_on: date | None = None


class ReplyBranch(_Frozen):
    """What to do when her answer takes a turn."""

    condition: str
    route: str


class Answer(_Frozen):
    """What a page answers to one question, whatever the words it is asked in.

    `asks` are wordings of the question; `words` are patterns of which one singles it out among the page's questions;
    `voices` tell who must be asking (a father, an elder), () where it is whoever asks; `lines` are what is said, the
    first of which answers by itself.
    """

    asks: tuple[str, ...]
    words: tuple[str, ...] = ()
    voices: tuple[str, ...] = ()
    lines: tuple[str, ...]


class ChecklistRow(_Frozen):
    """One row of a checklist; `skip` marks what need not be bought yet.

    `provision` is the kind of goods, or that it is not bought, borrowed, bought later; "" if the list says nothing.
    """

    group: str
    item: str
    quantity: str = ""
    why: str = ""
    when: str = ""
    tip: str = ""
    skip: bool = False
    provision: str = ""


class StageWindow(_Frozen):
    """When a page fits: every given window must hold. Ranges are inclusive (low, high)."""

    gest_week: tuple[int, int] | None = None
    age_days: tuple[int, int] | None = None
    age_months: tuple[int, int] | None = None
    after_delivery_days: tuple[int, int] | None = None
    dormant_days: tuple[int, int] | None = None
    months: tuple[int, ...] = ()
    days: tuple[str, ...] = ()
    personas: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    families: tuple[str, ...] = ()

    @cached_property
    def is_about_life(self) -> bool:
        """Tell whether any window is about the member's life and not only about the calendar."""
        return any(value for name, value in self if name not in ("months", "days"))

    @cached_property
    def ranges(self) -> tuple[tuple[str, tuple[int, int]], ...]:
        """Return the ranges that are given, by name: most pages give one, and a search asks for all pages."""
        named = ((name, getattr(self, name)) for name in RANGES)
        return tuple((name, given) for name, given in named if given is not None)


class Playbook(_Frozen):
    """One version of one page, as parsed from its file."""

    id: str
    title: str
    kind: str
    version: str
    status: str
    topics: tuple[str, ...] = ()
    touch: str = ""
    health: bool = False
    stage: StageWindow = StageWindow()
    uses: tuple[str, ...] = ()
    goal: str
    route: str = ""
    cause: str = ""
    must_say: tuple[str, ...] = ()
    must_not: tuple[str, ...] = ()
    facts: tuple[Fact, ...] = ()
    expires_on: date
    owner: str = ""
    questions: tuple[str, ...] = ()
    reply_branches: tuple[ReplyBranch, ...] = ()
    # For people: when it is the moment, words to find it by, and the file and rows it came from.
    trigger: str = ""
    tags: tuple[str, ...] = ()
    origin: str = ""
    variants: dict[str, dict[str, str]] = Field(default_factory=dict)
    answers: tuple[Answer, ...] = ()
    steps: tuple[str, ...] = ()
    checklist: tuple[ChecklistRow, ...] = ()
    content_hash: str = ""

    @property
    def usable_until(self) -> date:
        """Return the last day of use: a text stands on its facts, so the first to expire decides."""
        return min([self.expires_on, *(fact.expires_on for fact in self.facts if fact.expires_on)])

    @cached_property
    def asked(self) -> tuple[str, ...]:
        """Return every question the page is asked, each once: those listed and those its answers stand under."""
        return tuple(dict.fromkeys([*self.questions, *(asked for one in self.answers for asked in one.asks)]))

    @cached_property
    def says(self) -> tuple[str, ...]:
        """Return every text that the page may say: its variants and the lines of its answers."""
        texts = [text for group in self.variants.values() for text in group.values()]
        return (*texts, *(line for one in self.answers for line in one.lines))

    @property
    def rests_on(self) -> tuple[str, ...]:
        """Return the member fields that picking or wording rests on: those named and those its windows imply."""
        implied = [window["field"] for key, window in schema()["windows"].items() if getattr(self.stage, key)]
        implied += ["birthday"] if "birthday" in self.stage.days else []
        implied += ["tags"] if self.stage.tags else []
        implied += ["orders"] if self.stage.families else []
        return tuple(dict.fromkeys([*self.uses, *implied]))

    def is_same_text(self, other: "Playbook") -> bool:
        """Tell whether two pages are the same version with the same words."""
        return (self.id, self.version, self.content_hash) == (other.id, other.version, other.content_hash)

    def variants_for(self, group: str, slots: Collection[str]) -> dict[str, str]:
        """Return style → text of one group ('care' or 'reply'): only texts whose slots can all be filled."""
        texts = self.variants.get(group, {})
        return {style: text for style, text in texts.items() if set(slots_in(text)) <= set(slots)}


def slots_in(text: str) -> tuple[str, ...]:
    """Return the names of the curly slots in a text, in order, each once."""
    return tuple(dict.fromkeys(_SLOT.findall(text)))


def version_key(version: str) -> tuple[int, int, int]:
    """Return a semantic version as three numbers that compare."""
    major, minor, patch = (int(part) for part in version.split("."))
    return major, minor, patch
