"""Whether she may be contacted now, and what the rep is told instead."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from tools.checks import ContactFacts, may_contact
from tools.checks.contact import Purpose
from tools.errors import BadInput

SHANGHAI = ZoneInfo("Asia/Shanghai")
NOON = datetime(2026, 6, 27, 10, 0, tzinfo=SHANGHAI)
WILLING = ContactFacts(consent_care=True)


def _rules(facts: ContactFacts, purpose: Purpose = "proactive", now: datetime = NOON) -> list[str]:
    return [refusal.rule for refusal in may_contact(facts, purpose, now)]


def _days_ago(*days: float) -> tuple[datetime, ...]:
    return tuple(NOON - timedelta(days=day) for day in days)


def test_a_willing_member_may_be_cared_for() -> None:
    assert _rules(WILLING) == []


@pytest.mark.parametrize(
    ("facts", "rule"),
    [
        (replace(WILLING, opted_out=True), "CT-2"),
        (replace(WILLING, care_hold=True), "CARE-HOLD"),
        (replace(WILLING, consent_care=None), "PI-1"),
        (replace(WILLING, consent_care=False), "PI-1"),
        (replace(WILLING, dnd_until=NOON + timedelta(days=2)), "DND"),
        (replace(WILLING, open_holds=("complaint",)), "COMPLAINT-OPEN"),
        (replace(WILLING, open_holds=("legal",)), "COMPLAINT-OPEN"),
        (replace(WILLING, open_holds=("crisis",)), "SAFETY-HOLD"),
        (replace(WILLING, open_holds=("something new",)), "SAFETY-HOLD"),
        (replace(WILLING, open_holds=("bereavement",)), "CARE-HOLD"),
        (replace(WILLING, open_holds=("opt_out",)), "CT-2"),
        (replace(WILLING, due_date=date(2026, 6, 12)), "BIRTH-UNCONFIRMED"),
        (replace(WILLING, minor=True), "MINOR"),
        (replace(WILLING, unanswered=4), "CT-6"),
    ],
)
def test_a_reason_not_to_contact_is_named(facts: ContactFacts, rule: str) -> None:
    assert _rules(facts) == [rule]


def test_a_confirmed_birth_and_the_day_fourteen_are_fine() -> None:
    assert _rules(replace(WILLING, due_date=date(2026, 6, 12), birth_confirmed=True)) == []
    assert _rules(replace(WILLING, due_date=date(2026, 6, 13))) == []


def test_a_guardian_may_consent_and_a_past_dnd_is_over() -> None:
    assert _rules(replace(WILLING, minor=True, guardian_consent=True)) == []
    assert _rules(replace(WILLING, dnd_until=NOON)) == []


def test_the_fifth_touch_of_a_month_is_the_last() -> None:
    assert _rules(replace(WILLING, touches=_days_ago(25, 20, 15, 10))) == []
    refusals = may_contact(replace(WILLING, touches=_days_ago(26, 20, 15, 10, 6)), "proactive", NOON)
    assert [(one.rule, one.until) for one in refusals] == [("CT-4", datetime(2026, 7, 1, 9, tzinfo=SHANGHAI))]


def test_months_are_counted_in_shanghai() -> None:
    last_of_may_in_utc = datetime(2026, 5, 31, 17, 0, tzinfo=UTC)
    touches = (last_of_may_in_utc, *_days_ago(20, 15, 10, 6))
    assert _rules(replace(WILLING, touches=touches)) == ["CT-4"]


def test_touches_keep_five_days_apart() -> None:
    refusal = may_contact(replace(WILLING, touches=_days_ago(4)), "proactive", NOON)[0]
    assert (refusal.rule, refusal.until) == ("CT-4", datetime(2026, 6, 28, 9, tzinfo=SHANGHAI))
    assert _rules(replace(WILLING, touches=_days_ago(5))) == []


def test_two_unanswered_touches_double_the_gap() -> None:
    quiet = replace(WILLING, touches=_days_ago(7, 13), unanswered=2)
    refusal = may_contact(quiet, "proactive", NOON)[0]
    assert (refusal.rule, refusal.until) == ("CT-6", datetime(2026, 6, 30, 9, tzinfo=SHANGHAI))
    assert _rules(replace(quiet, touches=_days_ago(10, 16))) == []
    assert _rules(replace(quiet, touches=_days_ago(3, 16))) == ["CT-4"]


@pytest.mark.parametrize(
    ("hour", "day"),
    [(21, 28), (23, 28), (8, 27), (0, 27)],
)
def test_quiet_hours_only_delay(hour: int, day: int) -> None:
    refusals = may_contact(WILLING, "proactive", NOON.replace(hour=hour))
    until = datetime(2026, 6, day, 9, tzinfo=SHANGHAI)
    assert [(one.rule, one.until, one.delay) for one in refusals] == [("CT-5", until, True)]


def test_nine_in_the_morning_is_not_quiet() -> None:
    assert _rules(WILLING, now=NOON.replace(hour=9)) == []


def test_her_own_message_may_always_be_answered_but_for_the_hold() -> None:
    troubled = ContactFacts(opted_out=True, open_holds=("complaint",), touches=_days_ago(1), unanswered=9, minor=True)
    assert _rules(troubled, "reply", NOON.replace(hour=23)) == []
    assert _rules(replace(troubled, care_hold=True), "reply") == ["CARE-HOLD"]
    assert _rules(replace(troubled, care_hold=True), "fixed_reply") == []


def test_a_product_list_waits_for_a_guardian_and_the_hold() -> None:
    assert _rules(ContactFacts(), "product_list") == []
    assert _rules(ContactFacts(minor=True), "product_list") == ["MINOR"]
    assert _rules(ContactFacts(care_hold=True), "product_list") == ["CARE-HOLD"]


def test_every_refusal_tells_the_rep_what_to_do() -> None:
    facts = ContactFacts(True, True, NOON + timedelta(1), None, ("complaint", "crisis", "privacy"), _days_ago(1), 3)
    assert all(len(refusal.message) > 10 for refusal in may_contact(facts, "proactive", NOON))


def test_a_time_without_zone_is_refused() -> None:
    with pytest.raises(BadInput):
        may_contact(WILLING, "proactive", datetime(2026, 6, 27, 10))


_WISHES = [
    ("周末不打扰", datetime(2026, 6, 27, 11, 0, tzinfo=SHANGHAI), datetime(2026, 6, 29, 9, 0, tzinfo=SHANGHAI)),
    ("上班时间不打扰", datetime(2026, 6, 26, 11, 0, tzinfo=SHANGHAI), datetime(2026, 6, 26, 18, 30, tzinfo=SHANGHAI)),
    ("晚上不打扰", datetime(2026, 6, 26, 19, 0, tzinfo=SHANGHAI), datetime(2026, 6, 27, 9, 0, tzinfo=SHANGHAI)),
    ("午休不打扰", datetime(2026, 6, 26, 12, 0, tzinfo=SHANGHAI), datetime(2026, 6, 26, 14, 30, tzinfo=SHANGHAI)),
    ("八点以后不打扰", datetime(2026, 6, 26, 20, 10, tzinfo=SHANGHAI), datetime(2026, 6, 27, 9, 0, tzinfo=SHANGHAI)),
]


@pytest.mark.parametrize(("wish", "now", "until"), _WISHES)
def test_a_time_she_asked_to_be_left_alone_delays_to_the_next_that_suits(
    wish: str, now: datetime, until: datetime
) -> None:
    (refusal,) = may_contact(replace(WILLING, wishes=(wish,)), "proactive", now)
    assert (refusal.rule, refusal.delay, refusal.until) == ("CT-5", True, until)


def test_other_times_and_her_own_questions_are_free() -> None:
    workday = datetime(2026, 6, 26, 11, 0, tzinfo=SHANGHAI)
    assert _rules(replace(WILLING, wishes=("周末不打扰", "晚上不打扰")), now=workday) == []
    assert _rules(replace(WILLING, wishes=("上班时间不打扰",)), "reply", workday) == []


def test_two_wishes_together_leave_what_neither_forbids() -> None:
    facts = replace(WILLING, wishes=("上班时间不打扰", "晚上不打扰"))
    (refusal,) = may_contact(facts, "proactive", datetime(2026, 6, 26, 11, 0, tzinfo=SHANGHAI))
    assert refusal.until == datetime(2026, 6, 27, 9, 0, tzinfo=SHANGHAI)


def test_wishes_that_leave_no_hour_of_a_week_are_a_plain_no() -> None:
    facts = replace(WILLING, wishes=("白天不打扰", "晚上不打扰", "周末不打扰"))
    (refusal,) = may_contact(facts, "proactive", datetime(2026, 6, 26, 11, 0, tzinfo=SHANGHAI))
    assert (refusal.delay, refusal.until) == (False, None)
