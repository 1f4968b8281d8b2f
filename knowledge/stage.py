"""A member's stage of life without the member: what a page's windows are held against."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from knowledge.families import family_names
from knowledge.playbook import Playbook, StageWindow
from knowledge.special_days import is_special

# How many values each window could have taken: a page that leaves few of them is specific.
_SPAN = {"gest_week": 40, "age_days": 1_100, "age_months": 36, "after_delivery_days": 365, "dormant_days": 365}
_DAYS_OF_THE_YEAR, _MONTHS, _PERSONAS, _TAGS = 365, 12, 4, 20


@dataclass(frozen=True)
class MemberStage:
    """Where somebody stands today; None means unknown, and an unknown value fits no window that asks for it."""

    personas: frozenset[str] = frozenset()
    gest_week: int | None = None
    child_age_days: int | None = None
    child_age_months: int | None = None
    tags: frozenset[str] = frozenset()
    days_since_delivery: int | None = None
    dormant_days: int | None = None
    is_birthday: bool = False
    # The family of what she received last, and of everything she has: a page on other goods is not hers.
    family: str = ""
    owned_families: frozenset[str] = frozenset()

    @cached_property
    def values(self) -> Mapping[str, int | None]:
        """Return what each range of a page is held against; one life meets hundreds of pages."""
        return {
            "gest_week": self.gest_week,
            "age_days": self.child_age_days,
            "age_months": _months(self),
            "after_delivery_days": self.days_since_delivery,
            "dormant_days": self.dormant_days,
        }


def fits(playbook: Playbook, stage: MemberStage, today: date) -> bool:
    """Tell whether every window of a page holds for this stage today."""
    return fits_life(playbook.stage, stage) and _fits_calendar(playbook.stage, stage, today)


def fits_life(window: StageWindow, stage: MemberStage) -> bool:
    """Tell whether the windows about a life hold; the calendar is left aside."""
    ranges = all(_within(given, stage.values[key]) for key, given in window.ranges)
    personas = not window.personas or bool(stage.personas & set(window.personas))
    tags = not window.tags or bool(stage.tags & set(window.tags))
    return ranges and personas and tags and (not window.families or stage.family in window.families)


def _months(stage: MemberStage) -> int | None:
    if stage.child_age_months is not None or stage.child_age_days is None:
        return stage.child_age_months
    return int(stage.child_age_days / 30.4375)


def _within(window: tuple[int, int], value: int | None) -> bool:
    return value is not None and window[0] <= value <= window[1]


def _fits_calendar(window: StageWindow, stage: MemberStage, today: date) -> bool:
    if window.months and today.month not in window.months:
        return False
    return not window.days or ("birthday" in window.days and stage.is_birthday) or is_special(window.days, today)


def distance(window: StageWindow, stage: MemberStage) -> float:
    """Return how far a life lies from a page's windows: 0 fits or nothing is known, 1 is another phase of life.

    Only what is known can speak against a page: a member without a due date may still ask about pregnancy.
    """
    is_other = window.personas and stage.personas and not stage.personas & set(window.personas)
    return 1.0 if is_other or _is_about_other_goods(window, stage) else age_gap(window, stage)


def age_gap(window: StageWindow, stage: MemberStage) -> float:
    """Return how far her weeks, or her child's days and months, lie from a page's: 0 fits or unknown, 1 far off."""
    if _is_other_phase(window, stage):
        return 1.0
    return max((_gap(key, given, stage.values[key]) for key, given in window.ranges), default=0.0)


def _gap(key: str, window: tuple[int, int], value: int | None) -> float:
    if value is None:
        return 0.0
    outside = max(window[0] - value, value - window[1], 0)
    return min(1.0, 4 * outside / _SPAN[key])


def _is_other_phase(window: StageWindow, stage: MemberStage) -> bool:
    """Tell whether a page is about pregnancy and the life about a born child only, or the other way round."""
    is_born, is_expecting = stage.child_age_days is not None, stage.gest_week is not None
    about_child = window.age_days is not None or window.age_months is not None
    if window.gest_week is not None:
        return is_born and not is_expecting
    return about_child and is_expecting and not is_born


def _is_about_other_goods(window: StageWindow, stage: MemberStage) -> bool:
    return bool(window.families and stage.owned_families and not stage.owned_families & set(window.families))


def specificity(playbook: Playbook) -> float:
    """Return how much a page's windows narrow down, in nats: a birthday page is worth more than an autumn page."""
    window = playbook.stage
    total = sum(math.log(max(_SPAN[key] / (high - low + 1), 1)) for key, (low, high) in window.ranges)
    # A named day lies in one month anyway.
    total += math.log(_MONTHS / len(window.months)) if window.months and not window.days else 0
    total += math.log(_DAYS_OF_THE_YEAR) if window.days else 0
    # A window of weeks or months says already whose page it is.
    total += math.log(_PERSONAS / len(window.personas)) if window.personas and not window.ranges else 0
    total += math.log(len(family_names()) / len(window.families)) if window.families else 0
    return total + (math.log(_TAGS) if window.tags else 0)
