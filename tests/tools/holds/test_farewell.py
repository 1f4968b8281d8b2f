"""Our own promise to send nothing more is kept like her wish."""

from datetime import timedelta

import pytest
from sqlmodel import select

from tests.builders import NOW, make_member, make_message
from tools.checks import may_contact
from tools.conversations.history import read_history
from tools.conversations.record import Words, record
from tools.database import Database
from tools.holds.farewell import promises_silence
from tools.members.contact import contact_facts
from tools.members.find import get
from tools.models import Hold
from tools.models.member import OUR_PROMISE


@pytest.mark.parametrize(
    "text",
    [
        "明白，以后不再发了，您有事找我。",
        "好的，收到，不再发了。",
        "知道了，都停了，不会再发。",
        "之后我不再主动发消息，您有事随时找得到我。",
        "往后我不主动来打扰了，祝好。",
        "好的，以后不会再主动联系您",
        "以后我不会主动打扰您的",
        "记下了，以后不给您发了",
    ],
)
def test_a_promise_of_silence_is_heard(text: str) -> None:
    assert promises_silence(text)


@pytest.mark.parametrize(
    "text",
    [
        "优惠券您不要，那我不再发券了",
        "您要是觉得打扰，回个“停”字，我就不再发了",
        "您先忙，我不再打扰您了。",
        "那不再打扰您了，早点休息",
        "晚上不再发了",
        "以后14天里我不发别的内容",
        "接下来一段时间我不会拿别的事打扰您",
        "之前为您记的那些提醒已经都停了，以后不会再发。",
        "明早我再联系您",
    ],
)
def test_a_condition_one_sort_of_message_or_a_good_night_is_no_promise(text: str) -> None:
    assert not promises_silence(text)


def _refused(database: Database) -> set[str]:
    with database.reading() as session:
        facts = contact_facts(session, get(session, "m1"), now=NOW)
    return {refusal.rule for refusal in may_contact(facts, "proactive", NOW)}


def test_a_promise_in_an_imported_history_stops_outreach_once(database: Database) -> None:
    with database.writing() as session:
        make_member(session)
        make_message(session, direction="out", text="好的，以后不再发了。", at=NOW - timedelta(days=20))
    assert read_history(database, now=NOW) == 1
    assert read_history(database, now=NOW) == 0
    assert "CT-2" in _refused(database)


def test_a_promise_written_today_stops_outreach_and_says_whose_word_it_was(database: Database) -> None:
    with database.writing() as session:
        make_member(session)
        record(session, Words("m1", "行，以后不再打扰您。", direction="out", sender="s1"), now=NOW)
        hold = session.exec(select(Hold)).one()
        assert (hold.kind, hold.cause) == ("opt_out", OUR_PROMISE)
    assert "CT-2" in _refused(database)


def test_who_has_opted_out_already_gets_no_second_hold(database: Database) -> None:
    with database.writing() as session:
        make_member(session)
        record(session, Words("m1", "别再给我发消息了"), now=NOW - timedelta(hours=1))
        record(session, Words("m1", "好的，不再发了。", direction="out", sender="s1"), now=NOW)
        assert len(session.exec(select(Hold)).all()) == 1
