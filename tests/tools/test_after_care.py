"""Care that was delivered is marked when a list she did not ask for follows within two days."""

from datetime import datetime, timedelta

import pytest

from tests.builders import NOW, make_delivery, make_draft, make_member, make_message
from tools.after_care import SPOILED, spoiled_care
from tools.database import Database
from tools.members.timeline import timeline

CARE = "芸姐，降温了，早晚添件外套，不用回我。"
LIST = "为您整理：\n1. 纱布浴巾，99元。广告，不需要可以回“停”。"
SINCE = NOW - timedelta(days=10)


def _sent(database: Database, kind: str, at: datetime, member_id: str = "m1", **columns: str) -> str:
    """Store a text of ours that arrived, with its draft and delivery, and return the draft's id."""
    with database.writing() as session:
        text = CARE if kind == "care" else LIST
        draft = make_draft(session, member_id, kind=kind, state="approved", text=text, **columns)
        make_delivery(session, draft, state="sent", created_at=at, sent_at=at, proactive=False)
        make_message(
            session,
            member_id,
            direction="out",
            at=at,
            text=text,
            purpose=kind,
            draft_id=draft.id,
            message_id=f"out:{draft.id}",
        )
        return draft.id


@pytest.fixture
def store(database: Database) -> Database:
    with database.writing() as session:
        make_member(session)
        make_member(session, "m2")
    return database


def _marked(database: Database, until: datetime = NOW) -> list[str]:
    with database.reading() as session:
        return [one.draft_id for one in spoiled_care(session, SINCE, until)]


@pytest.mark.parametrize(("hours", "is_marked"), [(1, True), (47, True), (49, False)])
def test_a_list_within_two_days_marks_the_care_before_it(store: Database, hours: int, is_marked: bool) -> None:
    care = _sent(store, "care", NOW - timedelta(hours=60))
    assert _marked(store) == []
    _sent(store, "product_list", NOW - timedelta(hours=60 - hours))
    assert _marked(store) == ([care] if is_marked else [])


def test_a_list_that_she_asked_for_marks_nothing(store: Database) -> None:
    _sent(store, "care", NOW - timedelta(hours=30))
    _sent(store, "product_list", NOW - timedelta(hours=20), request_quote="哪些是你们家有的")
    assert _marked(store) == []


def test_her_ask_between_care_and_list_frees_both(store: Database) -> None:
    _sent(store, "care", NOW - timedelta(hours=30))
    with store.writing() as session:
        make_message(session, text="你们家有浴巾吗", at=NOW - timedelta(hours=25))
    _sent(store, "product_list", NOW - timedelta(hours=20))
    assert _marked(store) == []


def test_a_list_written_by_hand_counts_unless_she_asked_these_days(store: Database) -> None:
    care = _sent(store, "care", NOW - timedelta(hours=30))
    with store.writing() as session:
        make_message(session, direction="out", text=LIST, purpose="product_list", at=NOW - timedelta(hours=20))
    assert _marked(store) == [care]
    with store.writing() as session:
        make_message(session, text="你们家有浴巾吗", at=NOW - timedelta(hours=31))
    assert _marked(store) == []


def test_a_list_to_another_member_and_a_list_before_the_care_mark_nothing(store: Database) -> None:
    _sent(store, "product_list", NOW - timedelta(hours=40))
    _sent(store, "care", NOW - timedelta(hours=30))
    _sent(store, "product_list", NOW - timedelta(hours=20), "m2")
    assert _marked(store) == []


def test_two_lists_mark_the_care_once_and_the_list_may_come_after_the_days_asked_for(store: Database) -> None:
    care = _sent(store, "care", NOW - timedelta(hours=40))
    _sent(store, "product_list", NOW - timedelta(hours=20))
    _sent(store, "product_list", NOW - timedelta(hours=10))
    assert _marked(store) == [care]
    assert _marked(store, until=NOW - timedelta(hours=39)) == [care]
    assert _marked(store, until=NOW - timedelta(hours=41)) == []


def test_the_timeline_marks_the_message_and_says_which_list_did_it(store: Database) -> None:
    care = _sent(store, "care", NOW - timedelta(hours=30))
    listed = NOW - timedelta(hours=20)
    _sent(store, "product_list", listed)
    with store.reading() as session:
        entries = timeline(session, "m1", now=NOW, kinds=("message",)).entries
    marks = {entry.id: entry.detail.get("finding") for entry in entries}
    assert marks[f"out:{care}"] == SPOILED
    assert [found for found in marks.values() if found] == [SPOILED]
    assert next(e.detail["list_at"] for e in entries if "list_at" in e.detail) == listed.isoformat()


def test_the_finding_is_shown_to_the_rep_and_covers_the_text(store: Database) -> None:
    _sent(store, "care", NOW - timedelta(hours=30))
    _sent(store, "product_list", NOW - timedelta(hours=20))
    with store.reading() as session:
        found = spoiled_care(session, SINCE, NOW, ("m1",))[0].finding(CARE)
        assert spoiled_care(session, SINCE, NOW, ("m2",)) == ()
    assert (found.rule, found.verdict, found.start, found.end) == (SPOILED, "warn", 0, len(CARE))
