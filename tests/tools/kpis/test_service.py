"""What the owner asks is counted from the record: for whom care was due, who got it, and what it did."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from tests.builders import (
    AUDITOR,
    NOW,
    REP,
    SUPERVISOR,
    make_event,
    make_hold,
    make_member,
    make_message,
    make_score,
)
from tests.tools.kpis.asking import DAY, answer, report, touch, value
from tools.access import Actor
from tools.database import Database
from tools.errors import BadInput, NotAllowed
from tools.kpis.measure import Measure, ninetieth
from tools.kpis.rules import rules

pytestmark = pytest.mark.usefixtures("few_are_enough")


def test_care_is_counted_over_those_to_whom_it_is_due(store: Database) -> None:
    with store.writing() as session:
        touch(session)
        touch(session, days_ago=4)
        touch(session, days_ago=3.9, purpose="product_list")
        make_member(session, "m3", consent_care=None)
        touch(session, "m3")
    found = report(store)
    overall = found.overall
    assert (overall.members, overall.due, overall.covered, overall.care, overall.touches) == (3, 2, 1, 3, 4)
    assert value(overall, "care_per_member") == 1
    assert value(overall, "coverage_rate") == 0.5
    assert overall.measures["coverage_rate"].n == 2
    assert found.exempt == {"no_consent": 1}


def test_everyone_who_must_be_left_alone_is_exempt_for_one_reason(store: Database) -> None:
    with store.writing() as session:
        make_member(session, "held", care_hold=True)
        make_member(session, "out", opted_out=True)
        make_member(session, "young", birthday=date(2010, 1, 1), due_date=None, children=[])
        make_member(session, "shy", consent_sensitive=[])
        make_member(session, "silent", due_date=None, children=[])
        for days in (40, 30, 20, 10):
            touch(session, "silent", days_ago=days)
        for kind in ("complaint", "crisis", "privacy"):
            make_member(session, kind)
            make_hold(session, kind, kind=kind)
        make_member(session, "gone", erased_at=NOW)
    assert report(store).exempt == dict.fromkeys(
        (
            "care_hold",
            "complaint_open",
            "crisis",
            "minor",
            "no_sensitive_consent",
            "opt_out",
            "other_hold",
            "unanswered",
        ),
        1,
    )
    assert report(store).overall.members == 10


def test_three_to_five_in_a_month_are_kept_fewer_are_below_and_more_are_over(store: Database) -> None:
    with store.writing() as session:
        for member_id, touches in {"m1": 3, "m2": 2, "m3": 6}.items():
            if member_id == "m3":
                make_member(session, "m3")
            for number in range(touches):
                at = datetime(2026, 2, 1 + number * 4, 4, tzinfo=UTC)
                make_message(session, member_id, at=at, direction="out", purpose="care")
                answer(session, member_id, days_ago=(NOW - at) / DAY - 1.5)
        make_member(session, "new", joined_at=datetime(2026, 2, 20, tzinfo=UTC))
    february, march = report(store).months
    assert (february.month, february.is_over, february.due, february.without_quota) == ("2026-02", True, 3, 1)
    assert (february.on_target.value, february.below, february.over) == (pytest.approx(1 / 3), 1, 1)
    assert (march.month, march.on_target.value, march.on_target.why) == ("2026-03", None, "not_over")


def test_a_dormant_member_has_no_floor(store: Database) -> None:
    with store.writing() as session:
        make_score(session, lifecycle_stage="dormant")
    assert report(store).months[0].due == 1


def test_replies_are_judged_when_their_hours_are_over_and_only_words_are_real(store: Database) -> None:
    with store.writing() as session:
        touch(session, days_ago=20)
        answer(session, days_ago=19, text="嗯嗯")
        touch(session, days_ago=14)
        answer(session, days_ago=13)
        touch(session, days_ago=8)
        answer(session, days_ago=4)
        touch(session, days_ago=1)
    measures = report(store).overall.measures
    assert measures["reply_rate"] == Measure(pytest.approx(2 / 3), 3)
    assert measures["real_reply_rate"].value == pytest.approx(1 / 3)


def test_who_stops_us_after_a_touch_is_harm_and_our_own_promise_or_a_misreading_is_not(store: Database) -> None:
    with store.writing() as session:
        for member_id in ("m3", "m4", "m5"):
            make_member(session, member_id)
        for member_id in ("m1", "m2", "m3", "m4", "m5"):
            touch(session, member_id, days_ago=10)
        make_hold(session, "m1", kind="opt_out", opened_at=NOW - 9 * DAY)
        make_event(session, "m2", type="blocked", at=NOW - 2 * DAY)
        make_hold(session, "m3", kind="opt_out", opened_at=NOW - 9 * DAY, cause="promise")
        make_hold(session, "m4", kind="opt_out", opened_at=NOW - 9 * DAY, mistaken=True)
        make_hold(session, "m5", kind="opt_out", opened_at=NOW - 11 * DAY)
    overall = report(store).overall
    assert overall.refused == 2
    assert overall.measures["refused_rate"] == Measure(0.4, 5)
    assert overall.measures["refused_rate_week"] == Measure(None, 0, "nothing")


def test_one_complaint_is_counted_once_whatever_noted_it(store: Database) -> None:
    with store.writing() as session:
        touch(session)
        make_event(session, type="complaint", at=NOW - 5 * DAY)
        make_hold(session, kind="complaint", opened_at=NOW - 5 * DAY + timedelta(minutes=1))
        make_hold(session, kind="complaint", opened_at=NOW - 3 * DAY)
    overall = report(store).overall
    assert overall.complaints == 2
    assert value(overall, "complaints_per_10k") == 20_000


def test_how_long_she_waits_is_told_in_the_platforms_way_and_in_ours(store: Database) -> None:
    with store.writing() as session:
        for day, minutes in ((10, 2), (9, 4), (8, 30)):
            make_message(session, at=NOW - day * DAY)
            reply = NOW - day * DAY + timedelta(minutes=minutes)
            make_message(session, at=reply, direction="out", purpose="reply")
        make_message(session, at=NOW - 2 * DAY)
    measures = report(store).overall.measures
    assert measures["answer_minutes"] == Measure(12, 3)
    assert measures["unanswered_rate"] == Measure(0.25, 4)
    assert (measures["answer_p50"].value, measures["answer_p50_in_hours"].value) == (4, 4)
    assert measures["answer_p90"].value == pytest.approx(24.8)


def test_a_new_member_is_greeted_after_so_many_days_or_not_at_all(store: Database) -> None:
    with store.writing() as session:
        for member_id in ("n1", "n2"):
            make_member(session, member_id, joined_at=NOW - 12 * DAY)
        touch(session, "n1", days_ago=9)
    measures = report(store).overall.measures
    assert measures["first_touch_days"] == Measure(3, 1)
    assert measures["not_greeted_rate"] == Measure(0.5, 2)


def test_groups_stand_by_quadrant_stage_persona_and_owner(store: Database) -> None:
    with store.writing() as session:
        make_score(session)
        touch(session)
    found = report(store)
    assert [(group.key, group.covered) for group in found.by_quadrant] == [("", 0), ("growth_stock", 1)]
    assert {group.key for group in found.by_stage} == {"", "growth"}
    assert {group.key for group in found.by_persona} == {"", "beauty"}
    assert [(group.key, group.served) for group in found.by_rep] == [("r1", 1), ("r2", 0)]


def test_each_sees_the_members_they_may_see_and_a_filter_never_widens_that(store: Database) -> None:
    with store.writing() as session:
        make_score(session)
    assert report(store, REP).overall.members == 1
    assert report(store, SUPERVISOR).overall.members == 2
    assert report(store, AUDITOR, rep="r2").overall.members == 1
    assert report(store, quadrant="growth_stock").overall.members == 1
    assert report(store, quadrant="cash_cow").overall.members == 0
    assert report(store, REP, rep="r1").overall.members == 1
    with pytest.raises(NotAllowed, match="own members only"):
        report(store, REP, rep="r2")
    with pytest.raises(NotAllowed):
        report(store, Actor("x", "Nobody", "guest"))


@pytest.mark.parametrize(
    ("asked", "says"),
    [
        ({"quadrant": "gold"}, "no quadrant"),
        ({"rep": "r9"}, "no member of staff"),
        ({"since": date(2026, 3, 5)}, "comes after"),
        ({"since": date(2020, 1, 1)}, "more than 400 days"),
    ],
)
def test_what_cannot_be_asked_is_refused_with_its_fix(store: Database, asked: dict[str, Any], says: str) -> None:
    with pytest.raises(BadInput, match=says) as refused:
        report(store, **asked)
    assert refused.value.fix


def test_a_figure_on_small_numbers_has_no_value_but_says_what_it_stands_on(store: Database) -> None:
    with store.writing() as session:
        touch(session)
    measures = report(store).overall.measures
    assert measures["coverage_rate"] == Measure(None, 2, "too_few")
    assert measures["kept_rate"] == Measure(None, 0, "nothing")


def test_the_report_names_every_figure_its_guard_and_what_it_cannot_tell(store: Database) -> None:
    told = report(store).as_json()
    names = set(told["overall"]["measures"])
    assert names == set(told["definitions"])
    assert {about["guard"] for about in told["definitions"].values()} <= names
    assert "uplift" in told["not_told"]
    assert {name for part in rules()["parts"].values() for name in part} <= names


def test_nine_of_ten_do_not_exceed_the_ninetieth(monkeypatch: pytest.MonkeyPatch) -> None:
    assert ninetieth([float(n) for n in range(1, 12)]).value == 10
    assert ninetieth([5.0]).value == 5
    assert ninetieth([]) == Measure(None, 0, "nothing")
