"""The roster: shipped, laid over, and refused by line and field."""

from pathlib import Path

import pytest

from tools.demo import ROSTER
from tools.desk import load_roster
from tools.errors import BadInput
from tools.holds import desk_names


def _write(folder: Path, text: str) -> Path:
    path = folder / "desk.yaml"
    path.write_text(text, "utf-8")
    return path


def test_the_shipped_roster_names_every_desk_a_task_may_go_to() -> None:
    assert set(load_roster().desks) == desk_names()


def test_the_demo_roster_can_be_used() -> None:
    assert load_roster(ROSTER, known_desks=desk_names()).version == "demo"


def test_a_file_of_ones_own_is_laid_over_key_by_key(tmp_path: Path) -> None:
    own = load_roster(_write(tmp_path, "version: ours\nretry_minutes: 9\ncontacts: {v1: a@b.c}\n"))
    assert (own.version, own.retry_minutes, own.contacts["v1"]) == ("ours", 9, "a@b.c")
    assert own.desks == load_roster().desks


def test_a_day_is_a_version_too(tmp_path: Path) -> None:
    assert load_roster(_write(tmp_path, "version: 2026-12-01\n")).version == "2026-12-01"


_SHIFT = "version: x\ndesks:\n  crisis:\n    title: a\n    lines:\n      - shifts:\n          - {%s}\n"


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        (_SHIFT % 'from: "08:00", to: 22:00, people: [owner]', 7, "in quotes"),
        (_SHIFT % 'from: "08:00", to: "25:00", people: [owner]', 7, "to"),
        (_SHIFT % 'from: "08:00", to: "22:00", people: ["role:chief"]', 7, "role:ROLE"),
        (_SHIFT % 'from: "08:00", to: "22:00", people: []', 7, "people"),
        (_SHIFT % 'days: [monday], from: "08:00", to: "22:00", people: [owner]', 7, "days"),
        ("version: x\nretry_minutes: 0\n", 2, "retry_minutes"),
        ("version: x\ncontacts: {v1: nowhere}\n", 2, "contacts.v1"),
        ("version: x\n\nsmoke_signals: true\n", 3, "smoke_signals"),
        (_SHIFT.replace("crisis", "crysis") % 'from: "08:00", to: "22:00", people: [owner]', 3, "crysis"),
    ],
)
def test_a_fault_is_named_with_its_line_and_field(tmp_path: Path, text: str, line: int, said: str) -> None:
    with pytest.raises(BadInput) as refused:
        load_roster(_write(tmp_path, text), known_desks=desk_names())
    assert f"line {line}" in refused.value.message
    assert said in refused.value.message
    assert refused.value.fix


@pytest.mark.parametrize("text", ["- a\n- b\n", "version: [\n", "\ttabs: no\n"])
def test_what_is_no_roster_at_all_is_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(BadInput, match=r"desk\.yaml"):
        load_roster(_write(tmp_path, text))


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="cannot be read"):
        load_roster(tmp_path / "nowhere.yaml")
