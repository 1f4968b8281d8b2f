"""Reads what a member wrote and says what it is about and whether a person must take over before anything else."""

import re
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import lru_cache

from tools.checks.agreement import LIKENESS, agreed, is_everyday_worry, is_long_enough
from tools.checks.behind_ours import set_apart
from tools.checks.ear import Ear, Opinion, local_ear
from tools.checks.excuses import is_excused
from tools.checks.farewell import farewell_in_pieces
from tools.checks.features import Sight
from tools.checks.finding import Finding, Line
from tools.checks.frames import is_framed
from tools.checks.idioms import plainly_meant
from tools.checks.matching import Hit, denied_hits, find_hit, finding, hits
from tools.checks.normalise import Readable, readable
from tools.checks.play import is_play, is_shot, is_small_child
from tools.checks.rulebook import Rule, get_rule, words
from tools.errors import BadInput

_ACUTE_RULES = frozenset({"MED-IN-BREATHING", "MED-IN-FIT", "MED-IN-INGESTED"})
_SOFT_AFTER_LOSS = frozenset(
    {"fetal_movement", "bleeding", "contractions", "general", "unclear", "low_mood", "development", "medication"}
)
_SOFT_AFTER_FAMILY_LOSS = frozenset({"low_mood", "general", "unclear"})
_PRODUCT_HARM_COVERS = frozenset({"allergy", "general", "unclear", "infant", "injury", "medication"})
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
# What a minor asks of her data is asked of a minor first.
_BEHIND_HER_AGE = frozenset({"PRIVACY-GENERAL"})
_RANK_OF_INTENT = {"opt_out": 80}
_EVERYDAY = frozenset(
    {"ASK-PRICE", "ASK-PRODUCTS", "ASK-FOLLOW-UP", "ORDER-SERVICE", "ASK-ADVICE", "THANKS", "LIKE-ASK"}
)
_ASKED = frozenset({"ASK-PRICE", "ASK-PRODUCTS", "LIKE-ASK"})
_ASKS = ("ASK-PRODUCTS", "ASK-PRICE")
_SAFETY_ROUTES = frozenset({"crisis", "medical", "bereavement"})
# Her wish to wait counts only after a danger that she told of within a day.
_PUT_OFF = "MED-IN-PUT-OFF"
_PUT_OFF_HOURS = 24.0
_PRESSING = frozenset({"crisis", "medical"})
_TALK_HOURS = 72.0
_SAME_BREATH_HOURS = 2.0
# Lines whose talk is remembered, in memory only.
_KEPT = 2048


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


def triage(text: str, context: Sequence[Line] = (), *, minor: bool = False, ear: Ear | None = None) -> Triage:
    """Judge an inbound message, the gravest matter first; BadInput if nothing in it can be read.

    The order is crisis, medical, bereavement, complaint, privacy, opt-out, ask.
    What cannot be judged because the classifier fails goes to a person.
    """
    source = plainly_meant(readable(text))
    if not source.text.strip():
        raise BadInput("The message has no readable text.", fix="Read it in the chat and answer yourself.")
    spoken = spoken_rules(source.text, context)
    try:
        opinion = (ear or local_ear()).hear("in", sight_of(source.text, spoken, context))
    except Exception:  # Whatever ails the classifier, her words must not pass unread.
        return _unheard(spoken, source, text)
    # Two characters are no evidence: what they belong to is read together with them.
    agree = agreed(spoken, opinion, "in", source.text) if is_long_enough(source.text) else spoken
    current = [hit for hit in agree if not _is_resolved(hit, source.text)]
    standing = [hit for hit in current if not is_excused(hit, source.text, opinion)]
    heard = [hit for hit in standing if _is_grave(hit.rule) and not _is_mere_echo(hit, standing, context)]
    heard, noted = set_apart(heard, source.text, context, opinion)
    heard += farewell_in_pieces(source.text, context)
    faint = [hit for hit in heard if _is_only_noted(hit, spoken, opinion, source.text)]
    faint += [hit for hit in heard if hit not in faint and _is_told_before(hit, source.text, context)]
    grave = _settle(sorted((hit for hit in heard if hit not in faint), key=_rank), source.text)
    grave = grave or _put_off(source.text, context, ear)
    if grave:
        return _routed(grave, source, text)
    if minor:
        return _by_rule(get_rule("MINOR"), source, text)
    return _noted(_everyday(source, text, context, standing), source, [*noted, *faint])


def _is_only_noted(hit: Hit, spoken: Sequence[Hit], opinion: Opinion, text: str) -> bool:
    """Whether the rep is told of a finding and nobody is called: an everyday worry, a game, a story, an old scare."""
    return is_everyday_worry(hit, spoken, opinion, text) or is_play(hit, text) or is_framed(hit, text, opinion)


def _is_told_before(hit: Hit, text: str, context: Sequence[Line]) -> bool:
    """Whether what was said before shows who or what was meant: a small child of hers, a shot that is given."""
    return is_small_child(hit, text, context) or is_shot(hit, text, context)


def attend(text: str, ear: Ear | None = None) -> None:
    """Encode ahead what triage will hear of a message, so that nobody waits for that with a lock in hand."""
    # Only a head start: what fails here fails in the triage again, and calls a person there.
    with suppress(Exception):
        (ear or local_ear()).attend("in", [plainly_meant(readable(text)).text])


def _is_mere_echo(hit: Hit, standing: Sequence[Hit], context: Sequence[Line]) -> bool:
    """An ask in plain words outweighs a likeness to something that endangers nobody: "show me" is no farewell."""
    if not hit.rule.id.startswith(LIKENESS) or hit.rule.route in _SAFETY_ROUTES:
        return False
    asks = {*_ASKS, "ASK-FOLLOW-UP"} if _is_product_talk(context) else set(_ASKS)
    return any(other.rule.id in asks for other in standing)


def _noted(calm: Triage, source: Readable, faint: Sequence[Hit]) -> Triage:
    """A danger denied, told as over or faintly heard in an everyday worry calls nobody: level S3, a note to the rep."""
    named = [*faint, *denied_hits("in", source.text, lambda rule: rule.route == "medical" and rule.id != _PUT_OFF)]
    if not named:
        return calm
    notes = tuple(finding(hit, source, verdict="warn") for hit in named)
    return replace(calm, level="S3", reasons=(*calm.reasons, *notes))


def spoken_rules(text: str, context: Sequence[Line]) -> list[Hit]:
    """Every inbound rule that speaks, what is over left out; else what she says in two messages together."""
    found = [hit for hit in hits("in", text) if hit.rule.id != _PUT_OFF and not _is_resolved(hit, text)]
    if any(_is_grave(hit.rule) for hit in found):
        return found
    return [*found, *_hits_across_messages(text, context)]


def sight_of(text: str, spoken: Sequence[Hit], context: Sequence[Line]) -> Sight:
    """What the classifier sees of a message and of what was said just before."""
    rules = {name for hit in spoken for name in (hit.rule.id, hit.rule.meaning)}
    moment = {"products" if _is_product_talk(context, "trade_talk") else "no products"}
    return Sight(text, tuple(sorted(rules)), tuple(sorted(moment)))


def _unheard(spoken: Sequence[Hit], source: Readable, text: str) -> Triage:
    grave = _settle(sorted((hit for hit in spoken if _is_grave(hit.rule)), key=_rank), source.text)
    return _routed([*grave, Hit(get_rule("UNHEARD"), 0, len(source.text))], source, text)


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


def _put_off(text: str, context: Sequence[Line], ear: Ear | None) -> list[Hit]:
    """Hear that she would rather wait, where what she told within a day must not wait."""
    hit = find_hit(get_rule(_PUT_OFF), text)
    if hit is None:
        return []
    lately = [line.text for line in context if line.direction == "in" and line.hours_ago <= _PUT_OFF_HOURS]
    told = (triage(line, ear=ear) for line in lately if readable(line).text.strip())
    return [hit] if any(one.route in _PRESSING for one in told) else []


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
        return _minor_first(ranked)
    swollen = [hit for hit in ranked if hit.rule.cause == "allergy" and hit.rule.level == "S1"]
    if swollen and words()["put_on"].search(text):
        return [swollen[0], *[other for other in ranked if other is not swollen[0]]]
    for hit in ranked:
        if _covers(hit, ranked, text):
            return [hit, *[other for other in ranked if other is not hit]]
    return ranked


def _minor_first(ranked: list[Hit]) -> list[Hit]:
    """Put what she says of her age before a mere likeness to a complaint or request, and before "don't tell mother"."""
    if not ranked or ranked[0].rule.route in _SAFETY_ROUTES:
        return ranked
    if not ranked[0].rule.id.startswith(LIKENESS) and ranked[0].rule.id not in _BEHIND_HER_AGE:
        return ranked
    young = [hit for hit in ranked if hit.rule.id == "MINOR"]
    return [*young, *(hit for hit in ranked if hit not in young)]


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
    return Triage(rule.intent, rule.route, rule.level, rule.cause, quote, reasons, rule.meaning)


def _by_rule(rule: Rule, source: Readable, text: str) -> Triage:
    return _routed([Hit(rule, 0, len(source.text))], source, text)


def _everyday(source: Readable, text: str, context: Sequence[Line], standing: Sequence[Hit]) -> Triage:
    asked = {hit.rule.id: hit for hit in standing}
    for rule in _everyday_rules(source.text, context):
        hit = asked.get(rule.id) if rule.id in _ASKED else find_hit(rule, source.text)
        if hit:
            return _routed([hit], source, text)
    return Triage("smalltalk", None, None, None, "", (), "benign")


def _everyday_rules(text: str, context: Sequence[Line]) -> list[Rule]:
    order = ["ASK-PRODUCTS", "LIKE-ASK", "ORDER-SERVICE", "ASK-ADVICE", "THANKS"]
    price_first = not words()["wants_list"].search(text)
    order.insert(0 if price_first else 1, "ASK-PRICE")
    if _is_product_talk(context):
        order.insert(2, "ASK-FOLLOW-UP")
    if len(text) <= 12 and not words()["question"].search(text):
        order.insert(3, "THANKS")
    return [get_rule(rule_id) for rule_id in order]


def _is_product_talk(context: Sequence[Line], said: str = "product_talk") -> bool:
    """Whether goods were spoken of lately, or, as `trade_talk`, offered, priced or asked for."""
    recent = [readable(line.text).text for line in context if line.hours_ago <= _TALK_HOURS]
    return any(_speaks_of_goods(line, said) for line in recent)


# A line is asked about twice a message, and again with the next one.
@lru_cache(maxsize=_KEPT)
def _speaks_of_goods(line: str, said: str) -> bool:
    asks = (get_rule("ASK-PRODUCTS"), get_rule("ASK-PRICE"))
    return bool(words()[said].search(line)) or any(find_hit(rule, line) for rule in asks)
