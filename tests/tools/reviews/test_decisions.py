"""Edit, reject, revise, undo and the batch."""

from datetime import timedelta

import pytest
from sqlmodel import select

from tests.builders import NOW, REP, SUPERVISOR, make_draft, make_hold, make_member, make_suggestion
from tests.gates import FakeGate
from tools import audit, reviews
from tools.access import Actor
from tools.database import Database
from tools.errors import BadInput, NotAllowed, TextBlocked
from tools.models import Delivery, Draft

GATE = FakeGate()


@pytest.fixture
def family(database: Database) -> Database:
    """Store one suggestion with drafts D1, D2 and D3 for member m1."""
    with database.writing() as session:
        make_member(session)
        suggestion = make_suggestion(session, id="S1")
        for number in (1, 2, 3):
            make_draft(session, suggestion=suggestion, id=f"D{number}")
    return database


def _state(database: Database, draft_id: str = "D1") -> str:
    return _draft(database, draft_id).state


def _draft(database: Database, draft_id: str = "D1") -> Draft:
    with database.reading() as session:
        return session.exec(select(Draft).where(Draft.id == draft_id)).one()


def _approve(database: Database, draft_id: str = "D1", version: int = 1, actor: Actor = REP) -> Delivery:
    with database.writing() as session:
        return reviews.approve(session, actor, draft_id, version, now=NOW, gate=GATE, channel="console")


def _undo(database: Database, version: int = 1, actor: Actor = REP) -> Draft:
    with database.writing() as session:
        return reviews.undo(session, actor, "D1", version, now=NOW)


def test_an_edit_moves_the_version_and_judges_afresh(family: Database) -> None:
    with family.writing() as session:
        draft = reviews.edit(session, REP, "D1", 1, " 芸姐，有空来看看 \r\n", now=NOW, gate=FakeGate(holds=["来看看"]))
    assert (draft.version, draft.text, draft.risk) == (2, "芸姐，有空来看看", 2)
    assert [finding["rule"] for finding in draft.findings] == ["TONE-1"]
    assert draft.proposed_text != draft.text


def test_a_blocked_edit_leaves_the_old_text(family: Database) -> None:
    before = _draft(family)
    with pytest.raises(TextBlocked), family.writing() as session:
        reviews.edit(session, REP, "D1", 1, "限时优惠", now=NOW, gate=FakeGate(blocks=["限时"]))
    assert (_draft(family).text, _draft(family).version) == (before.text, 1)


def test_an_edit_back_to_the_same_words_changes_nothing(family: Database) -> None:
    with family.writing() as session:
        draft = reviews.edit(session, REP, "D1", 1, _draft(family).text, now=NOW, gate=GATE)
    assert draft.version == 1


@pytest.mark.parametrize("text", ["", " \n ", "a\x00b"])
def test_an_edit_without_usable_words_is_refused(family: Database, text: str) -> None:
    with pytest.raises(BadInput), family.writing() as session:
        reviews.edit(session, REP, "D1", 1, text, now=NOW, gate=GATE)


def test_an_edited_text_is_checked_again_at_approval(family: Database) -> None:
    with family.writing() as session:
        reviews.edit(session, REP, "D1", 1, "芸姐，本周限时", now=NOW, gate=GATE)
    with pytest.raises(TextBlocked), family.writing() as session:
        reviews.approve(session, REP, "D1", 2, now=NOW, gate=FakeGate(blocks=["限时"]), channel="console")


def test_an_auditor_decides_nothing(family: Database) -> None:
    auditor = Actor("u1", "Qian", "auditor")
    with pytest.raises(NotAllowed), family.writing() as session:
        reviews.reject(session, auditor, "D1", 1, "other", now=NOW)


def test_a_rejection_keeps_its_reason_and_leaves_the_siblings(family: Database) -> None:
    with family.writing() as session:
        draft = reviews.reject(session, REP, "D1", 1, "too_salesy", now=NOW, note="太像广告")
    assert (draft.state, draft.decision_reason) == ("rejected", "too_salesy: 太像广告")
    assert _state(family, "D2") == "proposed"
    with family.reading() as session:
        entry = audit.entries(session, subject="draft:D1")[0]
    assert entry.detail["reason"] == "too_salesy"
    assert "广告" not in str(entry.detail)


def test_an_unknown_reason_is_refused(family: Database) -> None:
    with pytest.raises(BadInput, match="boring"), family.writing() as session:
        reviews.reject(session, REP, "D1", 1, "boring", now=NOW)


def test_there_are_the_seven_reasons_of_the_card() -> None:
    assert len(reviews.reasons()) == 7


def test_a_revision_clears_the_whole_suggestion(family: Database) -> None:
    with family.writing() as session:
        suggestion_id = reviews.revise(session, REP, "D1", 1, "not_like_me", now=NOW)
    assert suggestion_id == "S1"
    assert [_state(family, name) for name in ("D1", "D2", "D3")] == ["rejected", "superseded", "superseded"]


def test_an_undone_approval_brings_everything_back_at_the_next_version(family: Database) -> None:
    delivery = _approve(family)
    draft = _undo(family)
    assert (draft.state, draft.version, draft.decided_by) == ("proposed", 2, "")
    assert [_state(family, name) for name in ("D2", "D3")] == ["proposed", "proposed"]
    with family.reading() as session:
        assert session.exec(select(Delivery).where(Delivery.id == delivery.id)).one().state == "cancelled"
    assert _approve(family, version=2).draft_version == 2


def test_an_undo_does_not_wake_a_sibling_rejected_before(family: Database) -> None:
    with family.writing() as session:
        reviews.reject(session, REP, "D2", 1, "too_long", now=NOW)
    _approve(family)
    _undo(family)
    assert _state(family, "D2") == "rejected"


def test_a_rejection_can_be_undone(family: Database) -> None:
    with family.writing() as session:
        reviews.reject(session, REP, "D1", 1, "too_long", now=NOW)
    assert _undo(family).state == "proposed"


@pytest.mark.parametrize("state", ["sending", "sent", "unknown"])
def test_what_may_have_left_is_not_undone(family: Database, state: str) -> None:
    delivery = _approve(family)
    with family.writing() as session:
        session.exec(select(Delivery).where(Delivery.id == delivery.id)).one().state = state
    with pytest.raises(reviews.UndoTooLate, match=state):
        _undo(family)
    assert _state(family) == "approved"


@pytest.mark.parametrize("state", ["failed", "refused"])
def test_what_never_left_can_be_taken_up_again(family: Database, state: str) -> None:
    delivery = _approve(family)
    with family.writing() as session:
        session.exec(select(Delivery).where(Delivery.id == delivery.id)).one().state = state
    assert _undo(family).state == "proposed"


def test_only_who_decided_or_a_supervisor_undoes(family: Database) -> None:
    _approve(family, actor=SUPERVISOR)
    with pytest.raises(NotAllowed, match="v1 decided this"):
        _undo(family)
    assert _undo(family, actor=SUPERVISOR).state == "proposed"


def test_an_undo_never_brings_back_what_a_hold_stopped(family: Database) -> None:
    with family.writing() as session:
        reviews.reject(session, REP, "D1", 1, "too_long", now=NOW)
        make_hold(session, kind="bereavement", cause="pregnancy_child")
    with pytest.raises(NotAllowed):
        _undo(family)


def test_a_proposed_draft_has_nothing_to_undo(family: Database) -> None:
    with pytest.raises(reviews.DraftAlreadyDecided):
        _undo(family)


def _batch(database: Database, *decisions: reviews.Decision, gate: FakeGate = GATE) -> list[reviews.Decided]:
    with database.writing() as session:
        return reviews.decide_batch(session, SUPERVISOR, decisions, now=NOW, gate=gate, channel="console")


def test_each_decision_of_a_batch_stands_by_itself(family: Database) -> None:
    with family.writing() as session:
        make_member(session, "m2")
        make_draft(session, "m2", id="D7", text="限时")
        make_draft(session, "m2", id="D8", expires_at=NOW - timedelta(hours=1))
    results = _batch(
        family,
        reviews.Decision("D7", 1, "approve"),
        reviews.Decision("D1", 1, "approve"),
        reviews.Decision("D8", 1, "approve"),
        reviews.Decision("D2", 1, "reject", "too_long"),
        reviews.Decision("D1", None, "approve"),
        gate=FakeGate(blocks=["限时"]),
    )
    errors = [type(result.error).__name__ for result in results]
    assert errors == ["TextBlocked", "NoneType", "DraftExpired", "DraftAlreadyDecided", "VersionMissing"]
    assert [_state(family, name) for name in ("D7", "D1", "D8", "D2")] == [
        "proposed",
        "approved",
        "expired",
        "superseded",
    ]
    assert results[1].delivery is not None


def test_a_batch_of_six_is_too_many_to_have_been_read(family: Database) -> None:
    with pytest.raises(BadInput):
        _batch(family, *[reviews.Decision("D1", 1, "approve")] * 6)
    assert _state(family) == "proposed"


def test_a_batch_may_name_a_draft_that_does_not_exist(family: Database) -> None:
    results = _batch(family, reviews.Decision("nope", 1, "approve"), reviews.Decision("D1", 1, "approve"))
    assert [type(result.error).__name__ for result in results] == ["NotFound", "NoneType"]
