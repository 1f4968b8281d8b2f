"""What she told us waits for a person's yes; until then nothing is written, used or asked about twice."""

from datetime import date, timedelta

import pytest

from tests.builders import ADMIN, AUDITOR, NOW, OTHER_REP, REP, make_member
from tools import audit, privacy
from tools.access import Actor
from tools.conversations.record import Words, record
from tools.database import Database
from tools.errors import BadInput, Conflict, NotAllowed, NotFound
from tools.members.proposed import confirm_fact, proposed_facts, reject_fact
from tools.members.snapshot import read_snapshot
from tools.members.told import told_in
from tools.models import Member, ProposedFact

_DAY = date(2026, 3, 4)


@pytest.fixture
def home(database: Database) -> Database:
    with database.writing() as session:
        make_member(session)
    return database


def _say(database: Database, text: str, message_id: str = "w1") -> list[ProposedFact]:
    with database.writing() as session:
        record(session, Words("m1", text, message_id=message_id), now=NOW)
        return list(proposed_facts(session, session.get_one(Member, "m1")))


def _confirm(database: Database, fact: ProposedFact, actor: Actor = REP, value: str = "") -> Member:
    with database.writing() as session:
        confirm_fact(session, actor, fact.id, value=value, now=NOW)
        return session.get_one(Member, "m1")


@pytest.mark.parametrize(
    ("words", "kind", "value"),
    [
        ("预产期改到5月28号了", "due_date", "2026-05-28"),
        ("医生说预产期推到1月6号", "due_date", "2027-01-06"),
        ("生啦！昨天下午三点，七斤二两的小子", "birth", "2026-03-03"),
        ("以后别晚上给我发了", "quiet_time", "晚上"),
        ("叫我小周就行", "nickname", "小周"),
        ("我们搬到苏州了", "city", "苏州"),
        ("他对鸡蛋过敏", "allergy", "鸡蛋"),
        ("小名叫豆包", "child_nickname", "豆包"),
        ("女儿生日是2025年11月2号", "child_birthday", "2025-11-02"),
    ],
)
def test_what_she_tells_is_read_with_its_value(words: str, kind: str, value: str) -> None:
    assert [(told.kind, told.value) for told in told_in(words, _DAY)] == [(kind, value)]


@pytest.mark.parametrize("words", ["预产期改到周三了", "女儿生日是11月2号", "生了"])
def test_a_date_that_may_be_two_is_left_open(words: str) -> None:
    assert [told.value for told in told_in(words, _DAY)] == [""]


@pytest.mark.parametrize("words", ["预产期怎么算", "同事昨天生了个女儿", "会不会对鸡蛋过敏", "想搬到苏州"])
def test_questions_and_other_peoples_news_are_no_facts(words: str) -> None:
    assert told_in(words, _DAY) == ()


def test_nothing_is_used_before_a_person_says_yes(home: Database) -> None:
    (fact,) = _say(home, "预产期改到5月28号了")
    assert (fact.quote, fact.message_id, fact.sensitive) == ("预产期改到5月28号了", "w1", "due_date")
    with home.reading() as session:
        assert session.get_one(Member, "m1").due_date == date(2026, 5, 20)
    assert _confirm(home, fact).due_date == date(2026, 5, 28)


def test_a_confirmed_birth_ends_the_pregnancy_and_begins_a_childhood(home: Database) -> None:
    member = _confirm(home, _say(home, "生啦！昨天下午三点，七斤二两的小子")[0])
    assert member.birth_confirmed
    assert {"birthday": "2026-03-03", "nickname": ""} in member.children
    with home.reading() as session:
        snapshot = read_snapshot(session, session.get_one(Member, "m1"), now=NOW)
        assert (snapshot.gest_week, snapshot.child.age_days if snapshot.child else None) == (None, 1)


def test_a_sensitive_fact_stays_unsaid_without_its_consent(home: Database) -> None:
    with home.writing() as session:
        session.get_one(Member, "m1").consent_sensitive = []
    _confirm(home, _say(home, "我对芒果过敏，一直这样")[0])
    with home.reading() as session:
        snapshot = read_snapshot(session, session.get_one(Member, "m1"), now=NOW)
        assert "芒果过敏" not in snapshot.tags
        # Known all the same for what it must keep away.
        assert "芒果过敏" in snapshot.avoid


def test_an_open_value_has_to_be_given(home: Database) -> None:
    (fact,) = _say(home, "女儿生日是11月2号")
    with pytest.raises(BadInput):
        _confirm(home, fact)
    with pytest.raises(BadInput):
        _confirm(home, fact, value="去年秋天")
    member = _confirm(home, fact, value="2024-11-02")
    assert {"birthday": "2024-11-02", "nickname": ""} in member.children


def test_a_fact_is_decided_once_and_by_whom_is_on_record(home: Database) -> None:
    (fact,) = _say(home, "叫我小周就行")
    _confirm(home, fact)
    with home.writing() as session, pytest.raises(Conflict):
        reject_fact(session, REP, fact.id, now=NOW)
    with home.reading() as session:
        assert session.get_one(Member, "m1").nickname == "小周"
        told = [row for row in audit.entries(session, limit=20) if row.action == "fact.confirmed"]
        assert [(row.actor, row.subject) for row in told] == [("r1", f"fact:{fact.id}")]
        assert all("小周" not in str(row.detail) for row in told)


def test_a_rejected_fact_changes_nothing_and_does_not_come_back(home: Database) -> None:
    (fact,) = _say(home, "我们搬到苏州了")
    with home.writing() as session:
        reject_fact(session, REP, fact.id, now=NOW)
    assert _say(home, "我们搬到苏州了") == []
    with home.reading() as session:
        assert session.get_one(Member, "m1").city == ""


@pytest.mark.parametrize(("actor", "error"), [(OTHER_REP, NotFound), (AUDITOR, NotAllowed)])
def test_only_who_looks_after_her_may_decide(home: Database, actor: Actor, error: type[Exception]) -> None:
    (fact,) = _say(home, "我们搬到苏州了")
    with pytest.raises(error):
        _confirm(home, fact, actor)


def test_a_seal_hides_what_she_told_and_stops_its_use(home: Database) -> None:
    (fact,) = _say(home, "预产期改到5月28号了")
    with home.writing() as session:
        session.get_one(Member, "m1").care_hold = True
    with home.reading() as session:
        assert list(proposed_facts(session, session.get_one(Member, "m1"))) == []
    with pytest.raises(Conflict):
        _confirm(home, fact)
    assert _say(home, "预产期改到6月1号了", "w2") == []


def test_a_loss_told_in_the_same_words_proposes_nothing(home: Database) -> None:
    assert _say(home, "生了，可是孩子没保住") == []


def test_erasing_her_takes_what_she_told_with_it(home: Database) -> None:
    _say(home, "我们搬到苏州了")
    with home.writing() as session:
        assert "苏州" in str(privacy.export_member(session, ADMIN, "m1", NOW))
        privacy.erase_member(session, ADMIN, "m1", reason="REQ-1", now=NOW + timedelta(days=1))
    with home.reading() as session:
        assert list(proposed_facts(session, session.get_one(Member, "m1"), state="")) == []
