"""The rules as data: read once, checked strictly, shown in the console and used by the checks."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from tools.checks.acts import Act, joined, read_acts
from tools.checks.anchors import anchors, branches
from tools.errors import ServiceError
from tools.patterns import left_for_later
from tools.yaml_text import read_yaml

HERE = Path(__file__).parent
_NAME = re.compile(r"\{([a-z_]+)\}")
_CLAUSE_GAP = re.compile(r"<(\d{1,2})>")
_ACTIONS = frozenset({"BLOCK", "HOLD", "WARN", "ROUTE"})
_SCOPES = frozenset({"in", "out"})
_REACHES = frozenset({"clause", "sentence", "text"})
_KINDS = frozenset({"care", "reply", "product_list", "after_sale", "fixed_reply"})
_LABELS = frozenset({"care", "sales", "illegal_ad", "medical_risk", "privacy", "benign", ""})
_LABEL_OF_ROUTE = {
    "crisis": "crisis",
    "medical": "medical_risk",
    "bereavement": "bereavement",
    "complaint": "complaint",
    "legal": "complaint",
    "privacy": "privacy",
    "human": "privacy",
}
_LABEL_OF_INTENT = {"opt_out": "opt_out", "asks_products": "asks_products", "price": "asks_products"}
_KEYS = frozenset(
    "id law scope kinds action label message patterns unless unless_nearby unless_before unless_after reach needs "
    "asked negatable evidence resolvable intent route level cause weight examples source reviewed_at about acts "
    "exceptions heard_from".split()
)


_added: list["Rule"] = []


class BrokenRulebook(ServiceError):
    """A rule file cannot be used; nothing may be judged without it."""


@dataclass(frozen=True)
class Rule:
    """One rule: what it looks for, what excuses a hit, and what the rep is told.

    An empty `patterns` means that code decides and takes message and action from here; the alternatives of a pattern
    stand as patterns of their own, each with its `anchors`, the words it cannot match without. The first `firm` of them
    decide by themselves; the others, `evidence` in the file, only count when the classifier agrees.
    `unless` looks at the `reach` around a hit, `unless_nearby` at its whole sentence. `acts` and `exceptions` say which
    of the patterns and of `unless` the file names one by one, and why.
    `asked`: "ok" when the hit is fine once she asked for products or a price, else "still".
    """

    id: str
    family: str
    law: str
    scope: str
    action: str
    message: str
    source: str
    reviewed_at: date
    label: str = ""
    kinds: frozenset[str] = _KINDS
    patterns: Sequence[re.Pattern[str]] = ()
    anchors: tuple[frozenset[str] | None, ...] = ()
    firm: int = 0
    unless: tuple[re.Pattern[str], ...] = ()
    unless_nearby: tuple[re.Pattern[str], ...] = ()
    unless_before: tuple[re.Pattern[str], ...] = ()
    unless_after: tuple[re.Pattern[str], ...] = ()
    needs: tuple[re.Pattern[str], ...] = ()
    reach: str = "clause"
    asked: str = "still"
    negatable: bool = False
    resolvable: bool = False
    intent: str = ""
    route: str | None = None
    level: str | None = None
    cause: str | None = None
    weight: int = 100
    heard_from: float = 2.0
    about: str = ""
    must_hit: tuple[str, ...] = ()
    must_pass: tuple[str, ...] = ()
    acts: tuple[Act, ...] = ()
    exceptions: tuple[Act, ...] = ()

    @property
    def meaning(self) -> str:
        """The guard label that a hit stands for."""
        if self.scope == "out":
            return self.label
        # An inbound rule that says its label endangers nobody, whatever person it calls.
        return self.label or _LABEL_OF_ROUTE.get(self.route or "", _LABEL_OF_INTENT.get(self.intent, "benign"))


@lru_cache(maxsize=1)
def rules() -> tuple[Rule, ...]:
    """All rules of every family, inbound scripts included, in file order."""
    return (*shipped_rules(), *_added)


@lru_cache(maxsize=1)
def shipped_rules() -> tuple[Rule, ...]:
    """Our own rules; a company's come on top."""
    return read_rules(HERE / "rules", HERE / "lexicon.yaml") + read_rules(HERE / "scripts", HERE / "lexicon.yaml")


def add_rules(added: tuple[Rule, ...]) -> None:
    """Let a company's rules speak beside ours in this process; they replace what was added before."""
    _added[:] = added
    for forget in (rules, rules_of, get_rule):
        forget.cache_clear()


@lru_cache(maxsize=4)
def rules_of(scope: str) -> tuple[Rule, ...]:
    """The rules for one direction: "out" for drafts, "in" for what she wrote."""
    return tuple(rule for rule in rules() if rule.scope == scope)


@lru_cache(maxsize=256)
def get_rule(rule_id: str) -> Rule:
    """The first rule with this id; BrokenRulebook if the files lack it."""
    for rule in rules():
        if rule.id == rule_id:
            return rule
    raise BrokenRulebook(f"The rule files have no rule {rule_id}.", fix="Restore tools/checks/rules from the release.")


def nameless_excuses(rule: Rule) -> tuple[re.Pattern[str], ...]:
    """What excuses a hit of a rule, the exceptions that its file tells in words left out."""
    told = {pattern.pattern for one in rule.exceptions for pattern in one.patterns}
    return tuple(one for one in (*rule.unless, *rule.unless_before, *rule.unless_after) if one.pattern not in told)


@lru_cache(maxsize=1)
def words() -> dict[str, re.Pattern[str]]:
    """Every concept of the lexicon as a compiled pattern."""
    lexicon = _read_lexicon(HERE / "lexicon.yaml")
    return {name: re.compile(pattern) for name, pattern in lexicon.items()}


def read_rules(folder: Path, lexicon_file: Path, *, leave_out: tuple[str, ...] = ()) -> tuple[Rule, ...]:
    """Read every family in `folder`; BrokenRulebook names the file and the rule that cannot be used."""
    shared = _read_lexicon(lexicon_file)
    found: list[Rule] = []
    for path in (path for path in sorted(folder.glob("*.yaml")) if path.name not in leave_out):
        content = _content(path)
        lexicon = _extended(shared, content.get("words", {}), path)
        for number, raw in enumerate(_raw_rules(content), start=1):
            name = raw.get("id", f"no. {number}") if isinstance(raw, Mapping) else f"no. {number}"
            try:
                found.append(_read_rule(raw, path.stem, lexicon))
            except (KeyError, TypeError, ValueError, re.error) as error:
                raise _broken(path, f"rule {name}: {error}") from error
    if not found:
        raise _broken(folder, "no rules in this folder")
    return tuple(found)


def _content(path: Path) -> Mapping[str, Any]:
    raw = _load(path)
    if not isinstance(raw, Mapping) or not isinstance(raw.get("rules"), list):
        raise _broken(path, "expected a list under `rules`")
    return raw


def _raw_rules(content: Mapping[str, Any]) -> list[Any]:
    defaults = content.get("defaults", {})
    return [{**defaults, **rule} if isinstance(rule, Mapping) else rule for rule in content["rules"]]


def _load(path: Path) -> Any:
    try:
        return read_yaml(path)
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise _broken(path, str(error).splitlines()[0]) from error


def _broken(path: Path, why: str) -> BrokenRulebook:
    fix = "Correct the file; no text is passed meanwhile."
    return BrokenRulebook(f"Rule file {path.name} cannot be used: {why}.", fix=fix)


def _read_rule(told: Mapping[str, Any], family: str, lexicon: Mapping[str, str]) -> Rule:
    _check_keys(told)
    raw = joined(told)
    _check_words(raw)
    examples = raw["examples"]
    firm, evidence = (_alternatives(raw.get(key, ()), lexicon) for key in ("patterns", "evidence"))
    return Rule(
        id=str(raw["id"]),
        family=family,
        law=str(raw["law"]),
        scope=raw["scope"],
        action=raw["action"],
        message=str(raw["message"]),
        source=str(raw["source"]),
        reviewed_at=date.fromisoformat(str(raw["reviewed_at"])),
        label=raw.get("label", ""),
        kinds=frozenset(raw.get("kinds", _KINDS)),
        patterns=left_for_later((*firm, *evidence)),
        anchors=tuple(anchors(one) for one in (*firm, *evidence)),
        firm=len(firm),
        unless=_compiled(raw.get("unless"), lexicon),
        unless_nearby=_compiled(raw.get("unless_nearby"), lexicon),
        unless_before=_compiled((f"(?:{pattern})$" for pattern in raw.get("unless_before", ())), lexicon),
        unless_after=_compiled(raw.get("unless_after"), lexicon),
        needs=_compiled(raw.get("needs"), lexicon),
        reach=raw.get("reach", "clause"),
        asked=raw.get("asked", "still"),
        negatable=bool(raw.get("negatable", False)),
        resolvable=bool(raw.get("resolvable", False)),
        intent=raw.get("intent", ""),
        route=raw.get("route"),
        level=raw.get("level"),
        cause=raw.get("cause"),
        weight=int(raw.get("weight", 100)),
        heard_from=float(raw.get("heard_from", 2.0)),
        about=str(raw.get("about", "")),
        must_hit=tuple(examples.get("fail", ())),
        must_pass=tuple(examples.get("pass", ())),
        acts=read_acts(raw.get("acts", ()), lambda one: _alternatives([one], lexicon)),
        exceptions=read_acts(raw.get("exceptions", ()), lambda one: (expand(one, lexicon),)),
    )


def _check_keys(raw: Mapping[str, Any]) -> None:
    unknown = set(raw) - _KEYS
    if unknown:
        raise ValueError(f"unknown key {sorted(unknown)[0]}")


def _check_words(raw: Mapping[str, Any]) -> None:
    _check_one_of(raw, "action", _ACTIONS)
    _check_one_of(raw, "scope", _SCOPES)
    if raw.get("reach", "clause") not in _REACHES or raw.get("label", "") not in _LABELS:
        raise ValueError("unknown reach or label")
    if not frozenset(raw.get("kinds", _KINDS)) <= _KINDS:
        raise ValueError("unknown kind")
    if (raw.get("patterns") or raw.get("evidence")) and not raw["examples"].get("fail"):
        raise ValueError("a rule with patterns needs a failing example")


def _check_one_of(raw: Mapping[str, Any], key: str, allowed: frozenset[str]) -> None:
    if raw[key] not in allowed:
        raise ValueError(f"{key} must be one of {', '.join(sorted(allowed))}, not {raw[key]!r}")


def _alternatives(patterns: Iterable[str], lexicon: Mapping[str, str]) -> tuple[str, ...]:
    return tuple(one for pattern in patterns for one in branches(expand(pattern, lexicon)))


def _compiled(patterns: Iterable[str] | None, lexicon: Mapping[str, str]) -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(expand(pattern, lexicon)) for pattern in patterns or ())


def expand(pattern: str, lexicon: Mapping[str, str]) -> str:
    """Fill `{concept}`; `§` is up to 6 characters of one sentence, `§§` up to 14, `<9>` up to 9 of one clause."""
    filled = _NAME.sub(lambda match: lexicon[match.group(1)], pattern)
    filled = _CLAUSE_GAP.sub(lambda match: f"[^,\u3002!?\n]{{0,{match.group(1)}}}", filled)
    return filled.replace("\u00a7\u00a7", r"[^\u3002!?\n]{0,14}").replace("\u00a7", r"[^\u3002!?\n]{0,6}")


@lru_cache(maxsize=4)
def _read_lexicon(path: Path) -> dict[str, str]:
    raw = _load(path)
    if not isinstance(raw, Mapping):
        raise _broken(path, "expected concept: [word, …]")
    return _extended({}, raw, path)


def _extended(known: Mapping[str, str], raw: Mapping[str, Any], path: Path) -> dict[str, str]:
    """The known concepts and those of one file, which stand for its own rules only."""
    lexicon = dict(known)
    for name, alternatives in raw.items():
        try:
            # A concept may use the ones above it; sorting puts the longer word first.
            parts = [expand(str(part), lexicon) for part in alternatives]
            lexicon[str(name)] = "(?:" + "|".join(sorted(parts, key=len, reverse=True)) + ")"
            re.compile(lexicon[str(name)])
        except (KeyError, TypeError, re.error) as error:
            raise _broken(path, f"concept {name}: {error}") from error
    return lexicon
