"""A consent is written down with its text, time and source; under a withdrawn text it counts for nothing any more."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from tests.builders import AUDITOR, NOW, OTHER_REP, REP, make_member, make_staff
from tools import audit
from tools.checks import may_contact
from tools.checks.consent_texts import ConsentText, use_texts
from tools.clock import shanghai_day
from tools.database import Database
from tools.errors import BadInput, Conflict, NotAllowed, NotFound
from tools.members.consent_answers import record_consent
from tools.members.consents import Consent, read_consents
from tools.members.contact import contact_facts
from tools.members.find import get
from tools.members.may_say import what_may_be_said
from tools.members.snapshot import read_snapshot

WITHDRAWN = date(2026, 6, 1)
LATER = NOW + timedelta(days=120)


@pytest.fixture(autouse=True)
def _texts() -> Iterator[None]:
    old = ConsentText("old", date(2025, 1, 1), "旧", WITHDRAWN, "没写频次")
    use_texts({purpose: (old, ConsentText("new", date(2026, 3, 1), "新")) for purpose in ("care", "due_date")})
    yield
    use_texts({})


@pytest.fixture
def home(database: Database) -> Database:
    with database.writing() as session:
        make_staff(session)
        make_member(session, consent_care=None, consent_sensitive=[])
    return database


def _record(home: Database, purpose: str = "care", **how: Any) -> None:
    given: dict[str, Any] = {"actor": REP, "answer": "yes", "source": "门店登记表", "now": NOW} | how
    with home.writing() as session:
        record_consent(session, member_id="m1", purpose=purpose, **given)


def _consents(home: Database, now: datetime = NOW) -> dict[str, Consent]:
    with home.reading() as session:
        return {one.code: one for one in read_consents(session, get(session, "m1"), shanghai_day(now))}


def _refusals(home: Database, now: datetime) -> dict[str, str]:
    with home.reading() as session:
        facts = contact_facts(session, get(session, "m1"), now=now)
        return {one.rule: one.message for one in may_contact(facts, "proactive", now)}


def test_a_yes_opens_care_and_says_on_which_text_it_rests(home: Database) -> None:
    assert "PI-1" in _refusals(home, NOW)
    _record(home)
    assert _refusals(home, NOW) == {}
    kept = _consents(home)["care"]
    assert (kept.state, kept.text, kept.at, kept.how) == ("yes", "new", NOW, "门店登记表")
    with home.reading() as session:
        member = get(session, "m1")
        said = what_may_be_said(session, member, read_snapshot(session, member, now=NOW), now=NOW)
    basis = said.permissions[0].basis
    assert basis is not None
    assert (basis.text, basis.how) == ("new", "门店登记表")


def test_under_a_withdrawn_text_a_consent_counts_no_more_and_the_reason_is_said(home: Database) -> None:
    _record(home, text="old")
    assert "PI-1" not in _refusals(home, LATER - timedelta(days=40))
    said = _refusals(home, LATER)["PI-1"]
    assert "old 版文本，2026-06-01 起已停用（没写频次）" in said
    assert (_consents(home, LATER)["care"].state, _consents(home)["care"].state) == ("lapsed", "yes")


def test_a_sensitive_field_under_a_withdrawn_text_is_neither_shown_nor_used(home: Database) -> None:
    _record(home, "due_date", text="old")
    with home.reading() as session:
        member = get(session, "m1")
        assert read_snapshot(session, member, now=NOW).gest_week is not None
        then = NOW + timedelta(days=89)
        assert shanghai_day(then) == WITHDRAWN
        snapshot = read_snapshot(session, member, now=then)
    assert (snapshot.gest_week, snapshot.fact("due_date")) == (None, None)


def test_her_no_stands_whatever_a_file_says_later(home: Database) -> None:
    _record(home)
    _record(home, answer="no", now=NOW + timedelta(hours=1))
    with home.writing() as session:
        assert get(session, "m1").consent_care is False
        get(session, "m1").consent_care = True
    assert "说过不同意" in _refusals(home, NOW + timedelta(hours=2))["PI-1"]


def test_her_no_to_automated_choices_is_still_a_no_when_a_file_says_yes(home: Database) -> None:
    _record(home, "automated", answer="no")
    with home.writing() as session:
        get(session, "m1").consent_automated = True
    with home.reading() as session:
        assert contact_facts(session, get(session, "m1"), now=NOW).consent_automated is False


def test_a_files_no_is_not_told_as_given_under_the_text_of_an_older_yes(home: Database) -> None:
    _record(home)
    with home.writing() as session:
        get(session, "m1").consent_care = False
    told = _consents(home)["care"]
    assert (told.state, told.text, told.how) == ("no", "", "")
    assert "PI-1" in _refusals(home, NOW)


def test_a_no_takes_the_field_out_and_a_later_yes_brings_it_back(home: Database) -> None:
    for hours, answer, fields in ((0, "yes", ["due_date"]), (1, "no", []), (2, "yes", ["due_date"])):
        _record(home, "due_date", answer=answer, now=NOW + timedelta(hours=hours))
        with home.reading() as session:
            assert get(session, "m1").consent_sensitive == fields


@pytest.mark.parametrize(
    ("how", "error"),
    [
        ({"purpose": "loans"}, BadInput),
        ({"source": " "}, BadInput),
        ({"source": "长" * 81}, BadInput),
        ({"text": "older"}, BadInput),
        ({"text": "new", "at": NOW - timedelta(days=30)}, BadInput),
        ({"at": NOW + timedelta(minutes=1)}, BadInput),
        ({"actor": AUDITOR}, NotAllowed),
        ({"actor": OTHER_REP}, NotFound),
    ],
)
def test_what_proves_nothing_is_not_kept(home: Database, how: dict[str, Any], error: type[Exception]) -> None:
    with pytest.raises(error):
        _record(home, **{"purpose": "care"} | how)
    with home.reading() as session:
        assert get(session, "m1").consent_records == {}


def test_an_earlier_answer_does_not_replace_a_later_one(home: Database) -> None:
    _record(home)
    with pytest.raises(Conflict, match="later answer"):
        _record(home, answer="no", at=NOW - timedelta(days=1))


def test_a_sealed_field_is_not_opened_by_a_form(home: Database) -> None:
    with home.writing() as session:
        get(session, "m1").sealed_fields = ["due_date"]
    with pytest.raises(Conflict, match="sealed"):
        _record(home, "due_date")


def test_the_audit_log_keeps_what_was_answered_and_not_where(home: Database) -> None:
    _record(home)
    with home.reading() as session:
        entry = audit.entries(session)[0]
        assert audit.verify(session) == []
    assert entry.action == "consent.recorded"
    assert "登记表" not in str(entry.detail)
    assert entry.detail["text"] == "new"
