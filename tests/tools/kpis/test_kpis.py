"""What became of drafts is counted from their rows, and only what a person saw counts."""

from datetime import date, timedelta

import pytest
from sqlmodel import select

from tests.builders import (
    AUDITOR,
    NOW,
    OTHER_REP,
    REP,
    SUPERVISOR,
    make_delivery,
    make_draft,
    make_hold,
    make_member,
    make_message,
    make_product,
    make_staff,
    make_suggestion,
)
from tools.access import SYSTEM, Actor
from tools.database import Database
from tools.errors import BadInput
from tools.kpis import KpiReport, kpi_report, note_shown
from tools.kpis.editing import changed_meaning, edit_size
from tools.models import DraftShown, ModelExchange

TODAY = date(2026, 3, 4)


@pytest.fixture
def store(database: Database) -> Database:
    with database.writing() as session:
        for actor in (REP, OTHER_REP, SUPERVISOR):
            make_staff(session, actor.staff_id, actor.role, store=actor.store)
        make_member(session)
        make_member(session, "m2", owner_staff_id="r2", store="s2")
        make_product(session, name="棉朵 纱布浴巾")
    return database


def report(database: Database, actor: Actor = SUPERVISOR, since: date = TODAY, until: date = TODAY) -> KpiReport:
    with database.reading() as session:
        return kpi_report(session, actor, since=since, until=until, now=NOW)


def fate(
    database: Database, draft_id: str, *, after: str = "", sent: bool = False, seconds: float = 60, **columns: object
) -> None:
    """Store one draft of a suggestion of its own and what became of it."""
    text = "芸姐，明天记得产检，别忘了带本子。"
    decided = {"decided_at": NOW + timedelta(seconds=seconds), "decided_by": "r1"} if "state" in columns else {}
    with database.writing() as session:
        about = {name: str(columns.pop(name)) for name in ("drafter", "model", "prompt_version") if name in columns}
        suggestion = make_suggestion(session, **{"drafter": "composer", **about})
        draft = make_draft(
            session,
            suggestion=suggestion,
            id=draft_id,
            **{"text": after or text, "proposed_text": text, **decided, **columns},
        )
        if sent:
            make_delivery(session, draft, state="sent", sent_at=NOW + timedelta(minutes=2), proactive=False)


def show(database: Database, *ids: str, actor: Actor = REP) -> int:
    return note_shown(database, actor, ids, now=NOW)


def test_a_draft_that_nobody_fetched_was_not_displayed(store: Database) -> None:
    fate(store, "D1")
    assert report(store).overall.displayed == 0
    assert show(store, "D1", "dry-run-draft") == 1
    assert show(store, "D1") == 0
    assert show(store, "D1", actor=SYSTEM) == 0
    assert report(store).overall.displayed == 1
    with store.reading() as session:
        assert [row.staff_id for row in session.exec(select(DraftShown))] == ["r1"]


def test_every_fate_is_counted_once_with_its_guard(store: Database) -> None:
    fate(store, "D1", state="approved", sent=True, seconds=3)
    fate(store, "D2", state="approved", sent=True, after="芸姐，后天记得产检，别忘了带本子。", seconds=60)
    fate(store, "D3", state="rejected", decision_reason="too_salesy: 太像广告")
    fate(store, "D4", state="expired")
    fate(store, "D5")
    show(store, "D1", "D2", "D3", "D4", "D5")
    with store.writing() as session:
        make_hold(session, kind="opt_out", opened_at=NOW + timedelta(hours=3))
    found = report(store).overall
    assert found.counts == {"unchanged": 1, "edited": 1, "rejected": 1, "undecided": 1, "open": 1}
    assert found.figures["adoption_rate"] == 0.4
    assert found.figures["direct_rate"] == 0.2
    assert found.figures["edit_rate"] == 0.5
    assert found.figures["edit_size"] == pytest.approx(1 / 17)
    assert found.figures["meaning_rate"] == 1
    assert found.reasons == {"too_salesy": 0.2}
    assert found.guards["spoiled_rate"] is None
    known = {name: value for name, value in found.guards.items() if name != "spoiled_rate"}
    assert known == {"negative_rate": 1, "hasty_rate": 1, "review_median_s": 31.5, "undecided_rate": 0.2}
    assert found.meaning == {"dates": 1}


def test_care_that_an_unasked_list_followed_is_counted_and_named(store: Database) -> None:
    for draft_id in ("D1", "D2"):
        fate(store, draft_id, state="approved", sent=True, kind="care")
    with store.writing() as session:
        sent = {"direction": "out", "purpose": "care", "text": "明天记得产检"}
        make_message(session, draft_id="D1", at=NOW + timedelta(minutes=2), **sent)
        make_message(session, direction="out", purpose="product_list", text="1. 浴巾", at=NOW + timedelta(hours=9))
    found = report(store)
    assert found.overall.guards["spoiled_rate"] == 0.5
    assert found.as_json()["spoiled"] == [{"draft_id": "D1", "member_id": "m1", "staff_id": "r1"}]
    assert report(store, OTHER_REP).spoiled == ()


def test_approved_is_not_adopted_until_it_has_left_and_a_fixed_reply_is_no_choice(store: Database) -> None:
    fate(store, "D1", state="approved")
    fate(store, "D2", state="approved", sent=True, kind="fixed_reply")
    found = report(store).overall
    assert (found.displayed, found.adopted) == (1, 0)


def test_a_decision_counts_as_seen_by_whoever_made_it(store: Database) -> None:
    fate(store, "D1", state="rejected", decision_reason="too_long")
    assert [one.key for one in report(store).by_rep] == [{"staff_id": "r1"}]


def test_figures_stand_by_playbook_version_drafter_and_colleague(store: Database) -> None:
    fate(store, "D1", drafter="model", playbook_version="2.0.0")
    fate(store, "D2")
    show(store, "D1", "D2")
    found = report(store)
    assert [one.key for one in found.by_playbook] == [
        {"id": "PB-P21", "version": "1.0.0"},
        {"id": "PB-P21", "version": "2.0.0"},
    ]
    assert [one.key["drafter"] for one in found.by_drafter] == ["composer", "model"]


def test_models_are_compared_with_the_version_of_their_prompt_and_the_composer_stands_aside(store: Database) -> None:
    fate(store, "D1", drafter="model", model="big", prompt_version="aaa", state="approved", sent=True)
    fate(store, "D2", drafter="model", model="big", prompt_version="bbb", state="rejected", decision_reason="wrong")
    fate(store, "D3")
    show(store, "D1", "D2", "D3")
    found = {tuple(one.key.values()): one for one in report(store).by_model}
    assert set(found) == {("big", "aaa"), ("big", "bbb")}
    assert found["big", "aaa"].figures["adoption_rate"] == 1
    assert found["big", "bbb"].reasons == {"wrong": 1}


def test_what_models_cost_is_counted_over_the_members_the_asker_may_see(store: Database) -> None:
    spent = {"model": "big", "task": "reply", "calls": 2, "tokens_in": 900, "tokens_out": 100, "micro_yuan": 1500}
    with store.writing() as session:
        for number, (member_id, outcome) in enumerate([("m1", ""), ("m1", "The model made up: 9."), ("m2", "")]):
            row = ModelExchange(
                id=f"X{number}", member_id=member_id, at=NOW, outcome=outcome, milliseconds=800, **spent
            )
            session.add(row)
    mine, all_of_it = report(store, REP).costs[0], report(store, AUDITOR).costs[0]
    assert (mine.conversations, mine.unused, mine.calls, mine.tokens_in, mine.yuan) == (2, 1, 4, 1800, 0.003)
    assert (all_of_it.conversations, all_of_it.median_ms) == (3, 800)
    assert report(store, since=TODAY - timedelta(days=9), until=TODAY - timedelta(days=5)).costs == ()


def test_a_rep_sees_own_members_only_and_an_empty_range_has_no_figures(store: Database) -> None:
    fate(store, "D1")
    show(store, "D1")
    assert report(store, REP).overall.displayed == 1
    assert report(store, OTHER_REP).overall.displayed == 0
    assert report(store, AUDITOR).overall.displayed == 1
    assert set(report(store, OTHER_REP).overall.figures.values()) == {None}
    assert report(store, SUPERVISOR, date(2026, 3, 5), date(2026, 3, 5)).overall.displayed == 0
    with pytest.raises(BadInput, match="comes after"):
        report(store, SUPERVISOR, date(2026, 3, 6), date(2026, 3, 5))


def test_days_that_may_still_move_are_told_apart(store: Database) -> None:
    assert report(store).settled_until == date(2026, 3, 1)
    assert {"adoption_rate", "negative_rate", "version"} <= set(report(store).as_json()["definitions"])


@pytest.mark.parametrize(
    ("before", "after", "kinds"),
    [
        ("每天走30分钟", "每天走40分钟", {"numbers"}),
        ("一天两次", "一天三次", {"numbers"}),
        ("明天见", "后天见", {"dates"}),
        ("周三来", "周四来", {"dates"}),
        ("可以吃", "不可以吃", {"negations"}),
        ("浴巾洗了吗", "毛毯洗了吗", {"products"}),
        ("早点休息", "早点休息呀！", {"tone"}),
        ("早点休息", "早一点休息", set()),
        ("慢慢来就好", "就好，慢慢来", set()),
    ],
)
def test_an_edits_meaning_is_read_from_its_marks(before: str, after: str, kinds: set[str]) -> None:
    assert set(changed_meaning(before, after, ["棉朵 浴巾"])) == kinds


def test_an_edits_size_is_a_share_of_the_longer_text() -> None:
    assert edit_size("早点休息", "早点休息") == 0
    assert edit_size("早点休息", "晚点休息") == 0.25
    assert edit_size("", "好") == 1
