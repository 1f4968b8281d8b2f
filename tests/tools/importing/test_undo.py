"""An import is taken back whole, except for what others touched since."""

from datetime import timedelta

import pytest
from sqlmodel import SQLModel, select

from tests.tools.importing.conftest import NOW, Desk
from tools.errors import Conflict, NotFound
from tools.importing import UndoReport, limits, undo_import
from tools.importing.batches import forget_member
from tools.models import Hold, ImportChange, ImportNewRows, Member, Order, Score, ScoreRun, Task

LATER = NOW + timedelta(days=1)
ORDERS = "order_id,member_id,ordered_at,amount\n"


def _undo(desk: Desk, batch_id: str) -> UndoReport:
    return undo_import(desk.database, batch_id, now=LATER, undone_by="S1")


def test_new_rows_go_and_changed_rows_get_their_old_values_back(desk: Desk) -> None:
    desk.bring("members", "member_id,name,city,tags,birthday\nM1,a,北京,x|y,1990-01-02\nM2,b,,,\n")
    before = desk.one(Member, "M1")
    report = desk.bring("members", "member_id,name,tags,birthday\nM1,z,q,1991-01-02\nM2,b,,\nM3,c,,\n")
    undone = _undo(desk, report.batch_id)
    after = desk.one(Member, "M1")
    assert (undone.restored, undone.deleted, undone.kept_count) == (1, 1, 0)
    assert (after.name, after.tags, after.birthday, after.city) == ("a", ["x", "y"], before.birthday, "北京")
    assert after.updated_at == LATER
    assert {member.member_id for member in desk.all(Member)} == {"M1", "M2"}


@pytest.mark.parametrize("gap", [0, 2500])
def test_a_row_that_changed_twice_in_one_file_goes_back_to_the_first_value(
    desk: Desk, gap: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "MOST_ROWS", 2000)
    desk.bring("members", "member_id,name,city\nM1,a,p\n")
    fill = "".join(f"F{number},x,y\n" for number in range(gap))
    report = desk.bring("members", f"member_id,name,city\nM1,b,p\nM9,n,o\n{fill}M1,c,q\nM9,m,o\n")
    assert _undo(desk, report.batch_id).deleted == gap + 1
    assert (desk.one(Member, "M1").name, desk.one(Member, "M1").city) == ("a", "p")
    assert desk.one(Member, "M9") is None


def test_lines_with_two_part_keys_go_back_too(desk: Desk) -> None:
    desk.members("M1")
    desk.bring("orders", ORDERS + "O1,M1,2026-03-01,5\n")
    first = desk.bring("order_lines", "order_id,line_no,sku,quantity,amount\nO1,1,A,1,5\nO1,2,B,1,5\n")
    second = desk.bring("order_lines", "order_id,line_no,sku,quantity,amount\nO1,2,B,3,5\n")
    assert _undo(desk, second.batch_id).restored == 1
    assert _undo(desk, first.batch_id).deleted == 2


def test_a_row_changed_by_a_later_import_is_kept_until_that_one_is_undone(desk: Desk) -> None:
    desk.bring("members", "member_id,name\nM1,a\n")
    second = desk.bring("members", "member_id,name\nM1,b\n")
    third = desk.bring("members", "member_id,name\nM1,c\n")
    undone = _undo(desk, second.batch_id)
    assert (undone.restored, undone.kept_count, desk.one(Member, "M1").name) == (0, 1, "c")
    assert undone.as_json()["kept"] == [{"key": ["M1"], "reason": "It changed again since (name)."}]
    _undo(desk, third.batch_id)
    assert desk.one(Member, "M1").name == "b"


def test_a_new_row_that_the_product_changed_since_is_kept(desk: Desk) -> None:
    report = desk.bring("members", "member_id\nM1\nM2\n")
    desk.change(lambda s: setattr(s.get(Member, "M1"), "opted_out", True))
    undone = _undo(desk, report.batch_id)
    assert (undone.deleted, [row.key for row in undone.kept]) == (1, [("M1",)])


def test_a_new_member_whom_something_else_needs_is_kept(desk: Desk) -> None:
    report = desk.bring("members", "member_id\nM1\nM2\nM3\n")
    orders = desk.bring("orders", ORDERS + "O1,M1,2026-03-01,5\n")
    task = Task(id="T1", member_id="M2", kind="call", title="t", due_at=NOW, created_at=NOW)
    desk.change(lambda s: s.add(task))
    undone = _undo(desk, report.batch_id)
    reasons = {row.key[0]: row.reason for row in undone.kept}
    assert undone.deleted == 1
    assert ("(order)" in reasons["M1"], "(task)" in reasons["M2"]) == (True, True)
    assert _undo(desk, orders.batch_id).deleted == 1
    assert desk.all(Order) == []


def test_scores_go_with_the_member_they_were_computed_from(desk: Desk) -> None:
    report = desk.bring("members", "member_id\nM1\n")
    run = ScoreRun(id="R1", as_of=NOW.date(), formula_version="1", created_at=NOW)
    figures = {"wallet_share": 0, "cross_buy": 0, "engagement": 0, "lifecycle": 0, "confidence": 0, "current_value": 0}
    words = {"lifecycle_stage": "new", "quadrant": "low_yield"}
    score = Score(run_id="R1", member_id="M1", value_potential=1, **figures, **words)
    desk.change(lambda s: s.add(run))
    desk.change(lambda s: s.add(score))
    assert _undo(desk, report.batch_id).deleted == 1
    assert desk.all(Score) == []


def test_a_product_on_an_order_line_and_staff_with_members_are_kept(desk: Desk) -> None:
    products = desk.bring("products", "sku,name,category,price\nA,a,c,5\nB,b,c,5\n")
    staff = desk.bring("staff", "staff_id,name,role\nS1,n,rep\nS2,n,rep\n")
    desk.bring("members", "member_id,owner_staff_id\nM1,S1\n")
    desk.bring("orders", ORDERS + "O1,M1,2026-03-01,5\n")
    desk.bring("order_lines", "order_id,line_no,sku,quantity,amount\nO1,1,A,1,5\n")
    assert [row.key for row in _undo(desk, products.batch_id).kept] == [("A",)]
    assert [row.key for row in _undo(desk, staff.batch_id).kept] == [("S1",)]


def test_undoing_does_not_switch_off_what_an_open_hold_keeps_on(desk: Desk) -> None:
    desk.bring("members", "member_id,name\nM1,a\n")
    report = desk.bring("members", "member_id,name,care_hold\nM1,b,true\n")
    desk.change(lambda s: s.add(Hold(id="H1", member_id="M1", kind="bereavement", opened_at=NOW)))
    undone = _undo(desk, report.batch_id)
    assert (desk.one(Member, "M1").name, desk.one(Member, "M1").care_hold) == ("a", True)
    assert "care_hold stays on" in undone.kept[0].reason


def test_undoing_twice_is_a_conflict_and_an_unknown_import_is_not_found(desk: Desk) -> None:
    report = desk.bring("members", "member_id\nM1\n")
    _undo(desk, report.batch_id)
    with pytest.raises(Conflict, match="undone already"):
        _undo(desk, report.batch_id)
    with pytest.raises(NotFound):
        _undo(desk, "B-none")


def test_a_file_that_was_undone_can_be_imported_again(desk: Desk) -> None:
    first = desk.bring("members", "member_id,name\nM1,a\n")
    _undo(desk, first.batch_id)
    assert desk.bring("members", "member_id,name\nM1,a\n").inserted == 1


def test_an_import_that_is_undone_while_it_runs_stops(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "MOST_ROWS", 2000)

    def undo_at_once(done: int, total: int) -> None:
        with desk.database.reading() as session:
            batch_id = session.execute(select(SQLModel.metadata.tables["import_batch"].c.id)).scalar_one()
        undo_import(desk.database, batch_id, now=LATER, undone_by="S1")

    with pytest.raises(Conflict, match="undone while it was running"):
        desk.bring("members", "member_id\n" + "".join(f"M{n}\n" for n in range(2500)), progress=undo_at_once)
    assert desk.all(Member) == []


def test_undo_brings_nothing_back_about_an_erased_member(desk: Desk) -> None:
    desk.bring("members", "member_id,name\nM1,张三\n")
    report = desk.bring("members", "member_id,name\nM1,\n")
    desk.change(lambda s: setattr(s.get(Member, "M1"), "erased_at", NOW))
    assert _undo(desk, report.batch_id).kept_count == 1
    assert desk.one(Member, "M1").name == ""


def test_a_member_can_be_forgotten_in_the_records_of_imports(desk: Desk) -> None:
    desk.bring("members", "member_id,name\nM1,张三\nM2,李四\n")
    desk.bring("orders", ORDERS + "O1,M1,2026-03-01,5\nO2,M2,2026-03-01,5\n")
    desk.bring("order_lines", "order_id,line_no,sku,quantity,amount\nO1,1,A,1,5\n")
    desk.bring("messages", "message_id,member_id,at,direction,text\nX1,M1,2026-03-01,in,hi\n")
    with desk.database.writing() as session:
        assert forget_member(session, "M1") == 4
    assert {change.key for change in desk.all(ImportChange)} == set()
    assert {part.keys[0][0] for part in desk.all(ImportNewRows)} == {"M2", "O2"}
