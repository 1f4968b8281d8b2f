"""The page of rules: what there is, what a search finds, and what the checks say about a typed text."""

import re
from collections.abc import Sequence
from datetime import datetime
from itertools import groupby
from typing import Any

from sqlmodel import Session

from api.console.labels import label, labels
from api.console.pages.rules import PromiseRow, RuleFamily, RuleRow, RulesPage, TextRow, TriedText
from api.console.reading.portrait import purpose_name
from api.console.reading.texts import marked, rows_of
from api.console.visit import Visit
from api.text_trial import try_inbound, try_outbound
from api.views.consents import text_rows
from api.views.promises import promise_rows
from tools.checks import rules
from tools.checks.frames import told_excuses
from tools.checks.rulebook import Rule, nameless_excuses, shipped_rules
from tools.clock import shanghai_day
from tools.errors import BadInput

_LONGEST = 2000


def rules_page(visit: Visit, session: Session, *, words: str, text: str = "", direction: str = "out") -> RulesPage:
    """Return the rules that hold the words, and the judgement on a text if one was typed."""
    side = "in" if direction == "in" else "out"
    return RulesPage(
        chrome=visit.chrome(session),
        words=words,
        families=_families(words),
        is_strict=visit.services.gate.bms_brand,
        consent_texts=_texts(visit.now),
        promises=_promises(visit),
        text=text,
        direction=side,
        tried=_tried(text[:_LONGEST], side) if text.strip() else None,
    )


def _texts(now: datetime) -> tuple[TextRow, ...]:
    return tuple(
        TextRow(
            purpose_name(row["purpose"]),
            row["version"],
            row["valid_from"],
            row["text"],
            label("consent_text", "gone").format(**row) if row["withdrawn_on"] else "",
        )
        for row in text_rows(shanghai_day(now))
    )


def _promises(visit: Visit) -> tuple[PromiseRow, ...]:
    return tuple(
        PromiseRow(label("promises", row["what"]), _promised(row), bool(row["promised"]))
        for row in promise_rows(visit.services.gate.promises)
    )


def _promised(row: dict[str, Any]) -> str:
    if row["promised"]:
        return label("promised", "own").format(lengths=label("promised", "or").join(row["promised"]))
    days = (row["furthest_hours"] or 0) // 24
    return label("promised", "answer").format(days=days) if days else label("promised", "none")


def _families(words: str) -> tuple[RuleFamily, ...]:
    ours = {rule.id for rule in shipped_rules()}
    found = [rule for rule in rules() if _holds(rule, words)]
    return tuple(
        RuleFamily(name, tuple(_row(rule, rule.id not in ours) for rule in family))
        for name, family in groupby(found, key=lambda rule: rule.family)
    )


def _holds(rule: Rule, words: str) -> bool:
    said = (rule.id, rule.family, rule.law, rule.about, rule.message, *rule.must_hit, *rule.must_pass)
    return not words or any(words.lower() in one.lower() for one in said)


def _row(rule: Rule, is_own: bool) -> RuleRow:
    return RuleRow(
        id=rule.id,
        about=rule.about,
        law=rule.law,
        scope=rule.scope,
        verdict=rule.action.lower(),
        message=rule.message,
        source=rule.source,
        reviewed=rule.reviewed_at.isoformat(),
        fails=rule.must_hit,
        passes=rule.must_pass,
        is_own=is_own,
        kinds=_kinds(rule),
        calls=_calls(rule),
        may_be_asked=rule.scope == "out" and rule.asked == "ok",
        firm=_written(rule.patterns[: rule.firm]),
        evidence=_written(rule.patterns[rule.firm :]),
        heard_from=round(rule.heard_from * 100) if rule.heard_from <= 1 else 0,
        excuses=(*_written(nameless_excuses(rule)), *told_excuses(rule)),
        acts=tuple(act.about for act in rule.acts),
    )


def _written(patterns: Sequence[re.Pattern[str]]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(pattern.pattern for pattern in patterns))


def _kinds(rule: Rule) -> str:
    named = labels()["kinds"]
    shown = [str(name) for kind, name in named.items() if kind in rule.kinds]
    return "" if rule.scope == "in" or len(shown) == len(named) else label("rule_parts", "or").join(shown)


def _calls(rule: Rule) -> str:
    if rule.scope != "in" or not rule.route:
        return ""
    parts = (label("hold_kinds", rule.route), label("levels", rule.level) if rule.level else "")
    return label("rule_parts", "and").join(part for part in parts if part)


def _tried(text: str, direction: str) -> TriedText:
    try:
        tried = try_inbound(text) if direction == "in" else try_outbound(text, "care")
    except BadInput as error:
        return TriedText("block", "", (), (), error.message)
    found = rows_of(tried.findings)
    listed = tuple((str(row["verdict"]), str(row["rule"]), str(row["message"])) for row in found)
    return TriedText(
        "route" if direction == "in" and found else tried.verdict, tried.label, marked(text, found), listed, ""
    )
