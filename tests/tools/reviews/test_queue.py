"""What enters the queue, in which order it is shown, and how it leaves by itself."""

from datetime import timedelta

import pytest
from sqlmodel import select

from tests.builders import (
    NOW,
    OTHER_REP,
    REP,
    SUPERVISOR,
    a_draft,
    a_suggestion,
    make_delivery,
    make_draft,
    make_hold,
    make_member,
    make_message,
    make_queued,
    make_suggestion,
)
from tests.gates import FakeGate
from tools import audit, reviews
from tools.database import Database
from tools.errors import BadInput, NotFound
from tools.models import Delivery, Draft


def _states(database: Database) -> dict[str, str]:
    with database.reading() as session:
        return dict(session.exec(select(Draft.id, Draft.state)).all())


def test_a_submitted_suggestion_waits_in_the_queue(database: Database) -> None:
    with database.writing() as session:
        make_member(session)
        suggestion = a_suggestion(id="S1", asked_by="r1")
        drafts = reviews.submit(session, suggestion, [a_draft(id="D1"), a_draft(id="D2", style="short")], now=NOW)
    assert [(d.suggestion_id, d.member_id, d.state, d.version) for d in drafts] == [("S1", "m1", "proposed", 1)] * 2
    with database.reading() as session:
        entry = audit.entries(session, subject="suggestion:S1")[0]
        assert (entry.actor, entry.detail["playbooks"]) == ("r1", ["PB-P21@1.0.0"])


def test_a_suggestion_for_nobody_is_refused(database: Database) -> None:
    with pytest.raises(NotFound), database.writing() as session:
        reviews.submit(session, a_suggestion("m9"), [], now=NOW)


def test_a_draft_that_a_hold_overtook_arrives_voided(database: Database) -> None:
    with database.writing() as session:
        make_member(session, care_hold=True)
        make_hold(session, kind="bereavement", cause="pregnancy_child", message_id="msg-1")
        suggestion = a_suggestion()
        care, answer = reviews.submit(
            session,
            suggestion,
            [a_draft(kind="care"), a_draft(kind="fixed_reply", answers_message_id="msg-1")],
            now=NOW,
        )
    assert (care.state, answer.state) == ("voided", "proposed")
    assert suggestion.blocked_by == ["CARE-HOLD"]


def test_a_reply_that_a_newer_message_overtook_arrives_superseded(database: Database) -> None:
    with database.writing() as session:
        make_member(session)
        make_message(session, message_id="old", at=NOW - timedelta(minutes=3))
        make_message(session, message_id="new", at=NOW - timedelta(minutes=1))
        late, current = (a_draft(answers_message_id=answered) for answered in ("old", "new"))
        reviews.submit(session, a_suggestion(), [late], now=NOW)
        reviews.submit(session, a_suggestion(), [current], now=NOW)
    assert (late.state, current.state) == ("superseded", "proposed")


def _finding(verdict: str) -> dict[str, object]:
    return {"rule": "X", "verdict": verdict, "start": 0, "end": 1, "message": ""}


def test_the_riskiest_comes_first_and_then_the_most_urgent(database: Database) -> None:
    with database.writing() as session:
        make_member(session)
        for name, verdict in (("warn", "warn"), ("hold", "hold"), ("block", "block")):
            reviews.submit(session, a_suggestion(), [a_draft(id=name, findings=[_finding(verdict)])], now=NOW)
        reviews.submit(session, a_suggestion(route="crisis"), [a_draft(id="routed", kind="fixed_reply")], now=NOW)
        for name, hours in (("later", 5), ("sooner", 2)):
            reviews.submit(
                session, a_suggestion(), [a_draft(id=name, expires_at=NOW + timedelta(hours=hours))], now=NOW
            )
        page = reviews.queue(session, REP)
    assert [draft.id for draft in page.drafts] == ["routed", "block", "hold", "warn", "sooner", "later"]
    assert page.next_cursor == ""


def test_pages_neither_repeat_nor_lose_a_draft(database: Database) -> None:
    with database.writing() as session:
        make_member(session)
        for number in range(7):
            make_draft(session, id=f"D{number}", risk=number % 2)
    seen, cursor = [], ""
    for _ in range(4):
        with database.reading() as session:
            page = reviews.queue(session, REP, limit=2, cursor=cursor)
        seen += [draft.id for draft in page.drafts]
        cursor = page.next_cursor
    assert seen == ["D1", "D3", "D5", "D0", "D2", "D4", "D6"]
    assert cursor == ""


def test_a_rep_sees_own_members_and_a_supervisor_the_store(database: Database) -> None:
    with database.writing() as session:
        make_member(session)
        make_member(session, "m2", owner_staff_id="r2")
        make_draft(session, "m1", id="D1")
        make_draft(session, "m2", id="D2")
        shown = {
            actor.staff_id: [draft.id for draft in reviews.queue(session, actor).drafts]
            for actor in (REP, OTHER_REP, SUPERVISOR)
        }
        assert [draft.id for draft in reviews.queue(session, SUPERVISOR, member_id="m2").drafts] == ["D2"]
        with pytest.raises(NotFound):
            reviews.get(session, REP, "D2")
    assert shown == {"r1": ["D1"], "r2": ["D2"], "v1": ["D1", "D2"]}


def test_a_foreign_cursor_is_refused(database: Database) -> None:
    with database.reading() as session, pytest.raises(BadInput):
        reviews.queue(session, REP, cursor="nonsense")


def test_an_unknown_state_is_refused(database: Database) -> None:
    with database.reading() as session, pytest.raises(BadInput, match="waiting"):
        reviews.queue(session, REP, states=["waiting"])


def test_the_delivery_and_the_siblings_of_a_draft_are_found(database: Database) -> None:
    with database.writing() as session:
        make_member(session)
        suggestion = make_suggestion(session)
        first = make_draft(session, suggestion=suggestion, id="D1")
        make_draft(session, suggestion=suggestion, id="D2")
        assert reviews.find_delivery(session, first) is None
        delivery = make_delivery(session, first)
        assert reviews.find_delivery(session, first) == delivery
        assert [draft.id for draft in reviews.siblings(session, first)] == ["D2"]


def test_a_new_message_sets_older_replies_aside_and_nothing_else(database: Database) -> None:
    with database.writing() as session:
        make_member(session)
        make_draft(session, id="old", answers_message_id="a")
        make_draft(session, id="new", answers_message_id="b")
        make_draft(session, id="list", kind="product_list", answers_message_id="a")
        make_draft(session, id="safe", kind="fixed_reply", answers_message_id="a")
        make_draft(session, id="care", kind="care")
        make_draft(session, id="done", state="approved", answers_message_id="a")
        assert reviews.supersede_for_new_message(session, "m1", "b", now=NOW) == 1
    assert _states(database) == {
        "old": "superseded",
        "new": "proposed",
        "list": "proposed",
        "safe": "proposed",
        "care": "proposed",
        "done": "approved",
    }


def test_replies_that_step_aside_together_are_each_told_in_the_audit_and_seen_by_who_holds_them(
    database: Database,
) -> None:
    with database.writing() as session:
        make_member(session)
        held = make_draft(session, id="D1", answers_message_id="a")
        make_draft(session, id="D2", answers_message_id="a", version=3)
        assert reviews.supersede_for_own_word(session, "m1", now=NOW) == 2
        assert (held.state, held.decision_reason, held.decided_at) == ("superseded", "human_answered", NOW)
    with database.reading() as session:
        told = {line.subject: line.detail for line in audit.entries(session, member_id="m1")}
        assert audit.verify(session) == []
    reason = "human_answered"
    assert told == {"draft:D1": {"version": 1, "reason": reason}, "draft:D2": {"version": 3, "reason": reason}}


def test_what_is_due_expires(database: Database) -> None:
    with database.writing() as session:
        make_member(session)
        make_member(session, "m2")
        make_draft(session, id="D1", expires_at=NOW)
        make_draft(session, "m2", id="D2", expires_at=NOW - timedelta(days=1))
        make_draft(session, id="D3", expires_at=NOW + timedelta(seconds=1))
        make_draft(session, id="D4", expires_at=NOW, state="approved")
    with database.writing() as session:
        assert reviews.expire_due(session, now=NOW) == 2
    assert _states(database) == {"D1": "expired", "D2": "expired", "D3": "proposed", "D4": "approved"}


def test_voiding_takes_back_all_that_has_not_left(database: Database) -> None:
    with database.writing() as session:
        make_member(session)
        make_member(session, "m2")
        make_draft(session, id="waiting")
        make_queued(session, id="queued")
        make_draft(session, id="answer", kind="fixed_reply", answers_message_id="msg-1")
        make_draft(session, id="rejected", state="rejected")
        for state in ("sending", "sent", "unknown", "failed"):
            make_queued(session, id=state).state = state
        make_queued(session, "m2", id="other")
        voided = reviews.void_all(session, "m1", reason="bereavement", now=NOW, except_message_ids=("msg-1",))
    assert (voided.drafts, voided.deliveries, len(voided.in_flight)) == (3, 1, 1)
    assert _states(database) == {
        "waiting": "voided",
        "queued": "voided",
        "answer": "proposed",
        "rejected": "rejected",
        "sending": "approved",
        "sent": "approved",
        "unknown": "approved",
        "failed": "voided",
        "other": "approved",
    }
    with database.reading() as session:
        by_draft = dict(session.exec(select(Delivery.draft_id, Delivery.state)).all())
    assert (by_draft["queued"], by_draft["sending"], by_draft["other"]) == ("cancelled", "sending", "queued")


def test_an_opt_out_takes_back_only_what_she_did_not_ask_for(database: Database) -> None:
    with database.writing() as session:
        make_member(session)
        make_draft(session, id="care", kind="care")
        make_draft(session, id="reply")
        make_draft(session, id="list", kind="product_list")
        reviews.void_all(session, "m1", reason="opt_out", now=NOW, scope="proactive")
    assert _states(database) == {"care": "voided", "reply": "proposed", "list": "proposed"}


def test_a_voided_draft_is_not_approved(database: Database) -> None:
    with database.writing() as session:
        make_member(session)
        make_draft(session, id="D1")
        reviews.void_all(session, "m1", reason="complaint", now=NOW)
    with pytest.raises(reviews.DraftAlreadyDecided, match="voided"), database.writing() as session:
        reviews.approve(session, REP, "D1", 1, now=NOW, gate=FakeGate(), channel="console")
