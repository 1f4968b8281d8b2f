"""Finding members: through the eyes of whoever asks."""

import pytest

from tests.builders import ADMIN, NOW, OTHER_REP, REP, SUPERVISOR, make_member, make_score, make_staff
from tools.access import SYSTEM, Actor
from tools.database import Database
from tools.errors import NotFound
from tools.members.find import get, get_for, list_members

ELSEWHERE = Actor("v2", "Gu", "supervisor", store="s2")


@pytest.fixture
def people(database: Database) -> Database:
    with database.writing() as session:
        for actor in (REP, OTHER_REP):
            make_staff(session, actor.staff_id, actor.role)
        make_member(session, "m1", name="陈小芸", phone="13800001234")
        make_member(session, "m2", name="李100%", nickname="", owner_staff_id="r2", phone="13900005678")
        make_member(session, "m3", owner_staff_id="", store="s2", name="王梅", nickname="", phone="")
        make_member(session, "m4", erased_at=NOW, name="", nickname="", phone="")
        make_score(session, "m2", quadrant="cash_cow")
    return database


@pytest.mark.parametrize(
    ("actor", "seen"),
    [
        (REP, "m1"),
        (OTHER_REP, "m2"),
        (SUPERVISOR, "m1 m2"),
        (ELSEWHERE, "m3"),
        (ADMIN, "m1 m2 m3"),
        (SYSTEM, "m1 m2 m3"),
    ],
    ids=lambda value: value.staff_id if isinstance(value, Actor) else value,
)
def test_everybody_sees_her_own_members(people: Database, actor: Actor, seen: str) -> None:
    with people.reading() as session:
        assert [member.member_id for member in list_members(session, actor)] == seen.split()
        for member_id in ("m1", "m2", "m3", "m4"):
            if member_id in seen.split():
                assert get_for(session, actor, member_id).member_id == member_id
            else:
                with pytest.raises(NotFound):
                    get_for(session, actor, member_id)


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("芸", ["m1"]),
        ("1234", ["m1"]),
        ("138", []),
        ("100%", ["m2"]),
        ("%", ["m2"]),
        ("_", []),
        ("m3", ["m3"]),
        ("\x00", []),
    ],
)
def test_words_find_names_ids_and_ends_of_phones_literally(people: Database, words: str, found: list[str]) -> None:
    with people.reading() as session:
        assert [member.member_id for member in list_members(session, ADMIN, words=words)] == found


def test_a_quadrant_is_that_of_the_active_run_and_pages_go_on_after_the_cursor(people: Database) -> None:
    with people.reading() as session:
        assert [m.member_id for m in list_members(session, ADMIN, quadrant="cash_cow")] == ["m2"]
        assert [m.member_id for m in list_members(session, ADMIN, limit=1, after="m1")] == ["m2"]


@pytest.mark.parametrize("member_id", ["nobody", "m\x00", "m\ud800", ""])
def test_an_id_that_no_store_keeps_is_unknown(people: Database, member_id: str) -> None:
    with people.reading() as session, pytest.raises(NotFound):
        get(session, member_id)
