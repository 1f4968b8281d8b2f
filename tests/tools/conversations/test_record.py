"""A message is recorded once, takes effect in the same transaction, and says what it meant."""

from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import select

from tests.builders import NOW, make_draft, make_member, make_message
from tools import audit
from tools.conversations.answers import find_standing
from tools.conversations.record import Recorded, Words, context_before, record
from tools.database import Database
from tools.errors import BadInput, Conflict, NotFound
from tools.models import Draft, Hold, Member, Message


@pytest.fixture
def home(database: Database) -> Database:
    with database.writing() as session:
        make_member(session)
        make_member(session, "m2")
    return database


def _record(database: Database, text: str = "宝宝胎动怎么数呀", **columns: Any) -> Recorded:
    with database.writing() as session:
        return record(session, Words("m1", text, **columns), now=NOW)


def _messages(database: Database) -> list[Message]:
    with database.reading() as session:
        return list(session.exec(select(Message)).all())


def test_a_message_delivered_twice_is_stored_once_and_takes_effect_once(home: Database) -> None:
    first = _record(home, "我流产了", message_id="w1")
    again = _record(home, "我流产了", message_id="w1")
    assert (first.is_new, again.is_new) == (True, False)
    assert again.triage == first.triage
    with home.reading() as session:
        assert len(session.exec(select(Hold)).all()) == 1
        assert session.get_one(Member, "m1").care_hold
    assert len(_messages(home)) == 1


def test_a_message_of_another_member_keeps_its_owner(home: Database) -> None:
    _record(home, message_id="w1")
    with pytest.raises(Conflict), home.writing() as session:
        record(session, Words("m2", "我流产了", message_id="w1"), now=NOW)
    with home.reading() as session:
        assert session.exec(select(Hold)).all() == []


@pytest.mark.parametrize("text", ["👍", "[微笑]", "。"])
def test_a_sticker_is_recorded_like_any_other_word(home: Database, text: str) -> None:
    recorded = _record(home, text)
    assert recorded.triage is not None
    assert recorded.triage.route is None
    assert [message.text for message in _messages(home)] == [text]


@pytest.mark.parametrize("message_id", ["w\x00", "w\ud800"])
def test_an_id_that_no_store_keeps_is_refused(home: Database, message_id: str) -> None:
    with pytest.raises(BadInput):
        _record(home, message_id=message_id)
    assert _messages(home) == []


def test_nobody_says_tomorrows_words(home: Database) -> None:
    _record(home, at=NOW + timedelta(days=1), message_id="w1")
    _record(home, at=NOW - timedelta(days=1), message_id="w2")
    assert {message.message_id: message.at for message in _messages(home)} == {"w1": NOW, "w2": NOW - timedelta(days=1)}


def test_an_unknown_member_says_nothing(home: Database) -> None:
    with pytest.raises(NotFound), home.writing() as session:
        record(session, Words("m9", "在吗"), now=NOW)


def test_our_own_words_are_noted_without_effect_and_both_leave_a_line_in_the_audit(home: Database) -> None:
    _record(home, "我流产了", direction="out", message_id="o1")
    _record(home, "在吗", message_id="w1")
    with home.reading() as session:
        assert session.exec(select(Hold)).all() == []
        actions = {entry.subject: entry.action for entry in audit.entries(session)}
        assert audit.verify(session) == []
    assert actions == {"message:o1": "message.noted", "message:w1": "message.received"}


def test_the_audit_keeps_none_of_her_words(home: Database) -> None:
    _record(home, "我叫陈小芸，要投诉", message_id="w1")
    with home.reading() as session:
        assert all("陈小芸" not in str(entry.detail) for entry in audit.entries(session))


def test_a_waiting_reply_steps_aside_and_a_fixed_one_stays(home: Database) -> None:
    with home.writing() as session:
        make_draft(session, id="D1", answers_message_id="w0")
        make_draft(session, id="D2", kind="fixed_reply", answers_message_id="w0")
    _record(home, message_id="w1")
    with home.reading() as session:
        assert session.get_one(Draft, "D1").state == "superseded"
        assert session.get_one(Draft, "D2").state == "proposed"


def test_three_days_of_talk_stand_before_a_message(home: Database) -> None:
    with home.writing() as session:
        make_message(session, at=NOW - timedelta(hours=73), text="太久以前")
        make_message(session, at=NOW - timedelta(hours=71), text="刚好", direction="out")
        message = make_message(session, at=NOW, text="现在")
    with home.reading() as session:
        lines = context_before(session, message, NOW)
    assert [(line.direction, line.text, line.hours_ago) for line in lines] == [("out", "刚好", 71.0)]


def test_a_standing_answer_is_that_of_the_same_message_and_kind(home: Database) -> None:
    with home.writing() as session:
        make_draft(session, id="D1", answers_message_id="w1", style="warm")
        make_draft(session, id="D2", answers_message_id="w2", state="rejected")
        make_draft(session, id="D3", answers_message_id="w3", kind="fixed_reply")
    with home.reading() as session:
        standing = find_standing(session, "m1", "w1", "reply")
        assert standing is not None
        assert [draft.id for draft in standing[1]] == ["D1"]
        for member_id, message_id, kind in (
            ("m1", "", "reply"),
            ("m1", "w2", "reply"),
            ("m1", "w1", "product_list"),
            ("m2", "w1", "reply"),
        ):
            assert find_standing(session, member_id, message_id, kind) is None
        assert find_standing(session, "m1", "w3", "product_list") is not None
