"""Judges a text that is about to go to a member; any doubt of its own is a block."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Literal

from tools.checks import grounding, tone
from tools.checks.agreement import LIKENESS, agreed, verdict_of_opinion
from tools.checks.ear import Ear, Opinion, local_ear
from tools.checks.features import Sight
from tools.checks.finding import Finding, Line
from tools.checks.grounding import Grounds
from tools.checks.hidden import hidden_findings
from tools.checks.matching import Hit, finding, hits, verdict_of
from tools.checks.normalise import Readable, readable
from tools.checks.rulebook import Rule, get_rule

Kind = Literal["care", "reply", "product_list", "after_sale", "fixed_reply"]
Stage = Literal["pregnancy", "infant_0_12", "child"]
_LONGEST = 5000
_KEPT = 64
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
    # A product list without words of hers behind it.
    unasked_list: bool = False
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
    # What the company promises everybody: refund, dispatch, delivery, answer → lengths of time as written.
    promises: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def has_asked(self) -> bool:
        """Whether products and prices answer her own request."""
        return self.kind == "product_list" or self.asked_price or self.asked_products


def inspect(text: str, setting: Inspection, ear: Ear | None = None) -> tuple[Finding, ...]:
    """Every finding on `text`, in text order; a failure of the check itself is the finding CHECK-FAILED."""
    try:
        return _inspected(text, setting, ear or local_ear())
    except Exception:  # A check that cannot run must never let a text through.
        return (_failed(text),)


def inspect_together(
    texts: Sequence[tuple[str, Inspection]], ear: Ear | None = None
) -> tuple[tuple[Finding, ...], ...]:
    """The findings on each of several texts; they are encoded in one batch, which is cheaper than one by one."""
    # Only a head start: what fails here fails in each inspection again, and is a block there.
    with suppress(Exception):
        (ear or local_ear()).attend("out", [_heard_of(text, setting) for text, setting in texts])
    return tuple(inspect(text, setting, ear) for text, setting in texts)


def _heard_of(text: str, setting: Inspection) -> str:
    """What the classifier will hear of a text, '' when it is not asked."""
    if setting.kind == "fixed_reply":
        return ""
    return _without_owned_names(readable(text[:_LONGEST]).text, setting)


def verdict(findings: Sequence[Finding]) -> Literal["pass", "warn", "hold", "block"]:
    """The gravest verdict; a "route" counts as a block, for nothing may be sent by itself."""
    found = {one.verdict for one in findings}
    if found & {"block", "route"}:
        return "block"
    if "hold" in found:
        return "hold"
    return "warn" if "warn" in found else "pass"


def rule_hits(source: Readable, setting: Inspection, ear: Ear) -> tuple[list[Hit], Opinion | None]:
    """The rules that stand in this setting, the classifier heard.

    No opinion on a fixed reply, which people wrote, nor on a text without a word, such as a smile.
    """
    text = _without_owned_names(source.text, setting)
    spoken = spoken_rules(text, setting)
    if setting.kind == "fixed_reply" or not any(char.isalnum() for char in text):
        return [hit for hit in spoken if hit.is_firm], None
    opinion = ear.hear("out", sight_of(text, spoken, setting))
    standing = agreed(spoken, opinion, "out", text)
    return [hit for hit in standing if not (hit.rule.asked == "ok" and setting.has_asked)], opinion


def spoken_rules(text: str, setting: Inspection) -> list[Hit]:
    """Every rule that speaks in this setting, her own quoted words left out."""
    found = list(hits("out", text, lambda rule: _applies(rule, setting)))
    quoted = tone.quoted_spans(text) if found else []
    return [hit for hit in found if not _is_her_own_word(hit, quoted)]


def sight_of(text: str, spoken: Sequence[Hit], setting: Inspection) -> Sight:
    """What the classifier sees of a draft."""
    rules = {name for hit in spoken for name in (hit.rule.id, hit.rule.label) if name}
    moment = {setting.kind, "asked" if setting.has_asked else "unasked"}
    return Sight(text, tuple(sorted(rules)), tuple(sorted(moment)), heeds_end=True)


def _inspected(text: str, setting: Inspection, ear: Ear) -> tuple[Finding, ...]:
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
    standing, opinion = rule_hits(source, setting, ear)
    found.extend(_finding(hit, source, opinion, setting) for hit in standing)
    found.extend(tone.findings(source, setting))
    found.extend(grounding.findings(source, setting))
    found.extend(hidden_findings(text))
    return tuple(sorted(set(found), key=lambda one: (one.start, one.end, one.rule)))


def _finding(hit: Hit, source: Readable, opinion: Opinion | None, setting: Inspection) -> Finding:
    if opinion is None or not hit.rule.id.startswith(LIKENESS):
        return finding(hit, source)
    return finding(hit, source, verdict=verdict_of_opinion(opinion, setting.kind, source.text))


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
    for shown in _as_read(setting.own_products):
        text = text.replace(shown, "\u3007" * len(shown))
    return text


# The drafts of a turn are each asked about twice.
@lru_cache(maxsize=_KEPT)
def _as_read(names: frozenset[str]) -> tuple[str, ...]:
    """Return names in the shape in which checks read, the longest first."""
    shown = (readable(name).text.strip() for name in sorted(names, key=len, reverse=True))
    return tuple(name for name in shown if name)


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
