"""A farewell told in pieces is a crisis and no opt-out; who moves house, or only says goodbye, calls nobody for it."""

from pathlib import Path
from typing import Literal

import pytest

from tools.checks import Line, farewell, triage
from tools.checks.farewell import farewell_in_pieces, read_farewell
from tools.checks.rulebook import BrokenRulebook


def _before(*texts: str, hours: float = 1.0, direction: Literal["in", "out"] = "in") -> tuple[Line, ...]:
    return tuple(Line(direction, text, hours) for text in texts)


@pytest.mark.parametrize(
    ("before", "last"),
    [
        (("猫送给我妹了", "房租也结清了，密码都写在本子上"), "以后不用再联系我啦，谢谢你这几年，保重"),
        (("欠同事的钱还清了", "信都写好了"), "谢谢你这些日子，再见"),
        (("女儿送回她外婆家了", "花也都送人了"), "不用等我了"),
    ],
)
def test_affairs_put_in_order_and_a_goodbye_are_a_crisis(before: tuple[str, ...], last: str) -> None:
    judged = triage(last, _before(*before))
    assert (judged.route, judged.level) == ("crisis", "S1")
    assert "CRISIS-FAREWELL" in {reason.rule for reason in judged.reasons}


@pytest.mark.parametrize(
    ("before", "last"),
    [
        (("房租结清了",), "谢谢你这几年，保重"),
        (("房租结清了，猫送给我妹了", "我们搬家去成都"), "谢谢你这几年，保重"),
        (("猫送给我妹了", "房租也结清了"), "那条裙子还有吗"),
    ],
)
def test_one_kind_of_affairs_a_move_or_no_goodbye_is_none(before: tuple[str, ...], last: str) -> None:
    assert not farewell_in_pieces(last, _before(*before))


def test_only_her_own_words_of_the_last_day_count() -> None:
    last, told = "谢谢你这几年,保重", ("猫送给我妹了", "房租也结清了")
    assert farewell_in_pieces(last, _before(*told))
    assert not farewell_in_pieces(last, _before(*told, hours=30.0))
    assert not farewell_in_pieces(last, _before(*told, direction="out"))


def test_a_broken_table_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    broken = tmp_path / "farewell.yaml"
    broken.write_text("hours: 24\n")
    monkeypatch.setattr(farewell, "FAREWELL", broken)
    read_farewell.cache_clear()
    with pytest.raises(BrokenRulebook, match=r"farewell\.yaml cannot be used"):
        read_farewell()
    read_farewell.cache_clear()
