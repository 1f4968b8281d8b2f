"""Reads what a member wrote and says what it is about and whether a person must take over before anything else."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from tools.checks.finding import Finding, Line
from tools.checks.matching import Hit, find_hit, finding, hits
from tools.checks.normalise import Readable, readable
from tools.checks.precedents import read_policy, resembling
from tools.checks.rulebook import Rule, get_rule, words
from tools.errors import BadInput

_ACUTE_RULES = frozenset({"MED-IN-BREATHING", "MED-IN-FIT", "MED-IN-INGESTED"})
_SOFT_AFTER_LOSS = frozenset(
    {"fetal_movement", "bleeding", "contractions", "general", "low_mood", "development", "medication"}
)
_SOFT_AFTER_FAMILY_LOSS = frozenset({"low_mood", "general"})
_PRODUCT_HARM_COVERS = frozenset({"allergy", "general", "infant", "injury", "medication"})
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
_RANK_OF_RULE = {"PRIVACY-SCAM": 25, "COMPLAINT-LEGAL": 50, "MINOR": 70, "ILLEGAL-ASK": 45}
_RANK_OF_ROUTE = {
    "crisis": 0,
    "bereavement": 20,
    "medical": 30,
    "legal": 50,
    "complaint": 55,
    "privacy": 60,
    "human": 70,
}
_RANK_OF_INTENT = {"opt_out": 80}
_EVERYDAY = frozenset({"ASK-PRICE", "ASK-PRODUCTS", "ASK-FOLLOW-UP", "ORDER-SERVICE", "ASK-ADVICE", "THANKS"})
_ASKS = ("ASK-PRICE", "ASK-PRODUCTS")
_TALK_HOURS = 72.0
_SAME_BREATH_HOURS = 2.0


@dataclass(frozen=True)
class Triage:
    """What a message means: `route` calls a person, `quote` is her own words that decided it."""

    intent: str
    route: str | None
    level: str | None
    cause: str | None
    quote: str
    reasons: tuple[Finding, ...]
    label: str


def triage(text: str, context: Sequence[Line] = (), *, minor: bool = False) -> Triage:
    """Judge an inbound message by the order of domain.md §3.1; BadInput if nothing in it can be read."""
    source = readable(text)
    if not source.text.strip():
        raise BadInput("The message has no readable text.", fix="Read it in the chat and answer yourself.")
    grave = sorted(_grave_hits(source.text, context), key=_rank)
    grave = _settle(grave, source.text)
    if grave:
        return _routed(grave, source, text)
    if minor:
        return _by_rule(get_rule("MINOR"), source, text)
    return _everyday(source, text, context)


def _grave_hits(text: str, context: Sequence[Line]) -> list[Hit]:
    found = [hit for hit in hits("in", text, _is_grave) if not _is_resolved(hit, text)]
    found = found or _hits_across_messages(text, context)
    like = _like_something_grave(text, is_outspoken=bool(found))
    return [*found, like] if like else found


def _like_something_grave(text: str, *, is_outspoken: bool) -> Hit | None:
    """What the precedents hear; a question about how to do something is given more room."""
    asks = any(find_hit(get_rule(rule_id), text) for rule_id in _ASKS)
    like = resembling(text, "in", is_outspoken=is_outspoken or asks)
    if like and like.rule.route == "privacy" and find_hit(get_rule("ORDER-SERVICE"), text):
        return resembling(text, "in", is_outspoken=True)
    if not like or like.rule.id == "LIKE-ASK" or _is_resolved(like, text):
        return None
    if like.rule.route != "crisis" and words()["question"].search(text):
        return resembling(text, "in", room=read_policy()["question_room"], is_outspoken=is_outspoken or asks)
    return like


def _is_grave(rule: Rule) -> bool:
    return rule.id not in _EVERYDAY


def _is_resolved(hit: Hit, text: str) -> bool:
    """A danger that she tells as over, after naming it, is no longer one; a relapse is."""
    if not hit.rule.resolvable:
        return False
    rest = text[hit.start : hit.end + 60]
    over = words()["resolved"].search(rest)
    return bool(over) and not words()["still_now"].search(text[hit.start :][:80])


def _hits_across_messages(text: str, context: Sequence[Line]) -> list[Hit]:
    """Read the message together with what came just before, when only both make a sentence."""
    before = _words_before(context)
    if not before:
        return []
    joined = before + text
    border = len(before)
    found = hits("in", joined, lambda rule: _is_grave(rule) and rule.route in {"crisis", "medical"})
    return [Hit(hit.rule, 0, hit.end - border) for hit in found if hit.start < border < hit.end]


def _words_before(context: Sequence[Line]) -> str:
    recent = [line for line in context if line.hours_ago <= _SAME_BREATH_HOURS]
    if not recent:
        return ""
    last = re.split(r"[\u3002!?\n]", readable(recent[-1].text).text.rstrip("\u3002!?~\n "))[-1]
    return last[-24:]


def _rank(hit: Hit) -> int:
    if hit.rule.id in _RANK_OF_RULE:
        return _RANK_OF_RULE[hit.rule.id]
    if hit.rule.route == "medical" and hit.rule.level == "S1":
        return 10
    return _RANK_OF_ROUTE.get(hit.rule.route or "", _RANK_OF_INTENT.get(hit.rule.intent, 90))


def _settle(ranked: list[Hit], text: str) -> list[Hit]:
    """Put a loss or a product's harm before the medical sign that only belongs to it."""
    if not ranked or ranked[0].rule.route != "medical":
        return ranked
    for hit in ranked:
        if _covers(hit, ranked, text):
            return [hit, *[other for other in ranked if other is not hit]]
    return ranked


def _covers(hit: Hit, ranked: list[Hit], text: str) -> bool:
    medical = [other for other in ranked if other.rule.route == "medical"]
    causes = {other.rule.cause or "general" for other in medical}
    if any(other.rule.id in _ACUTE_RULES for other in medical) or words()["acute"].search(text):
        return False
    if hit.rule.id == "LOSS-PREGNANCY":
        return causes <= _SOFT_AFTER_LOSS
    if hit.rule.id == "LOSS-FAMILY":
        return causes <= _SOFT_AFTER_FAMILY_LOSS
    return hit.rule.id == "COMPLAINT-HARM" and causes <= _PRODUCT_HARM_COVERS


def _routed(ranked: list[Hit], source: Readable, text: str) -> Triage:
    first = ranked[0]
    reasons = tuple(finding(hit, source) for hit in ranked)
    start, end = source.span(max(0, first.start), max(first.end, first.start + 1))
    return _result(first.rule, text[start:end], reasons)


def _result(rule: Rule, quote: str, reasons: tuple[Finding, ...]) -> Triage:
    label = _LABEL_OF_ROUTE.get(rule.route or "", _LABEL_OF_INTENT.get(rule.intent, "benign"))
    return Triage(rule.intent, rule.route, rule.level, rule.cause, quote, reasons, label)


def _by_rule(rule: Rule, source: Readable, text: str) -> Triage:
    return _routed([Hit(rule, 0, len(source.text))], source, text)


def _everyday(source: Readable, text: str, context: Sequence[Line]) -> Triage:
    for rule in _everyday_rules(source.text, context):
        hit = _like_an_ask(source.text) if rule.id == "LIKE-ASK" else find_hit(rule, source.text)
        if hit:
            return _routed([hit], source, text)
    return Triage("smalltalk", None, None, None, "", (), "benign")


def _like_an_ask(text: str) -> Hit | None:
    hit = resembling(text, "in")
    return hit if hit and hit.rule.id == "LIKE-ASK" else None


def _everyday_rules(text: str, context: Sequence[Line]) -> list[Rule]:
    order = ["ASK-PRODUCTS", "ORDER-SERVICE", "LIKE-ASK", "ASK-ADVICE", "THANKS"]
    price_first = not words()["wants_list"].search(text)
    order.insert(0 if price_first else 1, "ASK-PRICE")
    if _is_product_talk(context):
        order.insert(2, "ASK-FOLLOW-UP")
    if len(text) <= 12 and not words()["question"].search(text):
        order.insert(3, "THANKS")
    return [get_rule(rule_id) for rule_id in order]


def _is_product_talk(context: Sequence[Line]) -> bool:
    recent = [readable(line.text).text for line in context if line.hours_ago <= _TALK_HOURS]
    asks = (get_rule("ASK-PRODUCTS"), get_rule("ASK-PRICE"))
    return any(words()["product_talk"].search(line) or any(find_hit(rule, line) for rule in asks) for line in recent)
