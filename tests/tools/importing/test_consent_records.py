"""A file may say under which text a member agreed; what staff wrote down since is not lost to an older export."""

from typing import Any

import pytest

from tests.tools.importing.conftest import NOW, Desk
from tools.importing import undo_import
from tools.importing.cells.consents import text_records
from tools.models import Member

HEADER = "member_id,consent_care,consent_records\n"


def _records(desk: Desk) -> dict[str, Any]:
    kept: dict[str, Any] = desk.one(Member, "M1").consent_records
    return kept


def test_text_day_and_purpose_are_read_from_a_cell_or_from_json(desk: Desk) -> None:
    desk.bring("members", HEADER + "M1,是,care 2026-01 2026-03-05|due_date 2026-01\n")
    care = {"answer": "yes", "text": "2026-01", "at": "2026-03-04T16:00:00+00:00", "source": ""}
    assert _records(desk) == {"care": care, "due_date": care | {"at": ""}}
    json_cell = {"marketing": {"text": "2026-01", "at": "2026-03-06T10:00:00", "source": "小程序授权页"}}
    desk.lines("members", {"member_id": "M1", "consent_records": json_cell})
    assert _records(desk).keys() == {"care", "due_date", "marketing"}
    assert _records(desk)["marketing"]["source"] == "小程序授权页"


def test_an_older_or_undated_line_does_not_replace_a_later_answer(desk: Desk) -> None:
    desk.bring("members", HEADER + "M1,是,care 2026-01 2026-03-05\n")
    refused = {"answer": "no", "text": "", "at": "2026-03-10T00:00:00+00:00", "source": "微信"}
    desk.change(lambda session: setattr(session.get(Member, "M1"), "consent_records", {"care": refused}))
    for older in ("care 2026-01 2026-03-05", "care 2026-01", ""):
        desk.bring("members", HEADER + f"M1,是,{older}\n")
        assert _records(desk) == {"care": refused}
    desk.bring("members", HEADER + "M1,是,care 2026-01 2026-03-12\n")
    assert _records(desk)["care"]["answer"] == "yes"


def test_the_same_file_again_changes_nothing_and_an_undo_puts_the_records_back(desk: Desk) -> None:
    desk.bring("members", HEADER + "M1,是,care 2026-01 2026-03-05\n")
    before = _records(desk)
    line = HEADER + "M1,是,marketing 2026-01 2026-03-06\n"
    report = desk.bring("members", line)
    assert (report.updated, desk.bring("members", line + "M2,是,\n").unchanged) == (1, 1)
    undo_import(desk.database, report.batch_id, now=NOW, undone_by="o1")
    assert _records(desk) == before


@pytest.mark.parametrize(
    ("cell", "reason"),
    [
        ("loans 2026-01", "no purpose of consent"),
        ("care 1999", "no text '1999'"),
        ("care", "names no text"),
        ("care 2026-01 2025-12-31", "was not shown on 2025-12-31"),
        ("care 2026-01 gestern", "not a date"),
        ('{"care": {"text": "2026-01", "who": "me"}}', "names no text"),
    ],
)
def test_a_text_that_nobody_could_agree_to_rejects_its_row_and_the_others_land(
    lite_desk: Desk, cell: str, reason: str
) -> None:
    quoted = '"' + cell.replace('"', '""') + '"'
    report = lite_desk.bring("members", HEADER + f"M1,是,{quoted}\nM2,是,\n")
    assert (report.rejected, report.inserted) == (1, 1)
    (rejected,) = lite_desk.rejects(report)
    assert rejected["field"] == "consent_records"
    assert reason in rejected["reason"]


def test_a_list_of_texts_is_needed() -> None:
    assert text_records({}) == {}
