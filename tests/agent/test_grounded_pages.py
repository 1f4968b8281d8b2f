"""Every shipped page, filled for a member whom it fits, rests on its facts; change a figure in it and it does not."""

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest

from agent.composer.page.pages import numbers_of
from agent.composer.page.slots import fill
from api.services import Services
from knowledge.library import published
from knowledge.playbook import Playbook
from tools.checks import Finding, Grounds, Inspection, inspect
from tools.checks.ear import Ear, Opinion
from tools.checks.features import Sight
from tools.checks.inspection import Kind

pytestmark = pytest.mark.in_turn

NOW = datetime(2026, 3, 4, 2, 0, tzinfo=UTC)
SLOTS = {
    "term": "小雪",
    "call": "芸姐",
    "rep": "小棉",
    "week": "快29周",
    "baby": "小豆",
    "age": "三个月",
    "product": "纯棉浴巾",
    "tip": "头一回用先清水漂一遍",
    "last": "睡得不踏实",
}
RULES = {
    "NUMBER",
    "DATE",
    "PROMISE-TIME",
    "STOCK",
    "ORDER-STATE",
    "SAID",
    "CALL",
    "PRICE",
    "LINK",
    "PHONE",
    "STAGE",
    "PRODUCT-NAME",
    "HIDDEN-CHARS",
    "MARKUP",
    "INTERNAL",
    "AD-11",
}
# The route decides the kind of a fixed reply; everything else is judged as what it is.
KINDS: dict[str, Kind] = {"care": "care", "reply": "reply"}
FIGURE = re.compile(r"\d+")


class UnaskedEar(Ear):
    """Says that every text is care: grounds do not ask the classifier."""

    def __init__(self) -> None:
        """Load nothing."""

    def hear(self, direction: str, sight: Sight) -> Opinion:
        return Opinion("care", 1.0, {"care": 1.0}, 0, len(sight.text))


EAR = UnaskedEar()


def _pages(library: Services) -> tuple[Playbook, ...]:
    with library.database.reading() as session:
        return published(session)


def _texts(library: Services) -> Iterator[tuple[Playbook, str, str]]:
    for page in _pages(library):
        for group, variants in page.variants.items():
            for style, text in variants.items():
                yield page, f"{page.id}.{group}.{style}", fill(text, SLOTS)
        for answer in page.answers:
            for line in answer.lines:
                yield page, f"{page.id}.reply.{line}", line


def _setting(page: Playbook, name: str) -> Inspection:
    kind: Kind = "fixed_reply" if page.kind == "fixed_reply" else KINDS[name.split(".")[1]]
    if page.kind == "after_sale" and kind == "care":
        kind = "after_sale"
    grounds = Grounds(
        names=frozenset({SLOTS["product"]}),
        numbers=frozenset(numbers_of(page)),
        is_complete=True,
        said=("最近睡得不踏实，收到了",),
        calls=frozenset({SLOTS["call"]}),
        days=frozenset({date(2026, 3, 4)}),
        child_days=100,
        now=NOW,
    )
    return Inspection(kind, stage="pregnancy", stage_weeks=28, stage_months=3, grounds=grounds)


def _found(page: Playbook, name: str, text: str) -> list[Finding]:
    return [finding for finding in inspect(text, _setting(page, name), EAR) if finding.rule in RULES]


def test_no_shipped_text_is_ungrounded(library: Services) -> None:
    found = {
        name: [(f.rule, text[f.start : f.end]) for f in _found(page, name, text)]
        for page, name, text in _texts(library)
    }
    assert len(found) > 600
    assert {name: rules for name, rules in found.items() if rules} == {}


def test_a_changed_figure_in_any_shipped_text_is_found(library: Services) -> None:
    changed = missed = 0
    for page, name, text in _texts(library):
        if page.kind == "fixed_reply":
            continue
        for match in FIGURE.finditer(text):
            if _is_public_line(match.group()) or match.group() in ("29", "24"):
                continue
            other = f"{text[: match.start()]}{int(match.group()) + 977}{text[match.end() :]}"
            changed += 1
            if not any(f.start < match.start() + 4 and f.end > match.start() for f in _found(page, name, other)):
                missed += 1
    assert changed > 300
    assert missed == 0


def _is_public_line(number: str) -> bool:
    return len(number) == 5 or number in ("120", "110", "119")


@pytest.mark.parametrize("call", ["李姐", "王女士"])
def test_another_ones_name_is_found_in_every_text_that_addresses_her(library: Services, call: str) -> None:
    for page, name, text in _texts(library):
        if re.search(rf"(?:^|[，。！？]){SLOTS['call']}，", text) and page.kind != "fixed_reply":
            other = text.replace(SLOTS["call"], call)
            assert "CALL" in {finding.rule for finding in _found(page, name, other)}, name
