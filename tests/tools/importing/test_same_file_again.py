"""A file that came in before is recognised; whatever changed since is found and put right."""

from datetime import timedelta

import pytest

from tests.tools.importing.conftest import NOW, Desk
from tools.importing import ImportReport, run, undo_import
from tools.models import Hold, Member, Order

LATER = NOW + timedelta(days=1)
ORDERS = "order_id,member_id,ordered_at,amount,status\nO1,M1,2026-03-01,5,paid\nO2,M2,2026-03-02,6.50,paid\n"


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
