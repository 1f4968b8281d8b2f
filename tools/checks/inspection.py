"""Judges a text that is about to go to a member; any doubt of its own is a block."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from tools.checks import grounding, precedents, tone
from tools.checks.finding import Finding, Line
from tools.checks.grounding import Grounds
from tools.checks.hidden import hidden_findings
from tools.checks.matching import Hit, finding, hits, verdict_of
from tools.checks.normalise import Readable, readable
from tools.checks.rulebook import Rule, get_rule, rules_of

Kind = Literal["care", "reply", "product_list", "after_sale", "fixed_reply"]
Stage = Literal["pregnancy", "infant_0_12", "child"]
_LONGEST = 5000
_ONLY_IN_HOLD = frozenset({"CARE-HOLD"})
_UNLESS_CREDENTIAL = frozenset({"AI-5"})
_FIXED_REPLY_RULES = frozenset({"illegal_ad", "sales", "privacy", ""})


@dataclass(frozen=True)
class Inspection:
    """What the inspector must know about the moment; everything defaults to the strictest reading."""

    kind: Kind
    context: tuple[Line, ...] = ()
    asked_price: bool = False
    asked_products: bool = False
    health_topic: bool = False
    care_hold: bool = False
    # Her family stays out of every text, also after a hold.
    sealed: bool = False
    stage: Stage | None = None
    stage_weeks: int | None = None
    stage_months: int | None = None
    own_products: frozenset[str] = frozenset()
    grounds: Grounds = field(default_factory=Grounds)
    brand_words: frozenset[str] = frozenset()
    bms_brand: bool = False
    credential: str | None = None

    @property
    def has_asked(self) -> bool:
        """Whether products and prices answer her own request."""
        return self.kind == "product_list" or self.asked_price or self.asked_products


def inspect(text: str, setting: Inspection) -> tuple[Finding, ...]:
    """Every finding on `text`, in text order; a failure of the check itself is the finding CHECK-FAILED."""
    try:
        return _inspected(text, setting)
    except Exception:  # A check that cannot run must never let a text through.
        return (_failed(text),)


def verdict(findings: Sequence[Finding]) -> Literal["pass", "warn", "hold", "block"]:
    """The gravest verdict; a "route" counts as a block, for nothing may be sent by itself."""
    found = {one.verdict for one in findings}
    if found & {"block", "route"}:
        return "block"
    if "hold" in found:
        return "hold"
    return "warn" if "warn" in found else "pass"


def rule_hits(source: Readable, setting: Inspection) -> list[Hit]:
    """The rules of the rulebook that speak in this setting."""
    text = _without_owned_names(source.text, setting)
    quoted = tone.quoted_spans(text)
    found = hits(tuple(rule for rule in rules_of("out") if _applies(rule, setting)), text)
    spoken = [hit for hit in found if not _is_her_own_word(hit, quoted)]
    like = _resembling(text, setting, is_outspoken=any(hit.rule.label for hit in spoken))
    return [*spoken, like] if like else spoken


def _resembling(text: str, setting: Inspection, *, is_outspoken: bool) -> Hit | None:
    if setting.kind == "fixed_reply":
        return None
    room = precedents.read_policy()["room"].get(setting.kind, 0.0)
    hit = precedents.resembling(text, "out", room=room, is_outspoken=is_outspoken)
    if hit and hit.rule.asked == "ok" and setting.has_asked:
        return None
    return hit


def _inspected(text: str, setting: Inspection) -> tuple[Finding, ...]:
    source = readable(text)
    if not source.text.strip():
        return (_whole(text, "EMPTY-TEXT"),)
    found: list[Finding] = []
    if len(text) > _LONGEST:
        found.append(_whole(text, "TOO-LONG"))
        source = readable(text[:_LONGEST])
    if setting.care_hold and setting.kind != "fixed_reply":
        found.append(_whole(text, "CARE-HOLD"))
    if setting.bms_brand and setting.kind == "care" and setting.stage in {"pregnancy", "infant_0_12"}:
        found.append(_whole(text, "BMS-3"))
    found.extend(finding(hit, source) for hit in rule_hits(source, setting))
    found.extend(tone.findings(source, setting))
    found.extend(grounding.findings(source, setting))
    found.extend(hidden_findings(text))
    return tuple(sorted(set(found), key=lambda one: (one.start, one.end, one.rule)))


def _applies(rule: Rule, setting: Inspection) -> bool:
    if setting.kind not in rule.kinds or not rule.patterns:
        return False
    if rule.id in _ONLY_IN_HOLD:
        return setting.care_hold or setting.sealed
    if rule.id in _UNLESS_CREDENTIAL and setting.credential:
        return False
    if setting.kind == "fixed_reply" and rule.label not in _FIXED_REPLY_RULES:
        return False
    return not (rule.asked == "ok" and setting.has_asked)


def _without_owned_names(text: str, setting: Inspection) -> str:
    """Cover the names of what she owns so that naming them is not read as selling; offsets stay."""
    for name in sorted(setting.own_products, key=len, reverse=True):
        shown = readable(name).text.strip()
        if shown:
            text = text.replace(shown, "\u3007" * len(shown))
    return text


def _is_her_own_word(hit: Hit, quoted: Sequence[tuple[int, int]]) -> bool:
    return hit.rule.label == "sales" and any(start <= hit.start and hit.end <= end for start, end in quoted)


def _whole(text: str, rule_id: str) -> Finding:
    rule = get_rule(rule_id)
    return Finding(rule.id, verdict_of(rule), 0, len(text), rule.message)


def _failed(text: str) -> Finding:
    try:
        return replace(_whole(text, "CHECK-FAILED"), verdict="block")
    except Exception:  # Without a rulebook there are no Chinese words to show; the block itself must stand.
        return Finding("CHECK-FAILED", "block", 0, len(text), "The check could not run; do not send.")
