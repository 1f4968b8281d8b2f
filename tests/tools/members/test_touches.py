"""The touch ledger and the facts behind "may we contact her now"."""

from datetime import timedelta

from tests.builders import NOW, make_hold, make_member, make_message
from tools.database import Database
from tools.members.contact import contact_facts
from tools.members.touches import recent_messages, touches_among, unanswered
from tools.models import Member


def _say(database: Database, *said: tuple[str, float]) -> None:
    with database.writing() as session:
        make_member(session)
        for direction, hours_ago in said:
            make_message(session, direction=direction, at=NOW - timedelta(hours=hours_ago))


def _touches(database: Database) -> list[bool]:
    with database.reading() as session:
        return [touch.answered for touch in touches_among(recent_messages(session, "m1", now=NOW))]


def test_an_answer_within_a_day_is_no_touch(database: Database) -> None:
    _say(database, ("in", 30), ("out", 6))
    assert _touches(database) == []


def test_an_answer_a_minute_later_than_a_day_is_a_touch(database: Database) -> None:
    _say(database, ("in", 30), ("out", 5.9))
    assert _touches(database) == [False]


def test_her_next_word_answers_all_touches_before_it(database: Database) -> None:
    _say(database, ("out", 300), ("out", 200), ("in", 100), ("out", 50))
    assert _touches(database) == [True, True, False]
    with database.reading() as session:
        assert unanswered(touches_among(recent_messages(session, "m1", now=NOW))) == 1


def test_half_a_year_back_and_nothing_from_the_future_is_read(database: Database) -> None:
    _say(database, ("out", 191 * 24), ("out", 100), ("out", -1))
    assert len(_touches(database)) == 1


def test_contact_facts_are_those_of_this_moment(database: Database) -> None:
    _say(database, ("out", 100))
    with database.writing() as session:
        make_hold(session, kind="complaint")
        make_hold(session, kind="privacy", ends_at=NOW - timedelta(days=1))
        session.get_one(Member, "m1").erased_at = NOW
    with database.reading() as session:
        facts = contact_facts(session, session.get_one(Member, "m1"), now=NOW)
    assert facts.opted_out
    assert facts.open_holds == ("complaint",)
    assert (len(facts.touches), facts.unanswered) == (1, 1)
