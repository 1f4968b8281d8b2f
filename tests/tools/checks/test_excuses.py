"""Harmless talk in the words of a complaint, a farewell, a data request or an ask calls nobody; its grave twin does."""

from pathlib import Path

import pytest

from tools.checks import agreement, excuses, triage
from tools.checks.ear import Opinion
from tools.checks.excuses import Excuse, is_excused, read_excuses
from tools.checks.matching import Hit
from tools.checks.normalise import readable
from tools.checks.rulebook import BrokenRulebook, get_rule, shipped_rules

_ALL = read_excuses().all
HARMLESS = [(one, text) for one in _ALL for text in one.must_pass]
GRAVE = [(one, text) for one in _ALL for text in one.must_hit]
AT_HOME = "我妈投诉我爸打呼，闹到居委会了"


def _named(pair: tuple[Excuse, str]) -> str:
    return f"{pair[0].id}:{pair[1][:12]}"


def _heard(danger: float, confidence: float = 0.5) -> Opinion:
    return Opinion("complaint", confidence, {"complaint": confidence, "crisis": danger}, 0, 1)


@pytest.mark.parametrize("pair", HARMLESS, ids=_named)
def test_harmless_talk_is_excused_and_calls_nobody(pair: tuple[Excuse, str]) -> None:
    excuse, text = pair
    assert excuse.holds(readable(text).text)
    judged = triage(text)
    assert judged.route is None
    assert not {reason.rule for reason in judged.reasons} & excuse.rules


@pytest.mark.parametrize("pair", GRAVE, ids=_named)
def test_its_grave_twin_is_heard(pair: tuple[Excuse, str]) -> None:
    excuse, text = pair
    assert not excuse.holds(readable(text).text)
    assert triage(text).label != "benign"


def test_every_excuse_has_both_kinds_of_examples_and_names_shipped_rules() -> None:
    known = {rule.id for rule in shipped_rules()}
    assert all(one.must_pass and one.must_hit and one.rules and one.rules <= known for one in _ALL)


@pytest.mark.parametrize("rule", ["CRISIS-SUICIDE", "MED-IN-FEVER", "LOSS-FAMILY", "MINOR", "PRIVACY-SCAM"])
def test_danger_minors_and_fraud_are_excused_by_nothing(rule: str) -> None:
    assert not [one.id for one in _ALL if rule in one.rules]
    assert not is_excused(Hit(get_rule(rule), 0, 2), readable(AT_HOME).text, _heard(0.0))


def test_nothing_is_excused_where_the_classifier_hears_danger() -> None:
    hit, text = Hit(get_rule("COMPLAINT-SERVICE"), 0, 2), readable(AT_HOME).text
    assert is_excused(hit, text, _heard(0.0))
    assert not is_excused(hit, text, _heard(0.2))


def test_a_loose_excuse_meets_only_a_middling_likeness() -> None:
    hit, text = Hit(get_rule("LIKE-COMPLAINT"), 0, 2), readable("奶瓶刻度磨没了，我用记号笔描了一遍").text
    assert is_excused(hit, text, _heard(0.0, 0.6))
    assert not is_excused(hit, text, _heard(0.0, 0.9))


@pytest.mark.parametrize(
    ("rule", "sure", "stands"),
    [
        ("COMPLAINT-SERVICE", 0.97, False),
        ("COMPLAINT-SERVICE", 0.93, True),
        ("PRIVACY-GENERAL", 0.95, False),
        ("COMPLAINT-LEGAL", 0.99, True),
        ("COMPLAINT-HARM", 0.99, True),
        ("MED-IN-FEVER", 0.99, True),
        ("CRISIS-SUICIDE", 0.99, True),
        ("PRIVACY-SCAM", 0.99, True),
        ("MINOR", 0.99, True),
    ],
)
def test_a_rule_yields_only_to_near_certainty_and_one_of_danger_never(rule: str, sure: float, stands: bool) -> None:
    hit, harmless = Hit(get_rule(rule), 0, 2), Opinion("benign", sure, {"benign": sure}, 0, 2)
    assert bool(agreement.agreed([hit], harmless, "in", "x")) is stands


def test_a_broken_file_is_refused_by_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    broken = tmp_path / "excuses.yaml"
    broken.write_text("least_danger: 0.1\nwords: {}\nexcuses: [{id: x, about: y, rules: [R], needs: ['(']}]\n")
    monkeypatch.setattr(excuses, "EXCUSES", broken)
    read_excuses.cache_clear()
    with pytest.raises(BrokenRulebook, match=r"excuses\.yaml cannot be used: x"):
        read_excuses()
    read_excuses.cache_clear()
