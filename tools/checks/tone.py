"""What makes a message sound like selling beyond single words: brand, structure, sequence and quotes."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from tools.checks.finding import Finding, Line
from tools.checks.matching import find_hit, verdict_of
from tools.checks.normalise import Readable, readable
from tools.checks.rulebook import get_rule, rules_of, words

if TYPE_CHECKING:
    from tools.checks.inspection import Inspection

_SEQUENCE_HOURS = 48.0
# An outbound line that answers nothing of hers of so many hours before it is a touch.
_ANSWER_HOURS = 24.0
_TOUCHES = ("care", "")
_ASK_RULES = ("ASK-PRODUCTS", "ASK-PRICE")
_LINKS = re.compile(r"https?://|www\.")


def findings(source: Readable, setting: Inspection) -> list[Finding]:
    """Findings on brand words, structure and the last 48 hours of the conversation."""
    if setting.kind == "fixed_reply":
        return _marks(source, setting)
    if setting.kind == "product_list":
        return [*_list_after_care(source, setting), *_marks(source, setting)]
    found = [*_brand(source, setting), *_structure(source, setting), *_care_after_list(source, setting)]
    return [*found, *_sequence(source, setting), *_marks(source, setting)]


def quoted_spans(text: str) -> list[tuple[int, int]]:
    """Spans inside quotation marks that repeat her own words."""
    return [match.span(1) for match in words()["her_quote"].finditer(text)]


def has_asked(context: Sequence[str]) -> bool:
    """Whether one of her messages asks for products or a price."""
    asks = [get_rule(rule_id) for rule_id in _ASK_RULES]
    return any(find_hit(rule, readable(line).text) for line in context for rule in asks)


def _brand(source: Readable, setting: Inspection) -> list[Finding]:
    if setting.kind != "care":
        return []
    found = []
    for word in setting.brand_words:
        shown = readable(word).text.strip()
        place = source.text.find(shown) if shown else -1
        if place >= 0:
            found.append(_at(source, "SALES-BRAND", place, place + len(shown)))
    return found


def _structure(source: Readable, setting: Inspection) -> list[Finding]:
    text = source.text
    is_loud = text.count("!") >= 3 and bool(words()["campaign"].search(text))
    if is_loud or len(_LINKS.findall(text)) > 1:
        return [_at(source, "SALES-STRUCTURE", 0, len(text))]
    return []


def _sequence(source: Readable, setting: Inspection) -> list[Finding]:
    """Product talk within two days after care is selling for both, unless she asked in between."""
    if setting.has_asked or not _was_cared_for(setting):
        return []
    match = words()["product_hint"].search(source.text)
    return [_at(source, "SALES-SEQUENCE", match.start(), match.end())] if match else []


def _list_after_care(source: Readable, setting: Inspection) -> list[Finding]:
    """A list that she did not ask for, within two days after a touch, makes both of them selling."""
    if not setting.unasked_list or not led_into_a_list(setting.context):
        return []
    return [_at(source, "SALES-SEQUENCE-LIST", 0, len(source.text))]


def led_into_a_list(context: Sequence[Line]) -> tuple[int, ...]:
    """Places of the touches, among lines given oldest first, that a list sent now and not asked for makes selling."""
    touched = [place for place, line in enumerate(context) if _is_touch(line, context[:place])]
    if not touched or has_asked([line.text for line in context[touched[0] :] if line.direction == "in"]):
        return ()
    return tuple(touched)


def _is_touch(line: Line, before: Sequence[Line]) -> bool:
    """Whether an outbound line of the last two days was care, or answers nothing of hers of the day before it."""
    if line.direction != "out" or line.hours_ago > _SEQUENCE_HOURS or line.purpose not in _TOUCHES:
        return False
    answered = any(one.direction == "in" and one.hours_ago - line.hours_ago <= _ANSWER_HOURS for one in before)
    return line.purpose == "care" or not answered


def _care_after_list(source: Readable, setting: Inspection) -> list[Finding]:
    """Care within two days of a list that she did not ask for belongs to the sale."""
    if setting.kind != "care":
        return []
    for place, line in enumerate(setting.context):
        is_list = line.direction == "out" and line.purpose == "product_list" and line.hours_ago <= _SEQUENCE_HOURS
        if is_list and not has_asked([one.text for one in setting.context[:place] if one.direction == "in"]):
            return [_at(source, "SALES-SEQUENCE-CARE", 0, len(source.text))]
    return []


def _was_cared_for(setting: Inspection) -> bool:
    recent = [line for line in setting.context if line.hours_ago <= _SEQUENCE_HOURS]
    last_care = next((place for place, line in enumerate(recent) if line.direction == "out"), None)
    if last_care is None:
        return False
    return not has_asked([line.text for line in recent[last_care:] if line.direction == "in"])


def _marks(source: Readable, setting: Inspection) -> list[Finding]:
    """Shop emoji that normalising took out from between Chinese characters."""
    rule = get_rule("SALES-MARKS")
    if setting.kind not in rule.kinds:
        return []
    shop = [place for mark, place in source.marks if any(pattern.match(mark) for pattern in rule.patterns)]
    if not shop or any(pattern.search(source.text) for pattern in rule.unless):
        return []
    return [Finding(rule.id, verdict_of(rule), shop[0], shop[0] + 1, rule.message)]


def _at(source: Readable, rule_id: str, start: int, end: int) -> Finding:
    rule = next(one for one in rules_of("out") if one.id == rule_id)
    first, last = source.span(start, end)
    return Finding(rule.id, verdict_of(rule), first, last, rule.message)
