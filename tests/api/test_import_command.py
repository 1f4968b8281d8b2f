"""`zhiji import` with a mapping: what is wrong with it is said with the place and the fix."""

import json
from pathlib import Path

import pytest

from api.file_import import bring_in
from tests.api.conftest import Run
from tools.database import Database
from tools.errors import BadInput
from tools.models import Member


def _bring(database: Database, folder: Path, mapping: str) -> None:
    (folder / "m.csv").write_text("编码,别名,备注甲\nM1,豆豆妈,x\n", encoding="utf-8")
    (folder / "map.yaml").write_text(mapping, encoding="utf-8")
    bring_in(database, "members", [folder / "m.csv"], dry_run=False, mapping_file=folder / "map.yaml", acting_as="")


def test_a_mapping_file_names_and_ignores_columns(sqlite_database: Database, tmp_path: Path) -> None:
    _bring(sqlite_database, tmp_path, "编码: member_id\n别名: nickname\n备注甲:\n")
    with sqlite_database.reading() as session:
        member = session.get(Member, "M1")
    assert member is not None
    assert member.nickname == "豆豆妈"


@pytest.mark.parametrize(
    ("mapping", "says"),
    [
        ("编码: [member_id\n别名: x\n", r"cannot be read \(line 2\)"),
        ("- member_id\n", "not a list of pairs"),
        ("编码: 5\n", "'编码' something that is no column name"),
        ("编码: member\n", "'member', which is no column of members"),
    ],
)
def test_a_bad_mapping_is_one_sentence_with_a_fix(
    sqlite_database: Database, tmp_path: Path, mapping: str, says: str
) -> None:
    with pytest.raises(BadInput, match=says) as refusal:
        _bring(sqlite_database, tmp_path, mapping)
    assert refusal.value.fix


def test_a_column_that_is_not_known_is_named_and_not_lost_unseen(run: Run, tmp_path: Path) -> None:
    (tmp_path / "m.csv").write_text("member_id,tirr,remark\nM1,gold,x\n", encoding="utf-8")
    (tmp_path / "map.yaml").write_text("remark:\n", encoding="utf-8")
    words = ("import", "members", str(tmp_path / "m.csv"), "--map", str(tmp_path / "map.yaml"))
    code, out, err = run(*words, "--json")
    assert (code, json.loads(out)["inserted"]) == (0, 1)
    assert "no such column: 'tirr'. Map yours" in err
    (tmp_path / "m.csv").write_text("member_id,tirr,remark\nM2,gold,x\n", encoding="utf-8")
    assert "no such column: 'tirr'. Map yours" in run(*words)[1]
