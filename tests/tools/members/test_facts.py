"""Facts with source and age; what may not be used gives its reason instead of its value."""

from datetime import date, timedelta
from typing import Any

import pytest

from tests.builders import NOW, make_hold, make_member, make_message
from tools.database import Database
from tools.members.consents import Consent, read_consents
from tools.members.facts import KnownFact, read_facts
from tools.members.find import get
from tools.members.snapshot import read_snapshot
from tools.models import ImportBatch, ImportChange


def _facts(database: Database, now: Any = NOW) -> dict[str, KnownFact]:
    with database.reading() as session:
        member = get(session, "m1")
        facts = read_facts(session, member, read_snapshot(session, member, now=now), now=now)
    return {fact.field: fact for fact in facts}


def _consents(database: Database) -> dict[str, Consent]:
    with database.reading() as session:
        return {each.code: each for each in read_consents(session, get(session, "m1"), NOW.date())}


def _shop(database: Database, **columns: Any) -> Database:
    with database.writing() as session:
        make_member(session, **columns)
    return database


def test_a_derived_fact_shows_its_formula_and_what_went_in(database: Database) -> None:
    derived = _facts(_shop(database))["due_date"].derived
    assert derived is not None
    assert (derived.name, derived.inputs["week"], derived.inputs["days_left"]) == ("gest_week", "29", "77")
    assert "2026-05-20" in derived.formula
    assert "29" in derived.formula


def test_an_age_is_worked_out_from_the_birthday(database: Database) -> None:
    derived = _facts(_shop(database))["children"].derived
    assert derived is not None
    assert derived.inputs == {"birthday": "2023-03-01", "today": "2026-03-04", "months": "36"}


@pytest.mark.parametrize(
    ("columns", "field", "rule"),
    [
        ({"consent_sensitive": []}, "due_date", "PI-2"),
        ({"consent_sensitive": ["due_date"]}, "children", "PI-2"),
        ({"due_date": date(2026, 2, 1)}, "due_date", "BIRTH-UNCONFIRMED"),
        ({"due_date": date(2023, 3, 1)}, "due_date", "EXPIRED"),
        ({"stated_spend": {"纸尿裤": 3000}}, "stated_spend", "PI-7"),
        ({"tags": ["敏感肌"]}, "tags", "PI-2"),
    ],
)
def test_what_may_not_be_used_is_listed_with_its_reason_and_without_its_value(
    database: Database, columns: dict[str, Any], field: str, rule: str
) -> None:
    fact = _facts(_shop(database, **columns))[field]
    assert (fact.usable, fact.value, fact.rule) == (False, "", rule)
    assert fact.why
    assert fact.at


def test_a_tag_of_long_ago_is_too_old_to_be_said(database: Database) -> None:
    _shop(database, updated_at=NOW - timedelta(days=731))
    assert _facts(database)["tags"].rule == "EXPIRED"


def test_what_is_sealed_is_not_listed_at_all(database: Database) -> None:
    facts = _facts(_shop(database, care_hold=True, tags=["孕晚期", "爱看书"]))
    assert not {"due_date", "children"} & set(facts)
    assert not any("孕" in fact.value + fact.why for fact in facts.values())


def _import(database: Database, before: dict[str, Any] | None, after: dict[str, Any], days_ago: int) -> None:
    with database.writing() as session:
        batch = f"B{days_ago}"
        at = NOW - timedelta(days=days_ago)
        session.add(ImportBatch(id=batch, kind="members", file_name=f"{batch}.csv", imported_by="o1", started_at=at))
        session.flush()
        session.add(ImportChange(batch_id=batch, key='["m1"]', before=before, after=after))


def test_facts_and_consents_know_which_import_wrote_them_last(database: Database) -> None:
    _shop(database)
    row = {"due_date": "2026-05-01", "consent_care": True, "consent_sensitive": ["due_date"]}
    _import(database, None, row, 90)
    _import(database, {"due_date": "2026-05-01"}, {"due_date": "2026-05-20"}, 10)
    assert _facts(database)["due_date"].at == (NOW - timedelta(days=10)).isoformat()
    found = _consents(database)
    assert (found["care"].state, found["care"].at, found["care"].how) == ("yes", NOW - timedelta(days=90), "B90.csv")
    assert found["due_date"].how == "B90.csv"
    assert (found["marketing"].state, found["marketing"].at) == ("unknown", None)


def test_an_opt_out_names_the_message_it_came_from(database: Database) -> None:
    _shop(database, opted_out=True)
    with database.writing() as session:
        make_message(session, message_id="stop", text="别发了", at=NOW - timedelta(days=3))
        make_hold(session, kind="opt_out", message_id="stop", opened_at=NOW - timedelta(days=3))
    consent = _consents(database)["opted_out"]
    assert (consent.state, consent.at, consent.how) == ("no", NOW - timedelta(days=3), "message stop")


def test_consents_are_told_as_yes_no_unknown_and_sealed(database: Database) -> None:
    _shop(database, consent_care=False, consent_marketing=None, consent_sensitive=["due_date"])
    states = {code: each.state for code, each in _consents(database).items()}
    assert states["care"] == "no"
    assert states["marketing"] == "unknown"
    assert (states["due_date"], states["children"], states["health"]) == ("yes", "unknown", "unknown")
    with database.writing() as session:
        get(session, "m1").care_hold = True
    assert {_consents(database)[name].state for name in ("due_date", "children")} == {"sealed"}
