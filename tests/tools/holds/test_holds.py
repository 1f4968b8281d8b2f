"""A signal stops everything at once, calls the right desk, and only a person with a reason lets it go on."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest
from sqlmodel import col, select

from tests.builders import NOW, REP, SUPERVISOR, a_draft, a_suggestion, make_draft, make_hold, make_member, make_queued
from tests.gates import FakeGate
from tests.tools.outbox.test_deliver import Recorder, deliver
from tools import audit, holds, reviews
from tools.access import Actor
from tools.database import Database
from tools.errors import BadInput, Conflict, NotAllowed, NotFound
from tools.models import Delivery, Draft, Hold, Member, Task
from tools.models.member import HOLD_KINDS
from tools.reviews.standstill import rule_of


@dataclass(frozen=True)
class Told:
    """A triage result, as far as holds read it."""

    intent: str = "other"
    route: str | None = None
    level: str | None = "S2"
    cause: str | None = None


LOSS = Told("bereavement", "bereavement", "S2", "pregnancy_child")


def apply(database: Database, triage: Told, message_id: str = "msg-1", now: datetime = NOW) -> Hold | None:
    with database.writing() as session:
        return holds.apply_triage(session, "m1", triage, message_id, now=now)


def _member(database: Database) -> Member:
    with database.reading() as session:
        return session.exec(select(Member).where(Member.member_id == "m1")).one()


def _tasks(database: Database) -> list[Task]:
    with database.reading() as session:
        return list(session.exec(select(Task).order_by(col(Task.id))).all())


def _states(database: Database) -> dict[str, str]:
    with database.reading() as session:
        return dict(session.exec(select(Draft.id, Draft.state)).all())


@pytest.fixture
def busy(database: Database) -> Database:
    """Store a member with a waiting, an approved, a proactive and a list draft."""
    with database.writing() as session:
        make_member(session)
        make_draft(session, id="reply")
        make_draft(session, id="care", kind="care")
        make_draft(session, id="list", kind="product_list")
        make_queued(session, id="approved", kind="care")
    return database


def test_a_loss_stops_everything_and_seals_without_deleting(busy: Database) -> None:
    hold = apply(busy, LOSS)
    assert hold is not None
    assert hold.ends_at is None
    assert set(_states(busy).values()) == {"voided"}
    with busy.reading() as session:
        assert session.exec(select(Delivery.state)).all() == ["cancelled"]
        assert holds.open_kinds(session, "m1", NOW) == ("bereavement",)
    member = _member(busy)
    assert member.care_hold
    assert member.due_date is not None
    assert member.children


def test_after_a_loss_only_the_answer_to_it_goes_out_for_good(busy: Database) -> None:
    apply(busy, LOSS)
    with busy.writing() as session:
        suggestion = a_suggestion(route="bereavement")
        drafts = [a_draft(id="answer", kind="fixed_reply", answers_message_id="msg-1"), a_draft(id="late", kind="care")]
        reviews.submit(session, suggestion, drafts, now=NOW)
        reviews.approve(session, REP, "answer", 1, now=NOW, gate=FakeGate(), channel="console", undo_window_s=0)
    channel = Recorder()
    for days in (0, 30, 400):
        deliver(busy, channel, at=NOW + timedelta(days=days))
    assert [request["draft_id"] for request in channel.sent] == ["answer"]
    assert _states(busy)["late"] == "voided"


def test_a_death_in_the_family_is_thirty_days_of_silence_and_seals_nothing(busy: Database) -> None:
    hold = apply(busy, Told("bereavement", "bereavement", "S2", "family"))
    assert hold is not None
    assert hold.ends_at == NOW + timedelta(days=30)
    assert not _member(busy).care_hold
    assert set(_states(busy).values()) == {"voided"}
    with busy.reading() as session:
        assert holds.open_kinds(session, "m1", NOW + timedelta(days=29)) == ("bereavement",)
        assert holds.open_kinds(session, "m1", NOW + timedelta(days=30)) == ()


def test_an_opt_out_stops_what_she_did_not_ask_for(busy: Database) -> None:
    apply(busy, Told("opt_out"))
    assert _member(busy).opted_out
    assert _states(busy) == {"reply": "proposed", "list": "proposed", "care": "voided", "approved": "voided"}


@pytest.mark.parametrize(
    ("triage", "desk", "minutes"),
    [
        (Told("crisis", "crisis", "S1"), "crisis", 5),
        (Told("medical", "medical", "S1"), "crisis", 5),
        (Told("medical", "medical", "S2"), "care", 30),
        (LOSS, "care_lead", 30),
        (Told("complaint", "complaint", "S2"), "after_sales", 30),
        (Told("complaint", "legal", "S2"), "legal", 30),
        (Told("privacy", "privacy", "S2"), "privacy", 24 * 60),
        (Told("other", "human", "S2"), "supervisor", 30),
    ],
)
def test_the_right_desk_is_called_in_time(busy: Database, triage: Told, desk: str, minutes: int) -> None:
    hold = apply(busy, triage)
    (task,) = _tasks(busy)
    assert (task.desk, task.due_at, task.owner_staff_id) == (desk, NOW + timedelta(minutes=minutes), "r1")
    assert hold is not None
    assert hold.respond_by == task.due_at


def test_a_working_day_skips_the_weekend() -> None:
    friday = datetime(2026, 3, 6, 2, 0, tzinfo=UTC)
    assert holds.desk_for("privacy", "S2", "").due_at(friday) == friday + timedelta(days=3)


def test_every_kind_of_hold_has_a_desk_and_a_standing() -> None:
    for kind in HOLD_KINDS:
        assert holds.desk_for(kind, "S2", "").title
        assert rule_of(kind)["stops"] in {"everything", "outreach", "proactive"}


def test_an_unknown_kind_is_refused(busy: Database) -> None:
    with pytest.raises(BadInput, match="gossip"), busy.writing() as session:
        holds.open_hold(session, "m1", kind="gossip", level="S2", cause="", message_id="", now=NOW)


def test_an_ordinary_message_opens_nothing(busy: Database) -> None:
    assert apply(busy, Told("thanks", None, None)) is None
    assert _tasks(busy) == []
    assert _states(busy)["care"] == "proposed"


def test_a_faint_sign_is_a_note_for_her_rep(busy: Database) -> None:
    assert apply(busy, Told("medical", "medical", "S3")) is None
    assert apply(busy, Told("medical", "medical", "S3")) is None
    assert [(task.kind, task.owner_staff_id) for task in _tasks(busy)] == [("note_medical", "r1")]
    assert _states(busy)["care"] == "proposed"


def test_a_redelivered_message_opens_its_hold_once(busy: Database) -> None:
    first, second = apply(busy, LOSS), apply(busy, LOSS)
    assert first is not None
    assert second is not None
    assert first.id == second.id
    assert len(_tasks(busy)) == 1


def test_a_second_message_opens_its_own_hold_so_that_its_answer_may_go(busy: Database) -> None:
    apply(busy, LOSS)
    apply(busy, LOSS, "msg-2")
    with busy.writing() as session:
        (answer,) = reviews.submit(
            session, a_suggestion(), [a_draft(kind="fixed_reply", answers_message_id="msg-2")], now=NOW
        )
    assert answer.state == "proposed"


DANGER = Told("medical", "medical", "S1")


def _advise(database: Database, message_id: str, page: str) -> Draft:
    draft = a_draft(id=f"to-{message_id}", kind="fixed_reply", answers_message_id=message_id, playbook_id=page)
    with database.writing() as session:
        (answer,) = reviews.submit(session, a_suggestion(), [draft], now=NOW)
    return answer


@pytest.mark.parametrize(
    ("second", "state"),
    [
        (Told("medical", "medical", "S2"), "proposed"),
        (Told("crisis", "crisis", "S1"), "proposed"),
        (Told("complaint", "complaint", "S2"), "proposed"),
        (Told("opt_out"), "proposed"),
        (LOSS, "voided"),
        (Told("bereavement", "bereavement", "S2", "family"), "voided"),
    ],
)
def test_only_a_loss_takes_back_what_an_earlier_danger_called_for(busy: Database, second: Told, state: str) -> None:
    apply(busy, DANGER)
    _advise(busy, "msg-1", "PB-DANGER")
    apply(busy, second, "msg-2")
    assert _states(busy)["to-msg-1"] == state


def test_the_same_advice_to_a_newer_message_takes_the_place_of_the_waiting_one(busy: Database) -> None:
    for message_id, page in (("msg-1", "PB-DANGER"), ("msg-2", "PB-LOW"), ("msg-3", "PB-DANGER")):
        apply(busy, DANGER, message_id)
        _advise(busy, message_id, page)
    states = _states(busy)
    assert [states[f"to-msg-{n}"] for n in (1, 2, 3)] == ["superseded", "proposed", "proposed"]


def test_a_hold_for_nobody_is_refused(database: Database) -> None:
    with pytest.raises(NotFound):
        apply(database, LOSS)


def test_the_audit_names_desk_and_counts_but_not_the_cause(busy: Database) -> None:
    apply(busy, LOSS)
    with busy.reading() as session:
        entry = next(entry for entry in audit.entries(session) if entry.action == "hold.opened")
        assert audit.verify(session) == []
    assert (entry.detail["desk"], entry.detail["voided_drafts"]) == ("care_lead", 4)
    assert "pregnancy" not in str(entry.detail)


def _release(database: Database, hold_id: str, reason: str = "misread", actor: Actor = SUPERVISOR) -> Hold:
    with database.writing() as session:
        return holds.release(session, actor, hold_id, reason, now=NOW + timedelta(hours=1))


def test_a_release_lifts_the_hold_and_brings_nothing_back(busy: Database) -> None:
    hold = apply(busy, LOSS)
    assert hold is not None
    released = _release(busy, hold.id)
    assert (released.released_by, released.release_reason) == ("v1", "misread")
    assert not _member(busy).care_hold
    assert set(_states(busy).values()) == {"voided"}
    assert [(task.state, task.done_by) for task in _tasks(busy)] == [("done", "v1")]


def test_a_release_needs_a_role_a_reason_and_an_open_hold(busy: Database) -> None:
    hold = apply(busy, LOSS)
    assert hold is not None
    with pytest.raises(NotAllowed):
        _release(busy, hold.id, actor=REP)
    with pytest.raises(BadInput):
        _release(busy, hold.id, " ")
    with pytest.raises(NotFound):
        _release(busy, "nope")
    _release(busy, hold.id)
    with pytest.raises(Conflict, match="v1 released it"):
        _release(busy, hold.id)


def test_releasing_the_latest_releases_the_same_story_and_no_newer_chapter(busy: Database) -> None:
    first = apply(busy, LOSS, "msg-1", NOW)
    second = apply(busy, LOSS, "msg-2", NOW + timedelta(minutes=1))
    third = apply(busy, LOSS, "msg-3", NOW + timedelta(minutes=2))
    assert first is not None
    assert second is not None
    assert third is not None
    _release(busy, second.id)
    assert _member(busy).care_hold
    with busy.reading() as session:
        still_open = session.exec(select(Hold.id).where(col(Hold.released_at).is_(None))).all()
    assert still_open == [third.id]
    _release(busy, third.id)
    assert not _member(busy).care_hold


def test_releasing_one_kind_leaves_the_other(busy: Database) -> None:
    apply(busy, LOSS)
    complaint = apply(busy, Told("complaint", "complaint"), "msg-2")
    assert complaint is not None
    _release(busy, complaint.id)
    assert _member(busy).care_hold


def test_releasing_an_opt_out_taken_by_mistake_allows_contact_again(busy: Database) -> None:
    hold = apply(busy, Told("opt_out"))
    assert hold is not None
    _release(busy, hold.id)
    assert not _member(busy).opted_out


def test_open_kinds_are_named_once_and_only_while_in_force(database: Database) -> None:
    with database.writing() as session:
        make_member(session)
        make_hold(session, kind="complaint")
        make_hold(session, kind="complaint")
        make_hold(session, kind="crisis", released_at=NOW)
        make_hold(session, kind="legal", opened_at=NOW)
        assert holds.open_kinds(session, "m1", NOW) == ("complaint", "legal")
