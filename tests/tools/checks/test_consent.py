"""What each combination of consents allows, and what the rest of a member's life forbids."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from tools.checks import Ask, ContactFacts, may_contact
from tools.checks.contact import Purpose, best_hours, touches_left
from tools.checks.contact_policy import contact_policy
from tools.yaml_text import read_yaml

SHANGHAI = ZoneInfo("Asia/Shanghai")
NOON = datetime(2026, 6, 27, 10, 0, tzinfo=SHANGHAI)
WILLING = ContactFacts(consent_care=True, consent_marketing=True)
ROWS = read_yaml(Path(__file__).parent / "consent_matrix.yaml")["rows"]
ACTIONS: dict[str, tuple[Purpose, Ask]] = {
    "care": ("proactive", Ask()),
    "week": ("proactive", Ask(fields=frozenset({"due_date"}))),
    "child": ("proactive", Ask(fields=frozenset({"children"}))),
    "plan": ("proactive", Ask(automated=True)),
    "list": ("marketing", Ask()),
}


def _rules(
    facts: ContactFacts, purpose: Purpose = "proactive", now: datetime = NOON, ask: Ask | None = None
) -> list[str]:
    return [refusal.rule for refusal in may_contact(facts, purpose, now, ask or Ask())]


def _facts(bits: str) -> ContactFacts:
    care, due_date, children, automated, marketing = (bit == "1" for bit in bits)
    fields = {name for name, is_on in (("due_date", due_date), ("children", children)) if is_on}
    return ContactFacts(
        consent_care=care,
        consented_fields=frozenset(fields),
        consent_automated=automated,
        consent_marketing=marketing,
    )


def test_the_matrix_is_complete() -> None:
    assert sorted(bits for bits, _ in ROWS) == [f"{number:05b}" for number in range(32)]


@pytest.mark.parametrize(("bits", "allowed"), ROWS, ids=[bits for bits, _ in ROWS])
def test_each_combination_of_consents_allows_what_the_table_says(bits: str, allowed: str) -> None:
    facts = _facts(bits)
    free = {name for name, (purpose, ask) in ACTIONS.items() if not may_contact(facts, purpose, NOON, ask)}
    assert free == set(allowed.split())
    assert _rules(facts, "reply") == _rules(facts, "product_list") == []


def test_a_field_taken_back_is_refused_for_an_answer_too() -> None:
    ask = Ask(fields=frozenset({"due_date", "nickname", "messages"}))
    assert _rules(WILLING, "reply", ask=ask) == ["PI-2"]
    assert _rules(replace(WILLING, consented_fields=frozenset({"due_date"})), "reply", ask=ask) == []


@pytest.mark.parametrize("purpose", ["proactive", "marketing"])
@pytest.mark.parametrize(
    ("facts", "rule"),
    [
        (replace(WILLING, opted_out=True), "CT-2"),
        (replace(WILLING, dnd_until=NOON + timedelta(days=1)), "DND"),
        (replace(WILLING, open_holds=("complaint",)), "COMPLAINT-OPEN"),
        (replace(WILLING, minor=True), "MINOR"),
        (replace(WILLING, unanswered=4), "CT-6"),
        (replace(WILLING, touches=(NOON - timedelta(days=2),)), "CT-4"),
        (replace(WILLING, hard_days=(NOON.date(),)), "CT-5"),
        (replace(WILLING, silent_until=NOON + timedelta(days=3)), "CARE-HOLD"),
    ],
)
def test_marketing_keeps_every_rule_that_care_keeps(facts: ContactFacts, rule: str, purpose: Purpose) -> None:
    assert _rules(facts, purpose) == [rule]


@pytest.mark.parametrize(("cause", "days"), [("complaint", 30), ("refund", 14)])
def test_after_a_complaint_or_a_refund_nothing_is_sold_for_a_while_but_care_goes_on(cause: str, days: int) -> None:
    last = NOON - timedelta(days=days - 1)
    facts = replace(WILLING, pauses=((cause, last),))
    refusal = may_contact(facts, "marketing", NOON)[0]
    assert (refusal.rule, refusal.until) == ("CT-1", datetime(2026, 6, 28, 9, tzinfo=SHANGHAI))
    assert _rules(facts) == []
    assert _rules(facts, "marketing", NOON + timedelta(days=1)) == []


def test_no_topic_comes_twice_in_ninety_days() -> None:
    facts = replace(WILLING, topics=(("P21", NOON - timedelta(days=89)),))
    refusal = may_contact(facts, "proactive", NOON, Ask(topic="P21"))[0]
    assert (refusal.rule, refusal.until) == ("CT-4", datetime(2026, 6, 28, 9, tzinfo=SHANGHAI))
    assert _rules(facts, ask=Ask(topic="P22")) == _rules(facts) == []
    assert _rules(facts, now=NOON + timedelta(days=1), ask=Ask(topic="P21")) == []


@pytest.mark.parametrize(("day", "refused"), [(-8, False), (-7, True), (0, True), (7, True), (8, False)])
@pytest.mark.parametrize("year", [2026, 2027, 2031])
def test_a_quiet_day_comes_round_every_year_and_its_refusal_gives_no_date_away(
    day: int, refused: bool, year: int
) -> None:
    facts = replace(WILLING, quiet_days=(date(2026, 6, 27),))
    refusals = may_contact(facts, "proactive", NOON.replace(year=year) + timedelta(days=day))
    assert [one.rule for one in refusals] == (["CARE-HOLD"] if refused else [])
    assert all(one.until is None and "27" not in one.message for one in refusals)


def test_a_quiet_leap_day_and_new_years_eve_are_kept_too() -> None:
    leap = replace(WILLING, quiet_days=(date(2024, 2, 29),))
    assert _rules(leap, now=datetime(2026, 2, 22, 10, tzinfo=SHANGHAI)) == ["CARE-HOLD"]
    eve = replace(WILLING, quiet_days=(date(2025, 12, 31),))
    assert _rules(eve, now=datetime(2027, 1, 5, 10, tzinfo=SHANGHAI)) == ["CARE-HOLD"]
    assert _rules(replace(WILLING, quiet_days=(date(2027, 6, 27),))) == []


def test_mothers_day_is_not_for_whose_family_is_sealed() -> None:
    sealed = replace(WILLING, sealed=True)
    assert _rules(sealed, ask=Ask(topic="D04")) == ["CARE-HOLD"]
    assert _rules(sealed, ask=Ask(topic="D03")) == _rules(WILLING, ask=Ask(topic="D04")) == []


def test_a_sealed_due_date_long_past_is_not_asked_about() -> None:
    facts = replace(WILLING, due_date=date(2026, 5, 1))
    assert _rules(facts) == ["BIRTH-UNCONFIRMED"]
    assert _rules(replace(facts, sealed=True)) == []


def test_the_floor_says_how_many_touches_the_month_still_lacks() -> None:
    assert touches_left(WILLING, NOON) == 3
    facts = replace(WILLING, touches=(NOON - timedelta(days=3), NOON - timedelta(days=40)))
    assert touches_left(facts, NOON) == 2


def test_the_best_hours_are_advice_for_a_stage_of_life_and_no_refusal() -> None:
    assert best_hours(WILLING) == ()
    assert best_hours(replace(WILLING, life="pregnant")) == ("10:00–11:00", "15:00–16:00")
    assert _rules(replace(WILLING, life="newborn"), now=NOON.replace(hour=13)) == []


def test_every_refusal_has_a_chinese_reason_and_says_what_to_do() -> None:
    policy = contact_policy()
    for said in policy.words.values():
        assert len(said.why) > 5
        assert len(said.todo) > 3
    refusal = may_contact(replace(WILLING, opted_out=True), "proactive", NOON)[0]
    assert refusal.message == policy.words["CT-2"].why + refusal.todo
