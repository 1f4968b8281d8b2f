"""Approve: this exact text, by somebody who may, once."""

import hashlib
import threading
from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import select

from tests.builders import NOW, OTHER_REP, REP, SUPERVISOR, make_draft, make_hold, make_member, make_suggestion
from tests.gates import FakeGate, Refused
from tools import audit, reviews
from tools.access import Actor
from tools.database import Database
from tools.errors import Conflict, NotAllowed, NotFound, ServiceError, TextBlocked, VersionMissing
from tools.models import Delivery, Draft, Suggestion


def _approve(
    database: Database,
    draft_id: str = "D1",
    version: int | None = 1,
    *,
    actor: Actor = REP,
    gate: FakeGate | None = None,
) -> Delivery:
    with database.writing() as session:
        return reviews.approve(
            session, actor, draft_id, version, now=NOW, gate=gate or FakeGate(), channel="console", undo_window_s=10
        )


def _with_draft(database: Database, **columns: Any) -> None:
    with database.writing() as session:
        make_member(session)
        make_draft(session, id="D1", **columns)


def _draft(database: Database, draft_id: str = "D1") -> Draft:
    with database.reading() as session:
        return session.exec(select(Draft).where(Draft.id == draft_id)).one()


def _deliveries(database: Database) -> list[Delivery]:
    with database.reading() as session:
        return list(session.exec(select(Delivery)).all())


def test_the_text_is_frozen_into_one_queued_delivery(database: Database) -> None:
    _with_draft(database)
    delivery = _approve(database)
    draft = _draft(database)
    assert (draft.state, draft.decided_by, draft.decided_at) == ("approved", "r1", NOW)
    assert (delivery.state, delivery.text, delivery.approved_by) == ("queued", draft.text, "r1")
    assert delivery.not_before == NOW + timedelta(seconds=10)
    assert delivery.request["key"] == "draft:D1:v1"
    assert delivery.request["text"] == draft.text
    assert delivery.request["recipient"] == {"wecom_external_userid": "wm1"}


def test_siblings_step_aside(database: Database) -> None:
    with database.writing() as session:
        make_member(session)
        suggestion = make_suggestion(session)
        for number in (1, 2, 3):
            make_draft(session, suggestion=suggestion, id=f"D{number}")
        make_draft(session, id="D9")
    _approve(database, "D2")
    states = {name: _draft(database, name).state for name in ("D1", "D2", "D3", "D9")}
    assert states == {"D1": "superseded", "D2": "approved", "D3": "superseded", "D9": "proposed"}


def test_a_second_approval_hears_who_was_faster(database: Database) -> None:
    _with_draft(database)
    _approve(database)
    with pytest.raises(reviews.DraftAlreadyDecided, match=r"already approved \(draft.approved by r1 at 2026-03-04"):
        _approve(database, actor=SUPERVISOR)
    assert len(_deliveries(database)) == 1


def test_an_old_version_hears_who_changed_it(database: Database) -> None:
    _with_draft(database)
    with database.writing() as session:
        reviews.edit(session, SUPERVISOR, "D1", 1, "芸姐，改好了。", now=NOW, gate=FakeGate())
    with pytest.raises(reviews.StaleVersion, match=r"now at version 2 \(draft.edited by v1"):
        _approve(database)
    assert _deliveries(database) == []


def test_a_decision_without_a_version_is_refused(database: Database) -> None:
    _with_draft(database)
    with pytest.raises(VersionMissing):
        _approve(database, version=None)


def test_a_rep_does_not_find_a_colleagues_draft(database: Database) -> None:
    _with_draft(database)
    with pytest.raises(NotFound):
        _approve(database, actor=OTHER_REP)
    assert _draft(database).state == "proposed"


def test_an_expired_draft_is_refused_and_leaves_the_queue_when_the_caller_goes_on(database: Database) -> None:
    _with_draft(database, expires_at=NOW)
    with pytest.raises(reviews.DraftExpired):
        _approve(database)
    assert _draft(database).state == "proposed"
    with database.writing() as session, pytest.raises(reviews.DraftExpired):
        reviews.approve(session, REP, "D1", 1, now=NOW, gate=FakeGate(), channel="console")
    assert _draft(database).state == "expired"
    assert _deliveries(database) == []


def test_a_blocked_text_changes_nothing(database: Database) -> None:
    _with_draft(database, text="芸姐，限时优惠")
    with pytest.raises(TextBlocked) as blocked:
        _approve(database, gate=FakeGate(blocks=["限时"]))
    assert [(finding.rule, finding.start) for finding in blocked.value.findings] == [("AD-9", 3)]
    assert _draft(database).state == "proposed"
    assert _deliveries(database) == []


def test_a_finding_needs_a_supervisor(database: Database) -> None:
    _with_draft(database, text="芸姐，有空来看看")
    with pytest.raises(NotAllowed):
        _approve(database, gate=FakeGate(holds=["来看看"]))
    assert _approve(database, actor=SUPERVISOR, gate=FakeGate(holds=["来看看"])).state == "queued"


def test_outreach_needs_a_supervisor(database: Database) -> None:
    _with_draft(database, kind="care")
    with pytest.raises(NotAllowed):
        _approve(database)
    assert _approve(database, actor=SUPERVISOR).proactive


def test_a_contact_rule_that_waiting_does_not_help_refuses_with_its_reason(database: Database) -> None:
    _with_draft(database)
    with pytest.raises(NotAllowed, match="PI-1: no consent") as refused:
        _approve(database, gate=FakeGate(refusals=[Refused("PI-1", "no consent"), Refused(delay=True, until=NOW)]))
    assert [reason.rule for reason in refused.value.reasons] == ["PI-1"]
    assert _draft(database).state == "proposed"


def test_a_contact_rule_that_asks_to_wait_delays_the_delivery_and_its_day(database: Database) -> None:
    _with_draft(database)
    tomorrow = NOW + timedelta(days=1)
    delivery = _approve(database, gate=FakeGate(refusals=[Refused("CT-5", "quiet", until=tomorrow, delay=True)]))
    assert (delivery.not_before, delivery.day) == (tomorrow, "2026-03-05")


def test_a_wish_for_later_is_honoured(database: Database) -> None:
    _with_draft(database)
    later = NOW + timedelta(hours=3)
    with database.writing() as session:
        delivery = reviews.approve(session, REP, "D1", 1, now=NOW, gate=FakeGate(), channel="console", not_before=later)
    assert delivery.not_before == later


def test_one_care_message_a_day(database: Database) -> None:
    _with_draft(database, kind="care")
    with database.writing() as session:
        make_draft(session, id="D2", kind="care")
    _approve(database, actor=SUPERVISOR)
    with pytest.raises(reviews.TouchTaken, match="A care message to this member is already on its way"):
        _approve(database, "D2", actor=SUPERVISOR)
    assert _draft(database, "D2").state == "proposed"
    assert len(_deliveries(database)) == 1


def test_a_refusal_inside_a_transaction_that_goes_on_leaves_nothing_behind(database: Database) -> None:
    _with_draft(database, kind="care")
    with database.writing() as session:
        make_draft(session, id="D2", kind="care")
    _approve(database, actor=SUPERVISOR)
    with database.writing() as session, pytest.raises(Conflict):
        reviews.approve(session, SUPERVISOR, "D2", 1, now=NOW, gate=FakeGate(), channel="console")
    assert _draft(database, "D2").state == "proposed"


@pytest.mark.parametrize(
    ("kind", "cause", "passes"),
    [
        ("complaint", "", {"reply", "fixed_reply"}),
        ("medical", "", {"reply", "fixed_reply"}),
        ("bereavement", "family", {"reply", "fixed_reply"}),
        ("crisis", "", set()),
        ("legal", "", set()),
        ("bereavement", "pregnancy_child", set()),
    ],
)
def test_an_open_hold_stops_what_it_must(database: Database, kind: str, cause: str, passes: set[str]) -> None:
    with database.writing() as session:
        make_member(session)
        make_hold(session, kind=kind, cause=cause, message_id="msg-trigger")
        for draft_kind in ("care", "reply", "product_list", "fixed_reply"):
            make_draft(session, id=draft_kind, kind=draft_kind, answers_message_id="msg-other")
        make_draft(session, id="answer", kind="fixed_reply", answers_message_id="msg-trigger")
    passed = set()
    for draft_id in ("care", "reply", "product_list", "fixed_reply"):
        try:
            passed.add(_approve(database, draft_id, actor=SUPERVISOR).draft_id)
        except NotAllowed:
            assert _draft(database, draft_id).state == "proposed"
    assert passed == passes
    assert _approve(database, "answer", actor=REP).state == "queued"


def test_care_hold_on_the_member_alone_stops_everything(database: Database) -> None:
    with database.writing() as session:
        make_member(session, care_hold=True)
        make_draft(session, id="D1")
        make_draft(session, id="D2", kind="fixed_reply", answers_message_id="msg-1")
    for draft_id in ("D1", "D2"):
        with pytest.raises(NotAllowed, match="CARE-HOLD"):
            _approve(database, draft_id, actor=SUPERVISOR)


def test_a_released_or_ended_hold_stops_nothing(database: Database) -> None:
    with database.writing() as session:
        make_member(session)
        make_hold(session, kind="crisis", released_at=NOW)
        make_hold(session, kind="bereavement", cause="family", ends_at=NOW)
        make_draft(session, id="D1")
    assert _approve(database).state == "queued"


def test_the_audit_says_who_what_and_when_without_her_words(database: Database) -> None:
    _with_draft(database, text="芸姐，最终的话。", proposed_text="芸姐，最初的话。")
    delivery = _approve(database)
    with database.reading() as session:
        entry = audit.entries(session, subject="draft:D1")[0]
        assert audit.verify(session) == []
    diff = reviews.diff_of("芸姐，最初的话。", delivery.text)
    assert (entry.actor, entry.action, entry.at) == ("r1", "draft.approved", NOW)
    assert entry.detail["diff_sha256"] == hashlib.sha256(diff.encode()).hexdigest()
    assert entry.detail["playbook"] == "PB-P21@1.0.0"
    assert "话" not in str(entry.detail)
    assert "-芸姐，最初的话。" in diff
    assert "+芸姐，最终的话。" in diff


def _many(database: Database, suggestion_of: dict[str, Suggestion]) -> None:
    with database.writing() as session:
        for name, suggestion in suggestion_of.items():
            make_draft(session, suggestion=suggestion, id=name)


def test_of_many_approvals_at_the_same_time_one_wins(database: Database) -> None:
    with database.writing() as session:
        make_member(session)
        suggestion = make_suggestion(session)
    names = [f"D{number}" for number in range(4)]
    _many(database, dict.fromkeys(names, suggestion))
    outcomes: list[str] = []
    start = threading.Barrier(8)

    def run(name: str) -> None:
        start.wait()
        try:
            _approve(database, name)
            outcomes.append("approved")
        except ServiceError as error:
            outcomes.append(type(error).__name__)

    threads = [threading.Thread(target=run, args=(names[number % 4],)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["DraftAlreadyDecided"] * 7 + ["approved"]
    assert len(_deliveries(database)) == 1
