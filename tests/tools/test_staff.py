"""Staff: added once, signed in by token, named when they act."""

import pytest
from sqlmodel import select

from tests.builders import NOW, make_staff
from tools import audit, staff
from tools.database import Database
from tools.errors import BadInput, Conflict, NotFound
from tools.models import Staff, StaffToken
from tools.store import mark, read_mark


def test_a_colleague_is_added_once_and_the_audit_says_by_whom(database: Database) -> None:
    with database.writing() as session:
        staff.add_staff(session, Staff(staff_id="r1", name="Lin", role="rep"), by="a1", now=NOW)
        with pytest.raises(Conflict):
            staff.add_staff(session, Staff(staff_id="r1", name="Lin", role="rep"), by="a1", now=NOW)
        assert audit.entries(session)[0].actor == "a1"


@pytest.mark.parametrize(("staff_id", "role"), [("r1", "boss"), ("system", "admin")])
def test_an_unknown_role_and_the_products_own_name_are_refused(database: Database, staff_id: str, role: str) -> None:
    with database.writing() as session, pytest.raises(BadInput):
        staff.add_staff(session, Staff(staff_id=staff_id, name="X", role=role), by="a1", now=NOW)


def test_a_token_finds_its_owner_until_it_is_revoked_or_she_leaves(database: Database) -> None:
    with database.writing() as session:
        owner = make_staff(session)
        staff.keep_token(session, "r1", "secret", label="phone", by="a1", now=NOW)
        row = session.exec(select(StaffToken)).one()
        assert "secret" not in repr(row)
        assert staff.owner_of_token(session, "secret") == owner
        assert staff.owner_of_token(session, "other") is None
        owner.active = False
        assert staff.owner_of_token(session, "secret") is None
        owner.active, row.revoked_at = True, NOW
        assert staff.owner_of_token(session, "secret") is None


def test_a_password_is_kept_for_whom_it_is_and_listing_goes_by_id(database: Database) -> None:
    with database.writing() as session:
        make_staff(session, "r2")
        make_staff(session, "r1")
        staff.set_password(session, "r1", "hash")
        staff.set_password(session, "nobody", "hash")
        assert [(one.staff_id, one.password_hash) for one in staff.list_staff(session)] == [("r1", "hash"), ("r2", "")]


@pytest.mark.parametrize("named", ["", "r1"])
def test_a_store_without_staff_points_to_its_first_step(database: Database, named: str) -> None:
    with database.reading() as session, pytest.raises(BadInput) as refused:
        staff.acting_staff(session, named)
    assert "no staff yet" in refused.value.message
    assert "zhiji init" in refused.value.fix


def test_who_acts_is_the_named_one_else_the_demos_else_the_only_administrator(database: Database) -> None:
    with database.writing() as session:
        make_staff(session, "r9")
        with pytest.raises(BadInput, match="not known who"):
            staff.acting_staff(session)
        make_staff(session, "a1", "admin")
        assert staff.acting_staff(session).staff_id == "a1"
        make_staff(session, "a2", "admin")
        with pytest.raises(BadInput):
            staff.acting_staff(session)
        make_staff(session, "r1")
        mark(session, "acting_staff", "r1")
        assert staff.acting_staff(session).staff_id == "r1"
        assert staff.acting_staff(session, "a2").staff_id == "a2"
        with pytest.raises(NotFound):
            staff.acting_staff(session, "nobody")


def test_a_mark_is_the_last_one_set(database: Database) -> None:
    with database.writing() as session:
        assert read_mark(session, "brand") == ""
        mark(session, "brand", "A")
        mark(session, "brand", "B")
        assert read_mark(session, "brand") == "B"
