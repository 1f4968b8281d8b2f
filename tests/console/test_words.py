"""Small pieces: marks in texts, differences, times."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from api.console import moments
from api.console.labels import labels
from api.console.reading.rules import obstacles_of
from api.console.reading.texts import changes, finding_views, marked, worst_of
from tools.members import parcels
from tools.members.phone import masked
from tools.yaml_text import read_yaml

_NOW = datetime(2026, 3, 4, 2, 0, tzinfo=UTC)
_SPANS = st.lists(
    st.tuples(st.integers(-2, 40), st.integers(-2, 40), st.sampled_from(["block", "hold", "warn", "route"])), max_size=6
)


def _rows(spans: list[tuple[int, int, str]]) -> list[dict[str, object]]:
    return [{"rule": "R", "verdict": v, "start": s, "end": e, "message": f"m{s}"} for s, e, v in spans]


@given(st.text(max_size=40), _SPANS)
def test_marking_loses_and_adds_no_character(text: str, spans: list[tuple[int, int, str]]) -> None:
    assert "".join(piece.text for piece in marked(text, _rows(spans))) == text


@given(st.text(max_size=40), st.text(max_size=40))
def test_a_difference_tells_both_texts(before: str, after: str) -> None:
    pieces = changes(before, after)
    if before == after:
        assert pieces == ()
        return
    assert "".join(piece.text for piece in pieces if piece.mark != "ins") == before
    assert "".join(piece.text for piece in pieces if piece.mark != "del") == after


def test_where_marks_overlap_the_gravest_shows() -> None:
    pieces = marked("abcdef", _rows([(0, 4, "warn"), (2, 5, "block")]))
    assert [(piece.text, piece.mark) for piece in pieces] == [
        ("ab", "warn"),
        ("cd", "block"),
        ("e", "block"),
        ("f", ""),
    ]


def test_a_finding_about_the_whole_text_paints_nothing_but_is_listed() -> None:
    rows = _rows([(0, 3, "hold")])
    assert [piece.mark for piece in marked("abc", rows)] == [""]
    assert finding_views("abc", rows)[0].quote == ""
    assert (worst_of(rows), worst_of([])) == ("hold", "pass")


def test_times_are_told_the_way_people_do() -> None:
    assert moments.moment(_NOW, _NOW) == "今天 10:00"
    assert moments.moment(_NOW - timedelta(days=1), _NOW) == "昨天 10:00"
    assert moments.moment(_NOW + timedelta(days=1), _NOW) == "明天 10:00"
    assert moments.moment(_NOW - timedelta(days=20), _NOW) == "2月12日 10:00"
    assert moments.moment(_NOW - timedelta(days=100), _NOW) == "2025年11月24日 10:00"
    assert moments.moment(None, _NOW) == ""
    assert moments.left(_NOW + timedelta(minutes=30), _NOW) == "还有 30 分钟"
    assert moments.left(_NOW + timedelta(hours=23), _NOW) == "还有 23 小时"
    assert moments.left(_NOW + timedelta(days=3), _NOW) == "还有 3 天"
    assert moments.left(_NOW, _NOW) == "已过期"
    assert [moments.age(_NOW - timedelta(seconds=s), _NOW) for s in (5, 300, 7200, 86400 * 3)] == [
        "刚刚",
        "5 分钟前",
        "2 小时前",
        "3 天前",
    ]
    assert moments.age(_NOW - timedelta(days=90), _NOW) == "2 个月前"
    assert moments.age(_NOW - timedelta(days=800), _NOW) == "2 年前"


def test_short_numbers_are_hidden_whole() -> None:
    assert (masked("13812345678"), masked("12345"), masked("")) == ("138****5678", "*****", "")


def test_a_rule_without_words_of_its_own_speaks_by_the_rulebook_or_by_its_name() -> None:
    link, unheard = obstacles_of(["LINK", "NEVER-HEARD-OF", "LINK"])
    assert "链接" in link.what
    assert unheard.what == "NEVER-HEARD-OF"


def test_every_way_an_order_can_stand_has_words_for_the_rep() -> None:
    ways = {*read_yaml(Path(parcels.__file__).with_suffix(".yaml"))["events"], "placed", "cancelled", "partly_refunded"}
    assert ways == set(labels()["order_standings"])
