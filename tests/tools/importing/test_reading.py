"""Files as they really are: encodings, separators, damaged lines; one bad line costs one row."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.tools.importing.conftest import NOW, Desk
from tools.errors import BadInput
from tools.importing import run_import
from tools.models import Event, Member, Message

PEOPLE = "会员ID,姓名,城市\nM1,张三,北京\nM2,李四,上海\n"


def _names(desk: Desk) -> dict[str, str]:
    return {member.member_id: member.name for member in desk.all(Member)}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_encoding_separator_and_line_ends_are_found_out(
    lite_desk: Desk, encoding: str, separator: str, newline: str
) -> None:
    text = PEOPLE.replace(",", separator).replace("\n", newline)
    report = lite_desk.bring("members", text.encode(encoding))
    assert (report.inserted, report.rejected) == (2, 0)
    assert _names(lite_desk) == {"M1": "张三", "M2": "李四"}


def test_a_few_damaged_lines_do_not_change_the_encoding_of_the_file(lite_desk: Desk) -> None:
    report = lite_desk.bring("members", PEOPLE.encode() + "M3,王五,广州".encode()[:-1] + b"\nM4,ok,ok\n")
    assert _names(lite_desk) == {"M1": "张三", "M2": "李四", "M4": "ok"}
    [rejected] = lite_desk.rejects(report)
    assert rejected["line"] == 4
    assert "UTF-8" in rejected["reason"]
    assert "M3,王五" in rejected["row"]["raw"]


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (b"M3,a\0b,c", "NUL"),
        (b"M3,too,many,cells", "4 cells, the header 3"),
        (b"M3,few", "2 cells, the header 3"),
        (b'M3,"a"b,c', "quotation marks"),
        (b"M3,\xff\xfe,c", "UTF-8"),
        (b"M3," + b"x" * (1 << 20) + b",c", "1 MB"),
    ],
)
def test_a_bad_line_is_rejected_with_its_number_and_the_rest_lands(lite_desk: Desk, line: bytes, reason: str) -> None:
    report = lite_desk.bring("members", PEOPLE.encode() + line + "\nM4,赵六,成都\n".encode())
    assert set(_names(lite_desk)) == {"M1", "M2", "M4"}
    assert (report.read, report.inserted, report.rejected) == (4, 3, 1)
    [rejected] = lite_desk.rejects(report)
    assert rejected["line"] == 4
    assert reason in rejected["reason"]


def test_a_stray_quotation_mark_does_not_swallow_its_neighbours(lite_desk: Desk) -> None:
    rows = "".join(f"M{number},x,y\n" for number in range(10, 40))
    report = lite_desk.bring("members", PEOPLE + 'M3,"王五,广州\n' + rows)
    assert len(_names(lite_desk)) == 32
    assert [(row["line"], row["row"]) for row in lite_desk.rejects(report)] == [(4, {"raw": 'M3,"王五,广州\n'})]


def test_a_quoted_line_break_belongs_to_the_cell(lite_desk: Desk) -> None:
    lite_desk.members("M1")
    header = "message_id,member_id,at,direction,text\n"
    report = lite_desk.bring("messages", header + 'A,M1,2026-03-01,in,"一\n二，""三"""\nB,M1,2026-03-02,in,四\n')
    assert report.inserted == 2
    assert lite_desk.one(Message, "A").text == '一\n二，"三"'


def test_blank_lines_and_rows_of_separators_are_no_rows(lite_desk: Desk) -> None:
    assert lite_desk.bring("members", "\n" + PEOPLE + "\n,,\n  \nM3,a,b").read == 3


def test_a_header_alone_is_an_import_of_nothing(lite_desk: Desk) -> None:
    assert lite_desk.bring("members", "会员ID,姓名\n").read == 0


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (b'{"member_id": "M3"', "not JSON"),
        (b"[1, 2]", "not a JSON object"),
        (b'{"member_id": "M3", "name": "\\u0000"}', "cannot be stored"),
        (b'{"member_id": "M3", "name": "\\ud800"}', "cannot be stored"),
        (b'{"member_id": "M3", "name": "' + b"x" * (1 << 20) + b'"}', "1 MB"),
        (b'{"member_id": "M3", "name": "\xff"}', "UTF-8"),
        (b'{"name": "nobody"}', "member_id: is missing"),
        (b'{"member_id": "M3", "name": ["a"]}', "name: This is a list"),
    ],
)
def test_a_bad_json_line_is_rejected_and_the_rest_lands(lite_desk: Desk, line: bytes, reason: str) -> None:
    content = b'{"member_id": "M1"}\n' + line + b'\n\n{"member_id": "M2"}\n'
    report = lite_desk.bring("members", content, "members.jsonl")
    assert set(_names(lite_desk)) == {"M1", "M2"}
    [rejected] = lite_desk.rejects(report)
    assert rejected["line"] == 2
    assert reason in rejected["reason"]


def test_json_lines_bring_lists_and_objects_as_they_are(lite_desk: Desk) -> None:
    lite_desk.lines("members", {"member_id": "M1", "tags": ["a"], "consent_care": True, "stated_spend": {"奶粉": 60}})
    lite_desk.lines(
        "events", {"event_id": "E", "member_id": "M1", "at": "2026-03-01", "type": "签到", "payload": {"n": 1}}
    )
    member, event = lite_desk.one(Member, "M1"), lite_desk.one(Event, "E")
    assert (member.tags, member.consent_care, member.stated_spend) == (["a"], True, {"奶粉": 60})
    assert (event.type, event.payload) == ("check_in", {"n": 1})


@pytest.mark.parametrize(
    ("kind", "name", "content", "says"),
    [
        ("products", "p.csv", "sku,name,category\nA,毛巾,bath\n", "no column for 'price'"),
        ("products", "p.jsonl", '{"sku": "A", "name": "x", "category": "y"}\n', "no column for 'price'"),
        ("members", "m.csv", "姓名\n张三\n", "no column for 'member_id'"),
        ("members", "m.csv", "", "is empty"),
        ("members", "m.csv", " \n\n", "is empty"),
        ("members", "m.csv", "\u3000\n", "is empty"),
        ("members", "m.csv", "member_id\rname\n", "header"),
        ("members", "m.xlsx", "x", "is no workbook"),
        ("members", "m", "x", "ends in 'nothing'"),
        ("members", "m.csv", b"PK\x03\x04rest", "spreadsheet"),
        ("members", "m.csv", "会员ID\nM1\n".encode("utf-16"), "UTF-16"),
        ("members", "m.csv", "member_id\rM1\rM2\r", "old Mac"),
        ("members", "m.csv", b"member_id\0\nM1\n", "header"),
        ("friends", "m.csv", "x", "no kind 'friends'"),
    ],
)
def test_a_file_that_cannot_be_used_is_one_sentence_with_a_fix(
    lite_desk: Desk, kind: str, name: str, content: str | bytes, says: str
) -> None:
    with pytest.raises(BadInput, match=says) as refusal:
        lite_desk.bring(kind, content, name)
    assert refusal.value.fix or "Remove it" in refusal.value.message


def _absent(folder: Path) -> Path:
    return folder / "absent.csv"


def _pipe(folder: Path) -> Path:
    os.mkfifo(folder / "pipe.csv")
    return folder / "pipe.csv"


@pytest.mark.parametrize(
    ("place", "says"), [(_absent, "no file"), (_pipe, "regular file"), (lambda folder: folder, "folder")]
)
def test_what_is_no_file_is_refused(lite_desk: Desk, place: Callable[[Path], Path], says: str) -> None:
    with pytest.raises(BadInput, match=says):
        run_import(lite_desk.database, "members", place(lite_desk.folder), now=NOW)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_that_may_not_be_read_is_refused(lite_desk: Desk) -> None:
    path = lite_desk.file("m.csv", PEOPLE)
    path.chmod(0)
    with pytest.raises(BadInput, match="permission"):
        run_import(lite_desk.database, "members", path, now=NOW)


def test_progress_ends_at_the_size_of_the_file(lite_desk: Desk) -> None:
    seen: list[tuple[Any, Any]] = []
    lite_desk.bring("members", PEOPLE, progress=lambda done, total: seen.append((done, total)))
    assert seen[-1] == (len(PEOPLE.encode()), len(PEOPLE.encode()))
