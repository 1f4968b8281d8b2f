"""The shipped library holds a page for every topic, list, daily reply and route, and each page all its parts."""

import re
from itertools import groupby
from pathlib import Path
from typing import Any

import pytest
import yaml

from knowledge.library import SHIPPED_PLAYBOOKS
from knowledge.pages.reading import read_folders
from knowledge.playbook import Playbook, StageWindow
from knowledge.schema import schema
from tools.checks import rules

WANTED: dict[str, Any] = yaml.safe_load(Path(__file__).with_name("content.yaml").read_text("utf-8"))
PAGES: dict[str, Playbook] = {page.id: page for _, page in read_folders([SHIPPED_PLAYBOOKS])[0]}
TOPICS = [f"{letter}{number:02d}" for letter, count in WANTED["topics"].items() for number in range(1, count + 1)]
SPOKEN = [page for page in PAGES.values() if page.topics and page.kind in ("care_script", "after_sale", "checklist")]


def _named(pages: list[Playbook]) -> Any:
    return pytest.mark.parametrize("page", pages, ids=[page.id for page in pages])


def test_there_are_a_hundred_and_twelve_topics() -> None:
    assert len(TOPICS) == 112


@pytest.mark.parametrize("topic", TOPICS)
def test_every_topic_has_a_page_that_may_be_said(topic: str) -> None:
    assert any(topic in page.topics and page.status == "published" for page in SPOKEN)


@_named(SPOKEN)
def test_a_page_says_when_it_fits_what_not_to_say_and_whose_it_is(page: Playbook) -> None:
    assert page.stage != StageWindow()
    assert page.must_not
    assert page.goal
    assert page.owner
    assert page.touch
    assert len(page.questions) >= 4


@_named(SPOKEN)
def test_a_page_has_three_texts_of_different_length_for_care_and_for_replies(page: Playbook) -> None:
    for group in ("care", "reply"):
        texts = page.variants[group]
        assert len(set(texts.values())) == 3
        assert len(texts["short"]) < min(len(texts["usual"]), len(texts["warm"]))


@_named([page for page in PAGES.values() if page.facts])
def test_a_fact_has_its_source_grade_reviewer_and_last_day(page: Playbook) -> None:
    for fact in page.facts:
        assert all((fact.source, fact.grade, fact.reviewer_role, fact.expires_on)), fact.id


@_named([page for page in SPOKEN if page.touch == "K"])
def test_a_page_of_knowledge_rests_on_a_fact(page: Playbook) -> None:
    assert page.facts


@_named([page for page in SPOKEN if page.health])
def test_a_page_about_health_says_what_goes_to_a_doctor(page: Playbook) -> None:
    assert "medical" in {branch.route for branch in page.reply_branches}
    assert page.must_say


@_named([page for page in PAGES.values() if page.kind != "fixed_reply"])
def test_a_page_says_when_her_answer_is_no_longer_its_business(page: Playbook) -> None:
    assert page.reply_branches


@pytest.mark.parametrize("page_id", WANTED["checklists"])
def test_a_checklist_says_what_for_and_when_and_what_not_to_buy(page_id: str) -> None:
    rows = PAGES[page_id].checklist
    assert len([row for row in rows if not row.skip]) >= 6
    assert [row for row in rows if row.skip]
    assert all(row.group and row.why and row.when and row.quantity for row in rows)
    words = schema()["checklist"]["provision"]
    assert {row.provision for row in rows if row.skip} <= set(words["without_buying"])
    assert all(row.provision in (*words["without_buying"], *words["categories"]) for row in rows)
    for _, group in groupby(rows, key=lambda row: row.group):
        items = [row.item for row in group]
        assert len(items) == len(set(items))


def test_every_checklist_is_named_here() -> None:
    assert {page.id for page in PAGES.values() if page.kind == "checklist"} == set(WANTED["checklists"])


@pytest.mark.parametrize("name", WANTED["replies"])
def test_what_reps_answer_every_day_has_its_page(name: str) -> None:
    assert PAGES[f"PB-REPLY-{name}"].kind == "reply_script"


@pytest.mark.parametrize("name", WANTED["cases"])
def test_a_concierge_case_has_its_steps(name: str) -> None:
    assert len(PAGES[f"PB-CASE-{name}"].steps) >= 4


@pytest.mark.parametrize(("topic", "day"), WANTED["after_sale_days"].items())
def test_the_days_after_a_delivery_have_their_page(topic: str, day: int) -> None:
    window = PAGES[f"PB-{topic}"].stage.after_delivery_days
    assert window is not None
    assert window[0] <= day <= window[1]


def test_every_route_and_cause_that_a_rule_can_find_has_its_fixed_reply() -> None:
    fixed = {(page.route, page.cause) for page in PAGES.values() if page.kind == "fixed_reply"}
    found = {(rule.route, rule.cause or "") for rule in rules() if rule.route}
    missing = {one for one in found if not {one, (one[0], "general"), (one[0], "")} & fixed}
    assert len(found) > 20
    assert missing == set()


@_named([page for page in PAGES.values() if "care" in page.variants])
def test_no_care_text_names_a_hotline(page: Playbook) -> None:
    said = "".join(page.variants["care"].values())
    assert not re.search(r"(?<!\d)(?:120|110|12356|12338|96110)(?!\d)", said)


@_named([page for page in PAGES.values() if page.route == "crisis"])
def test_a_crisis_reply_promises_no_call_but_the_senders_own(page: Playbook) -> None:
    texts = [text for group in page.variants.values() for text in group.values()]
    assert texts
    # At night nobody may be on duty: what is said must be true of whoever approves it.
    assert not [text for text in texts if re.search("同事[^，。]{0,6}打电话", text)]
