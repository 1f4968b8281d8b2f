"""Disguises of judged lines keep what the rules say, and a hit in them covers the original characters."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st
from opencc import OpenCC

from tools.checks import Inspection, inspect, triage, verdict
from tools.checks.judged import read_corpus
from tools.checks.labels import label_out
from tools.checks.matching import hits
from tools.checks.normalise import TABLE, readable
from tools.yaml_text import read_yaml

SELLING = [line.text for line in read_corpus() if line.direction == "out" and line.label != "care"][::9]
GRAVE = [line.text for line in read_corpus() if line.direction == "in" and line.label != "benign"][::9]
TRADITIONAL = OpenCC("s2t")


def _between(mark: str) -> Callable[[str], str]:
    def disguise(text: str) -> str:
        return "".join(
            char + (mark if "\u4e00" <= char <= "\u9fff" and "\u4e00" <= after <= "\u9fff" else "")
            for char, after in zip(text, text[1:] + " ", strict=True)
        )

    return disguise


DISGUISES: dict[str, Callable[[str], str]] = {
    "traditional": lambda text: str(TRADITIONAL.convert(text)),
    "zero-width": _between("\u200b"),
    "spaced": _between(" "),
    "starred": _between("*"),
    "full width": lambda text: "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in text),
}


def _rules(scope: str, text: str) -> set[str]:
    return {hit.rule.id for hit in hits(scope, readable(text).text)}


@pytest.mark.parametrize("name", DISGUISES)
@pytest.mark.parametrize(("scope", "lines"), [("out", SELLING), ("in", GRAVE)])
def test_a_disguised_line_says_the_same_to_the_rules(name: str, scope: str, lines: list[str]) -> None:
    kept = [_rules(scope, line) <= _rules(scope, DISGUISES[name](line)) for line in lines]
    assert sum(kept) / len(kept) >= 0.98


@given(
    before=st.text(alphabet="天冷了，。 abc👶", max_size=12),
    gaps=st.lists(st.sampled_from(["", "\u200b", " ", "*", "🔥"]), min_size=1, max_size=1),
    after=st.text(alphabet="吧呀，。 xyz", max_size=12),
)
def test_a_hit_in_a_disguise_covers_the_original_characters(before: str, gaps: list[str], after: str) -> None:
    written = f"{before}，领{gaps[0]}券{after}"
    shown = readable(written)
    place = shown.text.index("领券")
    start, end = shown.span(place, place + 2)
    assert written[start:end] == f"领{gaps[0]}券"


@pytest.mark.parametrize(
    ("written", "read"),
    [("讠果程", "课程"), ("尤惠", "优惠"), ("想歹匕", "想死"), ("扌仓购", "抢购"), ("扌丁我", "打我")],
)
def test_characters_taken_apart_are_read_whole(written: str, read: str) -> None:
    shown = readable(written)
    assert shown.text == read
    assert shown.span(0, len(read)) == (0, len(written))


EMOJI_FOR_WORDS = ("💰", "🛒", "🎁", "👉")
SHOWN_AS_DIGITS = {"1": "❶", "2": "❷", "3": "❸", "5": "➎", "8": "❽", "9": "➒"}


def _alike(text: str, table: dict[str, str]) -> str:
    return "".join(table.get(char, char) for char in text)


def _homophones() -> dict[str, str]:
    """Each word with one of the spellings that hide it."""
    return {said: hidden for hidden, said in read_yaml(TABLE)["homophones"].items() if len(said) > 1}


def _misspelled(text: str) -> str:
    for said, hidden in _homophones().items():
        text = text.replace(said, hidden)
    return text


VERDICT_DISGUISES: dict[str, Callable[[str], str]] = {
    "traditional": DISGUISES["traditional"],
    "zero-width": DISGUISES["zero-width"],
    "spaced": DISGUISES["spaced"],
    "homophones": _misspelled,
    "digits in rings": lambda text: _alike(text, SHOWN_AS_DIGITS),
    "emoji inside": _between("🌸"),
    "emoji behind": lambda text: text + "🌸",
}


def _stops(scope: str, text: str) -> bool:
    return bool(triage(text).route) if scope == "in" else label_out(text)[0] != "care"


@pytest.mark.parametrize("name", VERDICT_DISGUISES)
@pytest.mark.parametrize(("scope", "lines"), [("out", SELLING[::4]), ("in", GRAVE[::4])])
def test_a_disguised_line_is_stopped_like_the_plain_one(name: str, scope: str, lines: list[str]) -> None:
    stopped = [line for line in lines if _stops(scope, line)]
    kept = [_stops(scope, VERDICT_DISGUISES[name](line)) for line in stopped]
    assert len(kept) > 40
    assert sum(kept) / len(kept) >= 0.97


@pytest.mark.parametrize("emoji", EMOJI_FOR_WORDS)
def test_a_sign_of_the_shop_in_a_care_text_is_seen(emoji: str) -> None:
    assert verdict(inspect(f"这两天降温，{emoji}您留意着点。", Inspection("care"))) != "pass"
