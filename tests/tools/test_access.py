"""Who sees and may do what."""

import pytest

from tests.builders import ADMIN, AUDITOR, OTHER_REP, REP, SUPERVISOR, make_member, make_staff
from tools.access import SYSTEM, Actor, actor_of, may, may_decide, may_see, require
from tools.database import Database
from tools.errors import NotAllowed, NotFound


@pytest.mark.parametrize(
    ("actor", "sees"),
    [
        (REP, True),
        (OTHER_REP, False),
        (SUPERVISOR, True),
        (Actor("v2", "Gu", "supervisor", store="s2"), False),
        (Actor("v3", "Gu", "supervisor"), False),
        (Actor("x", "X", "stranger", store="s1"), False),
        (AUDITOR, True),
        (ADMIN, True),
        (SYSTEM, True),
        (Actor("system", "zhiji", "system"), False),
    ],
    ids=lambda value: f"{value.staff_id}-{value.role}" if isinstance(value, Actor) else str(value),
)
def test_a_member_is_seen_by_her_rep_her_store_and_the_house(database: Database, actor: Actor, sees: bool) -> None:
    with database.writing() as session:
        make_staff(session, "r1")
        assert may_see(session, actor, make_member(session)) is sees


def test_a_supervisor_without_a_store_sees_members_without_one_and_not_everybody(database: Database) -> None:
    small = Actor("v3", "Gu", "supervisor")
    with database.writing() as session:
        make_staff(session, "r1")
        assert may_see(session, small, make_member(session, "m1", store="", owner_staff_id=""))
        assert not may_see(session, small, make_member(session, "m2"))


def test_a_supervisor_sees_what_her_colleagues_look_after_in_another_store(database: Database) -> None:
    with database.writing() as session:
        make_staff(session, "r1", store="s1")
        assert may_see(session, SUPERVISOR, make_member(session, store="s9"))


def test_who_left_acts_no_more(database: Database) -> None:
    with database.writing() as session:
        make_staff(session, "r1")
        make_staff(session, "r2", active=False)
        assert actor_of(session, "r1").role == "rep"
        for staff_id in ("r2", "nobody", ""):
            with pytest.raises(NotFound):
                actor_of(session, staff_id)


def test_the_product_itself_may_do_nothing_that_needs_a_role() -> None:
    assert not may(SYSTEM, "approve")
    with pytest.raises(NotAllowed, match="admin"):
        require(SYSTEM, "approve")


@pytest.mark.parametrize(
    ("actor", "kind", "verdict", "may_alone"),
    [
        (REP, "reply", "pass", True),
        (REP, "reply", "warn", False),
        (REP, "reply", "hold", False),
        (REP, "care", "pass", False),
        (REP, "product_list", "pass", False),
        (REP, "fixed_reply", "pass", True),
        (REP, "fixed_reply", "hold", True),
        (REP, "fixed_reply", "block", False),
        (SUPERVISOR, "care", "hold", True),
        (AUDITOR, "reply", "pass", False),
        (SYSTEM, "reply", "pass", False),
    ],
)
def test_a_rep_decides_alone_only_what_is_hers_and_clean(
    actor: Actor, kind: str, verdict: str, may_alone: bool
) -> None:
    assert (may_decide(actor, kind, verdict) == "") is may_alone
