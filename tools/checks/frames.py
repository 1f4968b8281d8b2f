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
from tools.checks.rulebook import BrokenRulebook, Rule, expand, words
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
class PlainWords:
    """Rules of plain words of danger that yield without a frame where the classifier is nearly sure of harmless talk.

    `must_pass` are harmless sentences of theirs, `must_hit` grave ones beside them.
    """

    about: str
    rules: frozenset[str]
    sure: float
    unless: re.Pattern[str]
    must_pass: tuple[str, ...]
    must_hit: tuple[str, ...]


@dataclass(frozen=True)
class Scene(Frame):
    """A frame of what only the classifier hears: it holds for a label heard with less than its `below`.

    Only one that is `of_expecting` holds where a child is expected or just born.
    """

    below: Mapping[str, float]
    of_expecting: bool


@dataclass(frozen=True)
class Frames:
    """Every frame, what none excuses and what only some do, how sure of harmless talk one must be, how it is shown."""

    all: tuple[Frame, ...]
    plain: PlainWords
    scenes: tuple[Scene, ...]
    never: re.Pattern[str]
    expecting: re.Pattern[str]
    sure: float
    shown: str


def is_framed(hit: Hit, text: str, opinion: Opinion) -> bool:
    """Whether a danger was only met in a story, a dream, a thing or the past, or in a word that means none here."""
    frames = read_frames()
    if hit.rule.route not in _FRAMED or frames.never.search(text):
        return False
    expects = bool(frames.expecting.search(text))
    if not hit.rule.patterns:
        held = tuple(scene for scene in frames.scenes if scene.of_expecting or not expects)
        return _is_in_a_scene(hit.rule, text, opinion, held)
    if expects or opinion.label != LABELS["in"][0] or opinion.confidence < frames.sure:
        return False
    return any(frame.holds(text) for frame in frames.all) or _means_no_danger(hit.rule, text, opinion, frames.plain)


def _is_in_a_scene(rule: Rule, text: str, opinion: Opinion, scenes: tuple[Scene, ...]) -> bool:
    """Whether only the classifier hears a danger, and not loudly, in a text told in one of the scenes."""
    heard = opinion.probabilities.get(rule.meaning, 0.0)
    return any(heard < scene.below.get(rule.meaning, 0.0) and scene.holds(text) for scene in scenes)


def _means_no_danger(rule: Rule, text: str, opinion: Opinion, plain: PlainWords) -> bool:
    return rule.id in plain.rules and opinion.confidence >= plain.sure and not plain.unless.search(text)


def told_excuses(rule: Rule) -> tuple[str, ...]:
    """What excuses a rule, in words for people to read: its exceptions, harmless talk, frames in which it is noted."""
    shown = read_frames().shown
    framed = [shown.format(about=about) for about in _framed_by(rule)]
    return (*(one.about for one in rule.exceptions), *harmless_talk(rule.id), *framed)


def _framed_by(rule: Rule) -> list[str]:
    frames = read_frames()
    if rule.route not in _FRAMED:
        return []
    if not rule.patterns:
        return [scene.about for scene in frames.scenes if rule.meaning in scene.below]
    plain = [frames.plain.about] if rule.id in frames.plain.rules else []
    return [*(frame.about for frame in frames.all), *plain]


@lru_cache(maxsize=1)
def read_frames() -> Frames:
    """The frames of frames.yaml; BrokenRulebook when they cannot be used."""
    try:
        table: dict[str, Any] = read_yaml(FRAMES)
        return Frames(
            all=tuple(_frame(raw) for raw in table["frames"]),
            plain=_plain(table["plain"]),
            scenes=tuple(_scene(raw) for raw in table["scenes"]),
            never=_pattern(table["never"]),
            expecting=_pattern(table["expecting"]),
            sure=float(table["sure"]),
            shown=str(table["shown"]),
        )
    except (OSError, UnicodeDecodeError, yaml.YAMLError, KeyError, TypeError, ValueError, re.error) as error:
        fix = "Restore tools/checks/frames.yaml; nothing is passed meanwhile."
        raise BrokenRulebook(f"frames.yaml cannot be used: {error!r}.", fix=fix) from error


def _frame(raw: Mapping[str, Any]) -> Frame:
    return Frame(**_told(raw))


def _scene(raw: Mapping[str, Any]) -> Scene:
    below = {str(label): float(least) for label, least in raw["below"].items()}
    return Scene(**_told(raw), below=below, of_expecting=bool(raw.get("of_expecting", False)))


def _told(raw: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "id": str(raw["id"]),
        "about": str(raw["about"]),
        "says": _pattern(raw["says"]),
        "unless": _pattern(raw["unless"]),
        "must_pass": tuple(raw["pass"]),
        "must_hit": tuple(raw["fail"]),
    }


def _plain(raw: Mapping[str, Any]) -> PlainWords:
    return PlainWords(
        about=str(raw["about"]),
        rules=frozenset(raw["rules"]),
        sure=float(raw["sure"]),
        unless=_pattern(raw["unless"]),
        must_pass=tuple(raw["pass"]),
        must_hit=tuple(raw["fail"]),
    )


def _pattern(raw: str) -> re.Pattern[str]:
    """A pattern of the file, in which `{name}` is a concept of the lexicon."""
    return re.compile(expand(raw, {name: concept.pattern for name, concept in words().items()}))
