"""Every fault of a case file is told at once, with line, field and fix; nothing of it is run."""

import json
from pathlib import Path
from typing import Any

import pytest

from api.evaluation.files import read_cases, read_lines
from api.evaluation.guard import read_case as read_guard
from api.evaluation.scenario_cases import read_case as read_scenario
from tools.errors import BadInput

GUARD = {"text": "hello", "direction": "out", "label": "care"}
SCENARIO: dict[str, Any] = {
    "id": "S1",
    "kind": "care",
    "today": "2026-03-04",
    "member": {"member_id": "M1", "consent_care": True},
    "expect": {"draft": True},
}


def faults_of(read: Any, *cases: Any) -> str:
    lines = [case if isinstance(case, str) else json.dumps(case) for case in cases]
    with pytest.raises(BadInput) as caught:
        read_cases(lines, read)
    return str(caught.value)


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"text": None}, "Line 1: text is missing"),
        ({"text": 3}, "Line 1: text is not a text"),
        ({"text": "  "}, "Line 1: text is not a text"),
        ({"direction": "up"}, 'Line 1: direction is "up"'),
        ({"label": "benign"}, 'Line 1: label is "benign"'),
        ({"label": None}, "Line 1: label is missing"),
        ({"kind": "poem"}, 'Line 1: kind is "poem"'),
        ({"context": "before"}, "Line 1: context is not a list"),
        ({"context": ["before"]}, "Line 1: context[0] is not an object"),
        ({"context": [{"direction": "in", "text": "a", "hours_ago": "soon"}]}, "Line 1: context[0].hours_ago"),
        ({"context": [{"direction": "in", "text": "a", "hours_ago": -1}]}, "Line 1: context[0].hours_ago"),
        ({"context": [{"direction": "by", "text": "a"}]}, "Line 1: context[0].direction"),
    ],
)
def test_a_fault_of_a_guard_line_names_line_and_field(changes: dict[str, Any], told: str) -> None:
    assert told in faults_of(read_guard, {**GUARD, **changes})


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"id": ""}, "Line 1: id "),
        ({"kind": "poem"}, 'Line 1: kind is "poem"'),
        ({"today": "4 March"}, "Line 1: today is not a date"),
        ({"member": [1]}, "Line 1: member is not an object"),
        ({"member": {"name": "A"}}, "Line 1: member.member_id "),
        ({"member": {"member_id": "M1", "shoe": 38}}, "Line 1: member.shoe is no column of members"),
        ({"member": {"member_id": "M1", "due_date": "soon"}}, "Line 1: member.due_date "),
        ({"member": {"member_id": "M1", "orders": [{"amount": "9.90"}]}}, "Line 1: member.orders[0].ordered_at "),
        ({"member": {"member_id": "M1", "events": [{"at": "2026-01-01"}]}}, "Line 1: member.events[0].type "),
        ({"member": {"member_id": "M1", "messages": {}}}, "Line 1: member.messages is not a list"),
        ({"products": [{"sku": "A"}]}, "Line 1: products[0].name "),
        ({"staff": {"staff_id": "R1", "role": "king"}}, "Line 1: staff.role "),
        ({"start": "member"}, 'Line 1: start is "member"'),
        ({"message": 4}, "Line 1: message is not a text"),
        ({"expect": {"mood": "good"}}, "Line 1: expect.mood is no expectation"),
        ({"expect": {"draft": "yes"}}, "Line 1: expect.draft is not true or false"),
        ({"expect": {"max_chars": "long"}}, "Line 1: expect.max_chars is not a whole number"),
        ({"expect": {"route": "moon"}}, 'Line 1: expect.route is "moon"'),
        ({"expect": {"intent": "sing"}}, 'Line 1: expect.intent is "sing"'),
        ({"expect": {"topics": [1]}}, "Line 1: expect.topics is not a list of texts"),
        ({"expect": {"must_match": ["(open"]}}, "Line 1: expect.must_match holds '(open'"),
    ],
)
def test_a_fault_of_a_scenario_names_line_and_field(changes: dict[str, Any], told: str) -> None:
    assert told in faults_of(read_scenario, {**SCENARIO, **changes})


def test_an_order_line_s_fault_names_the_order_and_the_line() -> None:
    order = {"ordered_at": "2026-01-01", "amount": 9, "lines": [{"sku": "A", "quantity": 0, "amount": 9}]}
    told = faults_of(read_scenario, {**SCENARIO, "member": {"member_id": "M1", "orders": [order]}})
    assert "Line 1: member.orders[0].lines[0].quantity" in told


def test_all_faults_of_a_file_are_told_together() -> None:
    told = faults_of(read_guard, "{", GUARD, {**GUARD, "label": "x", "text": ""}, [1])
    assert "4 faults; nothing was run" in told
    assert [f"Line {n}:" in told for n in (1, 2, 3, 4)] == [True, False, True, True]


def test_twenty_faults_are_shown_and_the_rest_counted() -> None:
    told = faults_of(read_guard, *["{"] * 23)
    assert told.count("is not JSON") == 20
    assert "3 more" in told


def test_a_second_case_with_the_same_id_is_a_fault() -> None:
    told = faults_of(read_scenario, SCENARIO, "", SCENARIO)
    assert 'Line 3: id "S1" is also the id of line 1' in told


def test_a_file_without_a_case_is_a_fault() -> None:
    assert "holds no case" in faults_of(read_guard, "", "  ")


def test_a_line_separator_inside_a_text_does_not_end_the_line(tmp_path: Path) -> None:
    path = tmp_path / "cases.jsonl"
    path.write_text("\ufeff" + json.dumps({**GUARD, "text": "a\u2028b"}, ensure_ascii=False) + "\n", "utf-8")
    assert [case.text for case in read_cases(read_lines(path), read_guard)] == ["a\u2028b"]


def test_a_file_that_is_not_utf8_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "cases.jsonl"
    path.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(BadInput, match="cannot be read"):
        read_lines(path)
