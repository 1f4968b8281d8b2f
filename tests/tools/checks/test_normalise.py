"""Normalising brings disguises into one shape and never loses the way back."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tools.checks.judged import read_corpus
from tools.checks.normalise import readable


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("發個目錄給我", "发个目录给我"),
        ("ＴＯＰ１", "top1"),
        ("下 单", "下单"),
        ("下\u200b单", "下单"),
        ("下❤️单", "下单"),
        ("优惠劵", "优惠券"),
        ("加V", "加微信"),
        ("taidong shao le hao duo", "胎动少了好多"),
        ("fashao 39du le", "发烧 39度了"),
        ("bb冇咗", "bb没有了"),
        ("hello there friend", "hello there friend"),
    ],
)
def test_a_disguised_spelling_is_read(written: str, read: str) -> None:
    assert readable(written).text == read


def test_a_span_points_at_the_original_text() -> None:
    written = "天冷了\u200b，快下 單吧"
    shown = readable(written)
    start = shown.text.index("下单")
    first, last = shown.span(start, start + 2)
    assert written[first:last] == "下 單"


def test_a_span_of_pinyin_covers_the_letters() -> None:
    written = "今天 taidong shao le"
    shown = readable(written)
    start = shown.text.index("胎动")
    first, last = shown.span(start, start + 2)
    assert "taidong" in written[first:last]


def test_emoji_between_characters_are_kept_as_marks() -> None:
    shown = readable("新品🔥速来")
    assert shown.text == "新品速来"
    assert shown.marks == (("🔥", 2),)


def test_an_emoji_alone_stays_readable() -> None:
    assert readable("😊").text == "😊"


def test_lone_surrogates_are_dropped() -> None:
    assert readable("宝\ud800宝\udfff").text == "宝宝"


def test_a_very_long_text_is_read_quickly() -> None:
    started = time.perf_counter()
    shown = readable("發個目錄給我看看好嗎 abc " * 7000)
    assert len(shown.text) > 90_000
    assert time.perf_counter() - started < 5


@given(st.text(max_size=200))
def test_any_text_keeps_a_way_back(text: str) -> None:
    shown = readable(text)
    assert len(shown.text) == len(shown.starts) == len(shown.ends)
    assert list(shown.starts) == sorted(shown.starts)
    assert all(0 <= start < end <= len(text) for start, end in zip(shown.starts, shown.ends, strict=True))


def _read_slowly(text: str) -> str:
    """Read the same text the long way, which an invisible character and a Latin letter force."""
    return readable(f"\u200b{text}\nq").text.removesuffix("\nq")


def test_the_short_way_reads_what_the_long_way_reads() -> None:
    for line in read_corpus()[::5]:
        quick = readable(line.text)
        assert quick.text == _read_slowly(line.text)
        assert quick.span(0, len(quick.text))[1] <= len(line.text)


def test_an_untouched_text_needs_no_map_of_its_characters() -> None:
    shown = readable("\u5929\u51c9\u4e86\uff0c\u591a\u559d\u6c34")
    assert shown.starts == range(7)
    assert shown.span(4, 6) == (4, 6)
