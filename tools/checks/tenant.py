"""A company's own rules: a folder that adds rules, chooses a profile, says what it promises, and takes nothing away."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

import yaml

from tools.checks.commitments import minutes_of
from tools.checks.consent_texts import FILE_NAME as CONSENT_TEXTS
from tools.checks.consent_texts import Texts, read_texts
from tools.checks.promises import table
from tools.checks.rulebook import HERE, BrokenRulebook, Rule, read_rules, shipped_rules
from tools.errors import BadInput
from tools.yaml_text import read_yaml

PROFILE = "profile.yaml"
_NO_RULES = (PROFILE, CONSENT_TEXTS)
_PROFILES = ("strict", "legal_floor")


@dataclass(frozen=True)
class Tenant:
    """What a company adds: rules, how strictly the formula rules hold ("" leaves it to the settings), promises, texts.

    `promises`: answer, refund, dispatch or delivery → the lengths of time it promises everybody, as written.
    `consent_texts`: purpose → the texts its members agree to, in place of ours.
    """

    rules: tuple[Rule, ...] = ()
    profile: Literal["", "strict", "legal_floor"] = ""
    promises: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    consent_texts: Texts = field(default_factory=dict)


def read_tenant(folder: Path | None) -> Tenant:
    """Read a company's folder; BrokenRulebook names the file, the rule and the field that cannot be used."""
    if folder is None:
        return Tenant()
    if not folder.is_dir():
        raise BrokenRulebook(f"There is no rule folder {folder}.", fix="Correct ZHIJI_RULES_DIR or create the folder.")
    families = [path for path in sorted(folder.glob("*.yaml")) if path.name not in _NO_RULES]
    rules = read_rules(folder, HERE / "lexicon.yaml", leave_out=_NO_RULES) if families else ()
    _refuse_ours(rules)
    raw = _read_profile(folder / PROFILE)
    return Tenant(rules, _profile_of(raw), _promises_of(raw), read_texts(folder))


def _refuse_ours(rules: tuple[Rule, ...]) -> None:
    """A rule of ours can be neither replaced nor softened: least of all one about a crisis or a loss."""
    ours = {rule.id for rule in shipped_rules()}
    for rule in rules:
        if rule.id in ours:
            fix = "Give it an id of its own; it then speaks beside ours."
            raise BrokenRulebook(f"Rule file {rule.family}.yaml, rule {rule.id}, field id: it is one of ours.", fix=fix)


def _read_profile(path: Path) -> Mapping[str, Any]:
    if not path.exists():
        return {}
    try:
        raw: Any = read_yaml(path)
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise _fault(str(error).splitlines()[0]) from error
    if not isinstance(raw, dict) or not raw or set(raw) - {"profile", "promises"}:
        raise _fault("it may hold the fields profile and promises and no other; rules cannot be switched off")
    return raw


def _profile_of(raw: Mapping[str, Any]) -> Literal["", "strict", "legal_floor"]:
    if "profile" not in raw:
        return ""
    if raw["profile"] not in _PROFILES:
        raise _fault(f"field profile must be one of {', '.join(_PROFILES)}, not {raw['profile']!r}")
    return "strict" if raw["profile"] == "strict" else "legal_floor"


def _promises_of(raw: Mapping[str, Any]) -> Mapping[str, tuple[str, ...]]:
    promised = raw.get("promises", {})
    if not isinstance(promised, dict) or set(promised) - set(table()["commitments"]):
        raise _fault(f"field promises takes {', '.join(table()['commitments'])}, each with lengths of time")
    return {str(what): _lengths(what, written) for what, written in promised.items()}


def _lengths(what: str, written: Any) -> tuple[str, ...]:
    lengths = tuple(str(one) for one in (written if isinstance(written, list) else [written]))
    for one in lengths:
        try:
            minutes_of(one)
        except BadInput as error:
            raise _fault(f"field promises, {what}: {error}") from error
    return lengths


def _fault(why: str) -> BrokenRulebook:
    return BrokenRulebook(f"Rule file {PROFILE} cannot be used: {why}.", fix="Correct the file.")
