"""A member in the making: her row, and what the brand cannot know but her shopping follows."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cached_property
from itertools import count
from typing import Any

from tools.clock import at_shanghai, shanghai_day

PREGNANCY_DAYS = 280
_MONTH_DAYS = 30.44


@dataclass(frozen=True)
class Today:
    """The day everything is told from; only the last hours are told from the moment itself."""

    now: datetime

    @cached_property
    def day(self) -> date:
        """Return today's date in Shanghai."""
        return shanghai_day(self.now)

    @cached_property
    def _midnight(self) -> datetime:
        return at_shanghai(self.day)

    def date(self, days_ago: int) -> date:
        """Return the date some days ago (negative: to come)."""
        return self.day - timedelta(days=days_ago)

    def moment(self, days_ago: int, minute_of_day: int) -> datetime:
        """Return a moment of a day some days ago, in UTC."""
        return self._midnight + timedelta(days=-days_ago, minutes=minute_of_day)

    def minutes_ago(self, minutes: int) -> datetime:
        """Return a moment of the last hours, on the full minute."""
        return (self.now - timedelta(minutes=minutes)).replace(second=0, microsecond=0)


@dataclass
class Person:
    """One member: `births` are true birthdays (the due date for one not yet born), told to the brand or not."""

    row: dict[str, Any]
    segment: str
    rhythm: str
    joined_days_ago: int
    births: list[date] = field(default_factory=list)
    basket: float = 1.0
    lively: float = 0.3
    story: dict[str, Any] = field(default_factory=dict)

    @property
    def member_id(self) -> str:
        """Return the key of the row."""
        return str(self.row["member_id"])

    def is_reachable(self) -> bool:
        """Tell whether care may be sent to her at all."""
        row = self.row
        silent = row["care_hold"] or row["opted_out"] or row["dnd_until"] is not None
        return row["consent_care"] is True and bool(row["wecom_external_userid"]) and not silent and not self.story


@dataclass(frozen=True)
class Stage:
    """Where the youngest child stands on a day: weeks before birth or age after it; None when neither fits."""

    week: int | None = None
    age_days: int | None = None

    @property
    def age_months(self) -> int | None:
        """Return completed months of age, nearly."""
        return None if self.age_days is None else int(self.age_days / _MONTH_DAYS)


def stage_on(person: Person, day: date) -> Stage:
    """Return the stage of the child that comes next or came last."""
    ages = [(day - birth).days for birth in person.births]
    unborn = [age for age in ages if -PREGNANCY_DAYS <= age < 0]
    if unborn:
        return Stage(week=(PREGNANCY_DAYS + unborn[0]) // 7)
    born = [age for age in ages if age >= 0]
    return Stage(age_days=min(born)) if born else Stage()


def minutes_of(hour: int, minute: int) -> int:
    """Return the minute of the day."""
    return hour * 60 + minute


def numbered(prefix: str) -> Iterator[str]:
    """Give ids in a row: prefix and six digits."""
    return (f"{prefix}{number:06d}" for number in count(1))
