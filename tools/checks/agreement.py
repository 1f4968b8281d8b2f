"""Where rules and classifier meet: firm rules decide alone, evidence counts when the classifier agrees, it may add."""

import re
from collections.abc import Mapping, Sequence
from functools import cache, lru_cache
from typing import Any

from tools.checks.ear import POLICY, Opinion
from tools.checks.finding import Verdict
from tools.checks.judged import LABELS
from tools.checks.matching import Hit
from tools.checks.rulebook import Rule, get_rule
from tools.yaml_text import read_yaml

# Findings of the classifier alone carry ids that start like this.
LIKENESS = "LIKE-"
# The parts of the policy under which a faint likeness is noted for the rep and calls nobody.
_NOTED = (
    "everyday_worry",
    "told_well",
    "ordinary_days",
    "no_word_of_loss",
    "shop_talk",
    "plain_ask",
    "hard_days",
    "just_born",
    "strong_words",
)


def agreed(spoken: Sequence[Hit], opinion: Opinion, direction: str, text: str) -> list[Hit]:
    """The hits that stand: firm ones unless they yield, evidence for a likely label, the classifier's own finding."""
    firm = [hit for hit in spoken if hit.is_firm]
    backed = [hit for hit in spoken if not hit.is_firm and _is_backed(hit, opinion)]
    faint = _faintly_heard(opinion, direction, text)
    if opinion.label == LABELS[direction][0]:
        return [*(hit for hit in firm if not _yields(hit, opinion, direction)), *backed, *faint]
    standing = [*firm, *backed, *faint]
    if any(hit.rule.meaning == opinion.label for hit in standing):
        return standing
    rule = None if _is_faint(opinion, direction) else spokesman(direction, opinion.label, text)
    return [*standing, Hit(rule, opinion.start, opinion.end)] if rule else standing


def _faintly_heard(opinion: Opinion, direction: str, text: str) -> list[Hit]:
    """What the classifier only thinks possible, where a word of the label's wide list stands in the text."""
    possible = (
        spokesman(direction, label, text)
        for label, policy in read_policy()["faintly_heard"][direction].items()
        if opinion.label in policy["beside"]
        and opinion.probabilities.get(label, 0.0) >= policy["from"]
        and _said_faintly(direction, label).search(text)
    )
    return [Hit(rule, 0, len(text)) for rule in possible if rule]


@cache
def _said_faintly(direction: str, label: str) -> re.Pattern[str]:
    return re.compile("|".join(read_policy()["faintly_heard"][direction][label]["says"]))


def _is_backed(hit: Hit, opinion: Opinion) -> bool:
    """Whether the classifier chooses the label of a piece of evidence, or thinks it likely enough for its rule."""
    likely = opinion.probabilities.get(hit.rule.meaning, 0.0)
    return hit.rule.meaning == opinion.label or likely >= hit.rule.heard_from


def _yields(hit: Hit, opinion: Opinion, direction: str) -> bool:
    sure: Mapping[str, float] = read_policy()["yields"][direction]
    return opinion.confidence >= sure.get(hit.rule.id, 2.0)


def _is_faint(opinion: Opinion, direction: str) -> bool:
    least: Mapping[str, float] = read_policy()["least_confidence"][direction]
    return opinion.confidence < least.get(opinion.label, 0.0)


def is_long_enough(text: str) -> bool:
    """Whether a text has enough letters for the classifier to be heard on it."""
    return sum(char.isalnum() for char in text) >= int(read_policy()["least_letters"])


def spokesman(direction: str, label: str, text: str) -> Rule | None:
    """The rule that speaks for the classifier: the first whose own concepts occur and that nothing excuses."""
    for rule_id in read_policy()["spokesmen"][direction].get(label, ()):
        rule = get_rule(rule_id)
        if all(one.search(text) for one in rule.needs) and not any(one.search(text) for one in rule.unless):
            return _told_clearly(rule, text)
    return None


def _told_clearly(rule: Rule, text: str) -> Rule:
    """The rule itself, or the one that speaks in its place where no word of the text says what is wrong."""
    unclear: Mapping[str, Any] = read_policy()["unclear"].get(rule.id, {})
    return get_rule(unclear["rule"]) if unclear and not _sign_of(rule.id).search(text) else rule


@cache
def _sign_of(rule_id: str) -> re.Pattern[str]:
    return re.compile("|".join(read_policy()["unclear"][rule_id]["without"]))


def verdict_of_opinion(opinion: Opinion, kind: str = "care", text: str = "") -> Verdict:
    """How grave a finding of the classifier alone is, by its calibrated probability and the kind of line it is on."""
    steps: Mapping[str, float] = read_policy()["verdicts"]
    if is_service_line(opinion, kind, text):
        return "warn"
    if opinion.confidence >= steps["block"]:
        return "block"
    return "hold" if opinion.confidence >= steps["hold"] else "warn"


def is_service_line(opinion: Opinion, kind: str, text: str) -> bool:
    """Whether a middling likeness only meets a plain line about an order or how a thing is used or washed."""
    policy = read_policy()["service_line"]
    if kind not in policy["kinds"] or opinion.label not in policy["labels"] or opinion.confidence >= policy["below"]:
        return False
    return bool(_words("service_line", "says").search(text)) and not _words("service_line", "unless").search(text)


def is_everyday_worry(hit: Hit, spoken: Sequence[Hit], opinion: Opinion, text: str) -> bool:
    """Whether only a faint likeness makes an everyday worry, or talk of goods, a danger: no rule called anybody."""
    if not hit.rule.id.startswith(LIKENESS) or any(_calls_for_danger(other.rule) for other in spoken):
        return False
    parts = (part for part in _NOTED if hit.rule.meaning in read_policy()[part]["labels"])
    return any(_is_only(part, opinion, text) for part in parts)


def _calls_for_danger(rule: Rule) -> bool:
    """Whether a rule calls a person for more than that she asks for one."""
    return bool(rule.route) and rule.meaning != LABELS["in"][0]


def _is_only(part: str, opinion: Opinion, text: str) -> bool:
    """Whether a text names what one part of the policy is about, and no word of more than that."""
    policy = read_policy()[part]
    if opinion.confidence >= policy["below"]:
        return False
    # What the worry itself is called, its own pain included, is no sign of more than the worry.
    rest, named = _words(part, "names").subn(" ", text)
    return named > 0 and not _words(part if "unless" in policy else "everyday_worry", "unless").search(rest)


@cache
def _words(part: str, key: str) -> re.Pattern[str]:
    return re.compile("|".join(read_policy()[part][key]))


@lru_cache(maxsize=1)
def read_policy() -> dict[str, Any]:
    """Spokesmen and thresholds of agreement.yaml."""
    policy: dict[str, Any] = read_yaml(POLICY)
    return policy
