"""A company's own rules: a folder that may add rules and choose a profile, and can take nothing away."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import yaml

from tools.checks.rulebook import HERE, BrokenRulebook, Rule, read_rules, shipped_rules
from tools.yaml_text import read_yaml

PROFILE = "profile.yaml"
_PROFILES = ("strict", "legal_floor")


@dataclass(frozen=True)
class Tenant:
    """What a company adds: rules, and how strictly the formula rules hold for it ("" leaves it to the settings)."""

    rules: tuple[Rule, ...] = ()
    profile: Literal["", "strict", "legal_floor"] = ""


def read_tenant(folder: Path | None) -> Tenant:
    """Read a company's folder; BrokenRulebook names the file, the rule and the field that cannot be used."""
    if folder is None:
        return Tenant()
    if not folder.is_dir():
        raise BrokenRulebook(f"There is no rule folder {folder}.", fix="Correct ZHIJI_RULES_DIR or create the folder.")
    families = [path for path in sorted(folder.glob("*.yaml")) if path.name != PROFILE]
    rules = read_rules(folder, HERE / "lexicon.yaml", leave_out=(PROFILE,)) if families else ()
    _refuse_ours(rules)
    return Tenant(rules, _read_profile(folder / PROFILE))


def _refuse_ours(rules: tuple[Rule, ...]) -> None:
    """A rule of ours can be neither replaced nor softened: least of all one about a crisis or a loss."""
    ours = {rule.id for rule in shipped_rules()}
    for rule in rules:
        if rule.id in ours:
            fix = "Give it an id of its own; it then speaks beside ours."
            raise BrokenRulebook(f"Rule file {rule.family}.yaml, rule {rule.id}, field id: it is one of ours.", fix=fix)


def _read_profile(path: Path) -> Literal["", "strict", "legal_floor"]:
    if not path.exists():
        return ""
    try:
        raw: Any = read_yaml(path)
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise _fault(str(error).splitlines()[0]) from error
    if not isinstance(raw, dict) or set(raw) != {"profile"}:
        raise _fault("it may hold the field profile and no other; rules cannot be switched off")
    if raw["profile"] not in _PROFILES:
        raise _fault(f"field profile must be one of {', '.join(_PROFILES)}, not {raw['profile']!r}")
    return "strict" if raw["profile"] == "strict" else "legal_floor"


def _fault(why: str) -> BrokenRulebook:
    return BrokenRulebook(f"Rule file {PROFILE} cannot be used: {why}.", fix="Correct the file.")
