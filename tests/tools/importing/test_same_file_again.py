"""A file that came in before is recognised; whatever changed since is found and put right."""

from datetime import timedelta
from pathlib import Path

import pytest
from sqlmodel import Session, SQLModel

from tests.tools.importing.conftest import NOW, Desk
from tools.database import Database
from tools.importing import ImportReport, known_file, run, undo_import
from tools.importing.batches import forget_member
from tools.importing.kinds import Key, Kind
from tools.importing.writing import new_rows
from tools.models import Hold, Member, Order

LATER = NOW + timedelta(days=1)
ORDERS = "order_id,member_id,ordered_at,amount,status\nO1,M1,2026-03-01,5,paid\nO2,M2,2026-03-02,6.50,paid\n"
LINES = "order_id,line_no,sku,quantity,amount\nO1,1,A,1,5\nO2,2,B,1,6.50\n"


def _counts(report: ImportReport) -> tuple[int, int, int, int, int]:
    return (report.read, report.inserted, report.updated, report.unchanged, report.rejected)


@pytest.fixture
def shop(desk: Desk) -> Desk:
    """Give a store with two members and the two orders of the file."""
    desk.members("M1", "M2")
    assert desk.bring("orders", ORDERS).inserted == 2
    return desk


def _nothing_may_be_read(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_arguments: object) -> None:
        raise AssertionError("the file is read again")

    monkeypatch.setattr(run, "read_block", refuse)


def test_an_unchanged_file_over_an_unchanged_store_is_not_read_again(
    shop: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    _nothing_may_be_read(monkeypatch)
    seen: list[tuple[int, int]] = []
    again = shop.bring("orders", ORDERS, progress=lambda done, total: seen.append((done, total)))
    assert _counts(again) == (2, 0, 0, 2, 0)
    assert seen == [(len(ORDERS), len(ORDERS))]
    assert undo_import(shop.database, again.batch_id, now=LATER, undone_by="S1").deleted == 0


def test_the_same_file_under_another_mapping_is_read(shop: Desk) -> None:
    again = shop.bring("orders", ORDERS, mapping={"status": "channel"})
    assert _counts(again) == (2, 0, 2, 0, 0)
    assert shop.one(Order, "O1").channel == "paid"


def test_a_row_that_changed_since_is_put_right_by_the_same_file(shop: Desk) -> None:
    shop.change(lambda s: setattr(s.get(Order, "O2"), "amount_fen", 1))
    assert _counts(shop.bring("orders", ORDERS)) == (2, 0, 1, 1, 0)
    assert shop.one(Order, "O2").amount_fen == 650


def test_a_row_that_another_file_changed_since_is_put_right(shop: Desk) -> None:
    shop.bring("orders", ORDERS.replace("6.50,paid", "6.50,refunded"))
    assert _counts(shop.bring("orders", ORDERS)) == (2, 0, 1, 1, 0)
    assert shop.one(Order, "O2").status == "paid"


def test_a_row_that_went_since_comes_back(shop: Desk) -> None:
    shop.change(lambda s: s.delete(s.get(Order, "O1")))
    assert _counts(shop.bring("orders", ORDERS)) == (2, 1, 0, 1, 0)


def test_a_change_of_a_column_that_the_file_has_not_stays(shop: Desk) -> None:
    shop.change(lambda s: setattr(s.get(Order, "O1"), "channel", "store"))
    assert _counts(shop.bring("orders", ORDERS)) == (2, 0, 0, 2, 0)
    assert shop.one(Order, "O1").channel == "store"


def test_orders_of_a_member_who_was_erased_since_are_rejected(shop: Desk) -> None:
    shop.change(lambda s: setattr(s.get(Member, "M1"), "erased_at", NOW))
    assert _counts(shop.bring("orders", ORDERS)) == (2, 0, 0, 1, 1)


def test_a_hold_that_opened_since_is_respected(desk: Desk) -> None:
    people = "member_id,care_hold\nM1,false\nM2,false\n"
    desk.bring("members", people)
    desk.change(lambda s: s.add(Hold(id="H1", member_id="M1", kind="bereavement", opened_at=LATER)))
    desk.bring("members", people, now=LATER + timedelta(hours=1))
    assert [desk.one(Member, one).care_hold for one in ("M1", "M2")] == [True, False]


def test_a_file_whose_import_was_undone_or_died_is_read_in_full(desk: Desk) -> None:
    desk.members("M1", "M2")
    first = desk.bring("orders", ORDERS)
    undo_import(desk.database, first.batch_id, now=LATER, undone_by="S1")
    assert _counts(desk.bring("orders", ORDERS)) == (2, 2, 0, 0, 0)


def test_a_file_with_rejected_rows_is_read_again_and_rejects_them_again(desk: Desk) -> None:
    desk.members("M1")
    assert _counts(desk.bring("orders", ORDERS)) == (2, 1, 0, 0, 1)
    desk.members("M2")
    assert _counts(desk.bring("orders", ORDERS)) == (2, 1, 0, 1, 0)


def _no_cell_may_be_fetched(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_arguments: object) -> None:
        raise AssertionError("rows are fetched")

    monkeypatch.setattr(known_file, "fingerprints_in_store", refuse)


def _restored_at_once(session: Session) -> None:
    """Write every row of an import anew in one transaction, as a restored dump may do."""
    tables = [SQLModel.metadata.tables[name] for name in ("import_new_rows", "member_order", "import_batch")]
    rows = {table: session.connection().execute(table.select()).mappings().all() for table in tables}
    for table in tables:
        session.connection().execute(table.delete())
    for table in reversed(tables):
        session.connection().execute(table.insert(), [dict(row) for row in rows[table]])


@pytest.fixture
def server_shop(postgres_database: Database, tmp_path: Path) -> Desk:
    """Give the same store on PostgreSQL, each order with a line."""
    desk = Desk(postgres_database, tmp_path)
    desk.members("M1", "M2")
    assert desk.bring("orders", ORDERS).inserted == 2
    assert desk.bring("order_lines", LINES).inserted == 2
    return desk


@pytest.mark.needs_postgres
@pytest.mark.parametrize(("kind", "content"), [("orders", ORDERS), ("order_lines", LINES)])
def test_on_postgresql_rows_that_nobody_wrote_since_are_not_even_fetched(
    kind: str, content: str, server_shop: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    _nothing_may_be_read(monkeypatch)
    _no_cell_may_be_fetched(monkeypatch)
    assert _counts(server_shop.bring(kind, content)) == (2, 0, 0, 2, 0)


@pytest.mark.needs_postgres
def test_on_postgresql_only_the_part_that_somebody_wrote_since_is_compared(
    server_shop: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(new_rows, "_PART_ROWS", 1)
    more = ORDERS.replace("O1", "O3").replace("O2", "O4")
    server_shop.bring("orders", more)
    server_shop.change(lambda s: setattr(s.get(Order, "O4"), "channel", "store"))
    _nothing_may_be_read(monkeypatch)
    compared: list[int] = []

    def watched(session: Session, kind: Kind, part: new_rows.Part) -> dict[Key, bytes]:
        compared.append(part.number)
        return new_rows.fingerprints_in_store(session, kind, part)

    monkeypatch.setattr(known_file, "fingerprints_in_store", watched)
    assert _counts(server_shop.bring("orders", more)) == (2, 0, 0, 2, 0)
    assert compared == [2]


@pytest.mark.needs_postgres
def test_on_postgresql_a_restored_dump_does_not_pass_for_rows_that_nobody_wrote(server_shop: Desk) -> None:
    server_shop.change(lambda s: setattr(s.get(Order, "O2"), "amount_fen", 1))
    server_shop.change(lambda s: s.connection().exec_driver_sql("DELETE FROM order_line"))
    server_shop.change(_restored_at_once)
    assert _counts(server_shop.bring("orders", ORDERS)) == (2, 0, 1, 1, 0)
    assert server_shop.one(Order, "O2").amount_fen == 650


def test_the_same_file_is_read_again_when_a_member_of_it_was_erased_from_its_record(desk: Desk) -> None:
    people = "member_id,city\nM1,X\nM2,Y\n"
    desk.bring("members", people)
    desk.change(lambda s: forget_member(s, "M1"))
    assert _counts(desk.bring("members", people)) == (2, 0, 0, 2, 0)
