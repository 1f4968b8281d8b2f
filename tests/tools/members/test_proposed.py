"""What she told us waits for a person's yes; until then nothing is written, used or asked about twice."""

from datetime import date, timedelta

import pytest

from tests.builders import ADMIN, AUDITOR, NOW, OTHER_REP, REP, SUPERVISOR, make_member
from tools import audit, privacy
from tools.access import Actor
from tools.conversations.record import Words, record
from tools.database import Database
from tools.errors import BadInput, Conflict, NotAllowed, NotFound
from tools.holds import open_kinds
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
        ("我在洛阳不在郑州", "city", "洛阳"),
        ("记错啦我家是闺女", "child_sex", "闺女"),
        ("别再叫我阿姨了", "not_called", "阿姨"),
        ("我不叫芳姐 我叫程程", "nickname", "程程"),
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


@pytest.mark.parametrize(
    ("words", "kind", "value"),
    [
        ("周末别打扰我", "quiet_time", "周末"),
        ("白天上班别发", "quiet_time", "白天上班"),
        ("上班时间别给我发", "quiet_time", "上班时间"),
        ("晚上十点以后别找我", "quiet_time", "晚上十点以后"),
        ("医生说是双胞胎！", "multiples", "双胞胎"),
        ("34周生的，现在五斤", "preterm", "34周"),
        ("他是早产宝宝", "preterm", ""),
        ("我下周一就回去上班了", "back_to_work", "返岗上班"),
        ("又怀了，八周", "second_child", "怀了二胎"),
        ("别给我发语音，开会听不了", "no_voice", "不发语音"),
        ("剖腹产手术定在5月12号", "due_date", "2026-05-12"),
    ],
)
def test_more_of_what_she_tells_is_read(words: str, kind: str, value: str) -> None:
    assert [(told.kind, told.value) for told in told_in(words, _DAY)] == [(kind, value)]


@pytest.mark.parametrize(
    "words",
    [
        "我闺蜜怀了双胞胎",
        "要是双胞胎就好了",
        "不是双胞胎，就一个",
        "听说隔壁34周生的",
        "担心早产了怎么办",
        "表姐搬到苏州了",
        "我同事产假结束了",
        "邻居家对花生过敏吗？",
        "如果预产期改到5月28号呢",
        "晚上别发，白天也别",
        "梦见又怀了",
    ],
)
def test_suppositions_denials_and_other_peoples_lives_are_no_facts(words: str) -> None:
    assert told_in(words, _DAY) == ()


def test_her_own_news_beside_a_friends_is_still_hers(home: Database) -> None:
    assert [fact.kind for fact in _say(home, "我闺蜜生了个女儿。我们搬到苏州了！")] == ["city"]


def test_corrected_age_is_worked_out_from_the_weeks_and_stored_nowhere(home: Database) -> None:
    with home.writing() as session:
        member = session.get_one(Member, "m1")
        member.children = [{"birthday": (NOW - timedelta(days=150)).date().isoformat(), "nickname": ""}]
        member.consent_sensitive = ["children"]
        member.due_date = None
    member = _confirm(home, _say(home, "他34周生的，现在会抬头了")[0])
    assert "早产34周" in member.tags
    with home.reading() as session:
        snapshot = read_snapshot(session, session.get_one(Member, "m1"), now=NOW)
    assert snapshot.child is not None
    assert (snapshot.child.age_months, snapshot.child.corrected_months, snapshot.careful) == (4, 3, True)
    assert "corrected" not in str(member.model_dump())


def _hold_kinds(home: Database) -> list[str]:
    with home.reading() as session:
        return list(open_kinds(session, "m1", NOW))


def test_a_wish_for_a_time_stops_everything_until_it_is_read_and_then_only_that_time(home: Database) -> None:
    (fact,) = _say(home, "周末别打扰我")
    assert _hold_kinds(home) == ["opt_out"]
    member = _confirm(home, fact, SUPERVISOR)
    assert (_hold_kinds(home), member.opted_out, member.tags[-1]) == ([], False, "周末不打扰")


def test_a_rep_without_the_role_keeps_the_wish_and_leaves_the_stop(home: Database) -> None:
    member = _confirm(home, _say(home, "周末别打扰我")[0], REP)
    assert (_hold_kinds(home), member.opted_out, member.tags[-1]) == (["opt_out"], True, "周末不打扰")


def test_silence_asked_for_in_another_message_outlasts_the_wish(home: Database) -> None:
    (fact,) = _say(home, "周末别打扰我")
    with home.writing() as session:
        record(session, Words("m1", "退订", message_id="w2"), now=NOW)
    assert _confirm(home, fact, SUPERVISOR).opted_out
