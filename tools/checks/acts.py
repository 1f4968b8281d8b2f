"""Puts a rule together that its file tells act by act: what is said, why it counts or is excused, with examples."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

_ACT_KEYS = frozenset({"about", "patterns", "evidence", "fail", "pass"})
_EXCEPTION_KEYS = frozenset({"about", "says", "without", "fail", "pass"})


@dataclass(frozen=True)
class Act:
    """One thing that people say with what a rule means, or that excuses it: `about` in words, and how it is said.

    A rule speaks at `must_hit` and not at `must_pass`; an exception holds for its `must_pass` and not for `must_hit`.
    """

    about: str
    patterns: tuple[re.Pattern[str], ...]
    must_hit: tuple[str, ...]
    must_pass: tuple[str, ...]


def joined(rule: Mapping[str, Any]) -> dict[str, Any]:
    """The rule with the patterns and examples of its `acts`, and its `exceptions` among what excuses it."""
    acts, exceptions = rule.get("acts", ()), rule.get("exceptions", ())
    _refuse_strays(acts, _ACT_KEYS)
    _refuse_strays(exceptions, _EXCEPTION_KEYS)
    whole = dict(rule)
    for key in ("patterns", "evidence"):
        whole[key] = [*rule.get(key, ()), *(one for act in acts for one in act.get(key, ()))]
    whole["unless"] = [*rule.get("unless", ()), *map(excusing, exceptions)]
    whole["examples"] = {
        key: [*rule.get("examples", {}).get(key, ()), *(one for act in acts for one in act.get(key, ()))]
        for key in ("fail", "pass")
    }
    return whole


def excusing(exception: Mapping[str, Any]) -> str:
    """The pattern of an exception: the text `says` something, and nowhere a word that it must be `without`."""
    says = str(exception["says"])
    return f"^(?!.*(?:{exception['without']})).*(?:{says})" if "without" in exception else says


def read_acts(raw: Iterable[Mapping[str, Any]], written: Callable[[str], Iterable[str]]) -> tuple[Act, ...]:
    """The acts of a rule; `written` gives the patterns that one entry of the file stands for."""
    return tuple(
        Act(
            about=str(one["about"]),
            patterns=tuple(re.compile(each) for entry in _said(one) for each in written(entry)),
            must_hit=tuple(one.get("fail", ())),
            must_pass=tuple(one.get("pass", ())),
        )
        for one in raw
    )


def _said(act: Mapping[str, Any]) -> list[str]:
    return [excusing(act)] if "says" in act else [*act.get("patterns", ()), *act.get("evidence", ())]


def _refuse_strays(acts: Iterable[Mapping[str, Any]], known: frozenset[str]) -> None:
    for act in acts:
        if strays := set(act) - known:
            raise ValueError(f"unknown key {min(strays)}")
