"""The figures of a retrieval file are what the contract says, and a faulty line is named with its field."""

import json
from collections.abc import Collection
from datetime import date
from typing import Any

import pytest

from api.evaluation.files import read_cases
from api.evaluation.retrieval import Case, look_for, read_case, report_on
from knowledge.search import Hit
from knowledge.stage import MemberStage
from tests.knowledge.pages import page
from tools.errors import BadInput

TODAY = date(2026, 11, 22)


class ScriptedSearch:
    """Answers each query with pages of the scripted topics, in order, and remembers what it was asked."""

    def __init__(self, answers: dict[str, list[str]]) -> None:
        self.answers = answers
        self.asked: list[tuple[str, MemberStage | None, date]] = []

    def search(
        self,
        query: str,
        *,
        member: MemberStage | None = None,
        kinds: Collection[str] | None = None,
        today: date,
        limit: int = 3,
    ) -> tuple[Hit, ...]:
        self.asked.append((query, member, today))
        pages = [page(id=f"PB-{topic or 'NONE'}", topics=[topic] if topic else []) for topic in self.answers[query]]
        return tuple(Hit(some, 0.5, "") for some in pages[:limit])


def report_of(case_lines: list[str], search: ScriptedSearch, today: date = TODAY) -> dict[str, Any]:
    cases = read_cases(case_lines, lambda line: read_case(line, today))
    return report_on(cases, [look_for(search, case) for case in cases])


def lines(*cases: dict[str, Any]) -> list[str]:
    return [json.dumps(case) for case in cases]


def test_figures_follow_the_contract() -> None:
    search = ScriptedSearch(
        {"first": ["P21"], "third": ["P01", "P02", "P21"], "absent": ["P01"], "refused": [], "off": [], "off2": ["P01"]}
    )
    wanted = [{"query": query, "topics": ["P21"]} for query in ("first", "third", "absent", "refused")]
    report = report_of(lines(*wanted, {"query": "off", "topics": []}, {"query": "off2", "topics": []}), search)
    wrong = report.pop("wrong")
    assert report == {
        "n": 6,
        "hit_at_1": 0.25,
        "hit_at_3": 0.5,
        "mrr": round((1 + 1 / 3) / 4, 4),
        "refusal_n": 2,
        "refusal_rate": 0.5,
        "false_refusal_rate": 0.25,
    }
    assert [(case["line"], case["query"]) for case in wrong] == [
        (2, "third"),
        (3, "absent"),
        (4, "refused"),
        (6, "off2"),
    ]
    assert wrong[0]["found"][0]["topics"] == ["P01"]
    assert wrong[2]["why"] == "a page fits, but none was offered"


def test_a_page_without_topics_answers_the_questions_that_name_it() -> None:
    search = ScriptedSearch({"parking": ["", "P21"], "elsewhere": ["P21"], "alone": [""]})
    cases = [Case(at, asked, frozenset({"PB-NONE"}), None, TODAY) for at, asked in enumerate(search.answers, 1)]
    report = report_on(cases, [look_for(search, case) for case in cases])
    assert report["hit_at_1"] == round(2 / 3, 4)
    assert report["false_refusal_rate"] == 0.0


def test_any_of_several_topics_is_a_hit_and_a_page_without_topics_is_none() -> None:
    search = ScriptedSearch({"either": ["P02"], "hours": [""], "hours2": [""]})
    cases = lines(
        {"query": "either", "topics": ["P21", "P02"]},
        {"query": "hours", "topics": []},
        {"query": "hours2", "topics": ["P21"]},
    )
    report = report_of(cases, search)
    assert (report["hit_at_1"], report["refusal_rate"], report["false_refusal_rate"]) == (0.5, 1.0, 0.5)


def test_member_columns_and_the_line_s_own_day_reach_the_search() -> None:
    search = ScriptedSearch({"q": []})
    member = {"personas": "maternal|vip", "due_date": "2026-06-21", "children": '[{"birthday": "2023-05-01"}]'}
    report_of(lines({"query": "q", "topics": [], "member": member, "today": "2026-03-29"}), search)
    _, stage, today = search.asked[0]
    assert today == date(2026, 3, 29)
    assert stage is not None
    assert (stage.personas, stage.gest_week, stage.child_age_months) == (frozenset({"maternal", "vip"}), 28, 34)


def test_blank_lines_are_skipped() -> None:
    assert report_of(["", lines({"query": "q", "topics": []})[0], "  "], ScriptedSearch({"q": []}))["n"] == 1


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("{", "Line 2: line is not JSON"),
        ("[1]", "Line 2: line is not a JSON object"),
        ('{"topics": []}', "Line 2: query"),
        ('{"query": " ", "topics": []}', "Line 2: query"),
        ('{"query": "x"}', "Line 2: topics"),
        ('{"query": "x", "topics": ["胎动"]}', "Line 2: topics"),
        ('{"query": "x", "topics": [], "member": 3}', "Line 2: member"),
        ('{"query": "x", "topics": [], "today": "bald"}', "Line 2: today"),
        ('{"query": "x", "topics": [], "member": {"due_date": "bald"}}', r"Line 2: member\.due_date"),
        ('{"query": "x", "topics": [], "member": {"children": [{"name": "x"}]}}', r"Line 2: member\.children"),
        ('{"query": "x", "topics": [], "member": {"tags": {"a": 1}}}', r"Line 2: member\.tags"),
        ('{"query": "x", "topics": [], "member": {"shoe": 3}}', r"Line 2: member\.shoe is no column"),
    ],
)
def test_a_faulty_case_names_line_and_field(line: str, message: str) -> None:
    with pytest.raises(BadInput, match=message):
        report_of(["", line], ScriptedSearch({"x": []}))
