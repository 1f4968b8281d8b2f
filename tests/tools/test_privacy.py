"""Everything about a person can be handed out, and forgotten without breaking the audit chain."""

import json
from datetime import timedelta

import pytest
from sqlmodel import select

from tests.builders import (
    ADMIN,
    AUDITOR,
    NOW,
    REP,
    SUPERVISOR,
    a_draft,
    a_suggestion,
    make_alert,
    make_event,
    make_hold,
    make_member,
    make_message,
    make_order,
    make_order_line,
    make_planned_touch,
    make_proposed_fact,
    make_queued,
    make_score,
    make_task,
)
from tests.gates import FakeGate
from tests.tools.outbox.test_deliver import Recorder, deliver
from tools import audit, holds, privacy, reviews
from tools.access import Actor
from tools.database import Database
from tools.errors import BadInput, NotAllowed, NotFound
from tools.models import (
    Delivery,
    Draft,
    DraftShown,
    ImportBatch,
    ImportChange,
    Member,
    Message,
    ModelExchange,
    Order,
    Task,
)

# Each stands for something she said or is; none of it may survive an erasure.
HERS = (
    "陈小芸",
    "芸姐",
    "13800000000",
    "小豆",
    "刚搬家",
    "wm1",
    "胎动",
    "我家宝宝",
    "回她电话",
    "搜过奶瓶",
    "太像广告",
)


@pytest.fixture
def known(database: Database) -> Database:
    """Store a member with a row in every table that knows her, and a neighbour."""
    with database.writing() as session:
        for member_id in ("m1", "m2"):
            make_member(session, member_id)
            order = make_order(session, member_id)
            make_order_line(session, order)
            make_event(session, member_id, payload={"query": "搜过奶瓶"})
            make_message(session, member_id, text="我家宝宝胎动多")
            make_alert(session, make_task(session, member_id))
            make_planned_touch(session, member_id, reason="刚搬家")
            make_score(session, member_id, reasons=["刚搬家"])
            make_queued(session, member_id, id=f"D-{member_id}", request_quote="我家宝宝")
            session.add(DraftShown(draft_id=f"D-{member_id}", staff_id="r1", member_id=member_id, at=NOW))
            session.add(ModelExchange(id=f"X-{member_id}", member_id=member_id, at=NOW, answer="太像广告"))
            session.add(ImportBatch(id=f"B-{member_id}", kind="members", file_name="m.csv", started_at=NOW))
            session.flush()
            after = {"member_id": member_id, "name": "陈小芸"}
            session.add(ImportChange(batch_id=f"B-{member_id}", key=json.dumps([member_id]), after=after))
            session.add(ImportChange(batch_id=f"B-{member_id}", key='["gone"]', before=after))
        make_hold(session, kind="complaint")
    return database


def _work_with_her(database: Database) -> None:
    """Let staff propose, edit, approve and reject, and let a hold open: all of it is audited."""
    with database.writing() as session:
        make_proposed_fact(session)
        texts = ("芸姐，胎动多一点，数一数。", "芸姐，早点睡。")
        reviews.submit(session, a_suggestion(), [a_draft(id=f"W{n}", text=t) for n, t in enumerate(texts)], now=NOW)
        reviews.edit(session, REP, "W0", 1, "芸姐，胎动多就数一数。", now=NOW, gate=FakeGate(holds=["胎动"]))
        reviews.reject(session, REP, "W1", 1, "too_salesy", now=NOW, note="太像广告")
        reviews.approve(session, SUPERVISOR, "W0", 2, now=NOW, gate=FakeGate(), channel="console", undo_window_s=0)
    deliver(database, Recorder())
    with database.writing() as session:
        hold = holds.open_hold(
            session, "m1", kind="bereavement", level="S2", cause="pregnancy_child", message_id="x", now=NOW
        )
        # The hold has taken her plans away; a later one is planned again.
        make_planned_touch(session, "m1", reason="刚搬家")
        holds.release(session, SUPERVISOR, hold.id, "芸姐说是我家宝宝弄错了", now=NOW)


def _erase(database: Database, actor: Actor = ADMIN, reason: str = "member_request") -> dict[str, int]:
    with database.writing() as session:
        return privacy.erase_member(session, actor, "m1", reason=reason, now=NOW)


def _everything(database: Database, member_id: str = "m1") -> str:
    with database.writing() as session:
        return json.dumps(privacy.export_member(session, ADMIN, member_id, NOW), ensure_ascii=False)


def test_an_export_holds_everything_and_nobody_else(known: Database) -> None:
    _work_with_her(known)
    exported = _everything(known)
    for hers in HERS:
        assert hers in exported, hers
    tables = json.loads(exported)["tables"]
    assert {name for name, rows in tables.items() if rows} >= {table.name for table in privacy.tables_about_members()}
    assert len(tables["order_line"]) == 1
    assert len(tables["import_change"]) == 2
    assert "m2" not in exported


def test_an_export_is_audited_and_needs_a_role(known: Database) -> None:
    _everything(known)
    with known.reading() as session:
        assert audit.entries(session, subject="member:m1")[0].action == "member.exported"
    for actor in (REP, AUDITOR):
        with pytest.raises(NotAllowed), known.writing() as session:
            privacy.export_member(session, actor, "m1", NOW)
    with pytest.raises(NotFound), known.writing() as session:
        privacy.export_member(session, ADMIN, "nobody", NOW)


def test_an_erasure_leaves_no_word_of_hers(known: Database) -> None:
    _work_with_her(known)
    _erase(known)
    left = _everything(known)
    for hers in HERS:
        assert hers not in left, hers
    with known.reading() as session:
        member = session.exec(select(Member).where(Member.member_id == "m1")).one()
        assert (member.erased_at, member.due_date, member.children, member.consent_care) == (NOW, None, [], None)
        assert member.consent_records == {}
        assert session.exec(select(ImportChange.batch_id).distinct()).all() == ["B-m2"]


def test_the_audit_chain_survives_and_never_held_her_words(known: Database) -> None:
    _work_with_her(known)
    with known.reading() as session:
        written = json.dumps([entry.detail for entry in audit.entries(session, limit=500)], ensure_ascii=False)
    for hers in HERS:
        assert hers not in written, hers
    _erase(known)
    with known.reading() as session:
        assert audit.verify(session) == []
        assert audit.entries(session)[0].action == "member.erased"


def test_an_erasure_stops_what_was_on_its_way(known: Database) -> None:
    _erase(known)
    with known.reading() as session:
        states = dict(session.exec(select(Delivery.member_id, Delivery.state)).all())
        drafts = dict(session.exec(select(Draft.id, Draft.state)).all())
        tasks = dict(session.exec(select(Task.member_id, Task.state)).all())
    assert states == {"m1": "cancelled", "m2": "queued"}
    assert drafts == {"D-m1": "voided", "D-m2": "approved"}
    assert tasks == {"m1": "cancelled", "m2": "open"}


def test_an_erased_member_cannot_be_written_to_again(known: Database) -> None:
    _erase(known)
    with known.writing() as session:
        (draft,) = reviews.submit(session, a_suggestion(), [a_draft(kind="fixed_reply")], now=NOW)
    assert draft.state == "voided"


def test_an_erasure_leaves_the_neighbour_and_the_books_alone(known: Database) -> None:
    before = json.loads(_everything(known, "m2"))["tables"]
    _erase(known)
    after = json.loads(_everything(known, "m2"))["tables"]
    del before["audit_entry"], after["audit_entry"]
    assert before == after
    with known.reading() as session:
        assert len(session.exec(select(Order).where(Order.member_id == "m1")).all()) == 1


def test_an_erasure_can_be_done_again(known: Database) -> None:
    _erase(known)
    with known.writing() as session:
        make_message(session, text="我家宝宝")
    with known.writing() as session:
        privacy.erase_member(session, ADMIN, "m1", reason="REQ-2031", now=NOW + timedelta(days=1))
    with known.reading() as session:
        assert session.exec(select(Message.text).where(Message.member_id == "m1")).all() == ["", ""]
        assert session.exec(select(Member.erased_at).where(Member.member_id == "m1")).one() == NOW


def test_an_erasure_needs_a_role_and_a_reason(known: Database) -> None:
    with pytest.raises(NotAllowed):
        _erase(known, SUPERVISOR)
    for words in ("", "芸姐要求的", "she asked"):
        with pytest.raises(BadInput):
            _erase(known, reason=words)
    assert "陈小芸" in _everything(known)


def test_the_fate_of_every_table_that_names_a_member_is_decided() -> None:
    assert {table.name for table in privacy.tables_about_members()} == privacy.erased_tables()
