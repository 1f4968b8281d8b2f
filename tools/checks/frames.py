"""Tells a word of danger in a film, a dream or a false alarm from danger: the classifier must hear nothing either."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from tools.checks.ear import Opinion
from tools.checks.excuses import harmless_talk
from tools.checks.judged import LABELS
from tools.checks.matching import Hit
from tools.checks.rulebook import BrokenRulebook, Rule
from tools.yaml_text import read_yaml

FRAMES = Path(__file__).parent / "frames.yaml"
_FRAMED = frozenset({"crisis", "medical", "bereavement"})


@dataclass(frozen=True)
class Frame:
    """What makes a word of danger harmless: the text `says` it and no word of `unless`.

    `must_pass` are harmless sentences in it, `must_hit` grave ones in the same words.
    """

    id: str
    about: str
    says: re.Pattern[str]
    unless: re.Pattern[str]
    must_pass: tuple[str, ...]
    must_hit: tuple[str, ...]

    def holds(self, text: str) -> bool:
        """Whether a normalised text is told in this frame."""
        return bool(self.says.search(text)) and not self.unless.search(text)


@dataclass(frozen=True)
class Frames:
    """Every frame, what no frame excuses, the least probability of harmless talk, and how a frame is shown."""

    all: tuple[Frame, ...]
    never: re.Pattern[str]
    sure: float
    shown: str


def is_framed(hit: Hit, text: str, opinion: Opinion) -> bool:
    """Whether a rule of danger only met a story, a dream, a thing or the past, and the classifier hears no danger."""
    if not _may_be_framed(hit.rule) or opinion.label != LABELS["in"][0]:
        return False
    frames = read_frames()
    if opinion.confidence < frames.sure or frames.never.search(text):
        return False
    return any(frame.holds(text) for frame in frames.all)


def told_excuses(rule: Rule) -> tuple[str, ...]:
    """What excuses a rule, in words for people to read: its exceptions, harmless talk, frames in which it is noted."""
    frames = read_frames()
    framed = [frames.shown.format(about=one.about) for one in frames.all] if _may_be_framed(rule) else []
    return (*(one.about for one in rule.exceptions), *harmless_talk(rule.id), *framed)


def _may_be_framed(rule: Rule) -> bool:
    return rule.route in _FRAMED and bool(rule.patterns)


@lru_cache(maxsize=1)
def read_frames() -> Frames:
    """The frames of frames.yaml; BrokenRulebook when they cannot be used."""
    try:
        table: dict[str, Any] = read_yaml(FRAMES)
        frames = tuple(_frame(raw) for raw in table["frames"])
        return Frames(frames, _joined(table["never"]), float(table["sure"]), str(table["shown"]))
    except (OSError, UnicodeDecodeError, yaml.YAMLError, KeyError, TypeError, ValueError, re.error) as error:
        fix = "Restore tools/checks/frames.yaml; nothing is passed meanwhile."
        raise BrokenRulebook(f"frames.yaml cannot be used: {error!r}.", fix=fix) from error


def _frame(raw: Mapping[str, Any]) -> Frame:
    return Frame(
        id=str(raw["id"]),
        about=str(raw["about"]),
        says=_joined(raw["says"]),
        unless=_joined(raw["unless"]),
        must_pass=tuple(raw["pass"]),
        must_hit=tuple(raw["fail"]),
    )


def _joined(pattern: str) -> re.Pattern[str]:
    """A pattern that the file folds over several lines."""
    return re.compile("".join(pattern.split()))
