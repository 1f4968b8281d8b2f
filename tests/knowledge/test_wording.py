"""The shipped pages read like one person writing to another: three lengths, many openings, nothing she did not say."""

import re
from collections import defaultdict
from collections.abc import Iterator
from functools import cache

import pytest

from knowledge.library import SHIPPED_PLAYBOOKS
from knowledge.pages.reading import read_folders
from knowledge.playbook import Playbook

# Characters of a text with its name slot filled by two; what a chat shows without scrolling.
MOST = {"short": 68, "usual": 105, "warm": 135}
PAUSE = re.compile(r"[，。：；？！、“”]")
# A reply meets every question on its page: it neither sighs on her behalf nor tells her how her day was.
STOCK_SIGHS = ("我懂", "我明白", "能理解", "我能体会", "换谁", "换我", "谁都会", "太自然了", "听着就累", "您问得")


@cache
def _pages() -> tuple[Playbook, ...]:
    pages, faults = read_folders([SHIPPED_PLAYBOOKS])
    assert faults == []
    return tuple(page for _, page in pages if page.kind != "fixed_reply")


def _texts(group: str = "") -> Iterator[tuple[Playbook, str, str]]:
    for page in _pages():
        for name, variants in page.variants.items():
            for style, text in variants.items():
                if group in ("", name):
                    yield page, f"{page.id}.{name}.{style}", text


def _length(text: str) -> int:
    return len(text.replace("{call}", "晴姐").replace("{baby}", "小豆").replace("{week}", "快20周"))


def test_the_three_styles_of_a_page_are_three_lengths() -> None:
    lengths = {
        f"{page.id}.{group}": [_length(variants[style]) for style in MOST if style in variants]
        for page in _pages()
        for group, variants in page.variants.items()
    }
    assert len(lengths) > 250
    assert {name: found for name, found in lengths.items() if found != sorted(found)} == {}


@pytest.mark.parametrize("style", sorted(MOST))
def test_no_text_is_longer_than_its_style_allows(style: str) -> None:
    texts = {name: _length(text) for _, name, text in _texts() if name.endswith(f".{style}")}
    assert {name: length for name, length in texts.items() if length > MOST[style]} == {}


def test_no_opening_is_shared_by_more_than_three_pages() -> None:
    pages_of: dict[str, set[str]] = defaultdict(set)
    for page, _, text in _texts():
        opening = PAUSE.split(re.sub(r"^\{call\}，?", "", text))[0]
        if len(opening) > 2:
            pages_of[opening].add(page.id)
    assert {opening: pages for opening, pages in pages_of.items() if len(pages) > 3} == {}


def test_no_sentence_part_becomes_a_formula_across_the_library() -> None:
    pages_of: dict[str, set[str]] = defaultdict(set)
    for page, _, text in _texts():
        for part in PAUSE.split(text.replace("{call}", "")):
            if len(part) > 5:
                pages_of[part].add(page.id)
    assert {part: pages for part, pages in pages_of.items() if len(pages) > 6} == {}


def test_letting_go_is_not_said_in_the_same_words_on_every_page() -> None:
    care = [text for _, _, text in _texts("care")]
    said = [text for text in care if "不用回" in text or "不必回" in text]
    assert len(said) < len(care) / 20


def test_a_reply_opens_with_its_answer_and_not_with_a_stock_sigh() -> None:
    found = {name: sigh for _, name, text in _texts("reply") for sigh in STOCK_SIGHS if sigh in text}
    assert found == {}


def test_the_rows_of_the_lists_do_not_shout() -> None:
    rows = [row for page in _pages() for row in page.checklist]
    assert len(rows) > 100
    assert [row.item for row in rows if "！" in f"{row.item}{row.why}{row.tip}"] == []
