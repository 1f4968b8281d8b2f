"""Money: fen inside, yuan outside, nothing lost between."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tools.errors import BadInput
from tools.money import fen_from_yuan, short_yuan, yuan


@given(st.integers(-(10**13), 10**13))
def test_fen_come_back_from_yuan(fen: int) -> None:
    assert fen_from_yuan(yuan(fen)) == fen
    assert fen_from_yuan(short_yuan(fen)) == fen


@pytest.mark.parametrize(
    ("written", "fen"),
    [
        ("128", 12800),
        ("128.5", 12850),
        ("¥1,280.00", 128000),
        ("￥9", 900),
        (" 0.01 ", 1),
        (19.9, 1990),
        (Decimal("1E+2"), 10000),
    ],
)
def test_amounts_are_read_as_people_write_them(written: str | float | Decimal, fen: int) -> None:
    assert fen_from_yuan(written) == fen


@pytest.mark.parametrize(
    "nonsense", ["", "free", "1.234", "NaN", "sNaN", "Infinity", "-inf", "1e999999", "1e99", "12..5", 0.1 + 0.2, True]
)
def test_nonsense_is_bad_input(nonsense: str | float) -> None:
    with pytest.raises(BadInput):
        fen_from_yuan(nonsense)


@pytest.mark.parametrize(
    ("fen", "long", "short"),
    [
        (12800, "128.00", "128"),
        (12850, "128.50", "128.5"),
        (12805, "128.05", "128.05"),
        (0, "0.00", "0"),
        (-5, "-0.05", "-0.05"),
    ],
)
def test_yuan_are_written_for_machines_and_for_people(fen: int, long: str, short: str) -> None:
    assert (yuan(fen), short_yuan(fen)) == (long, short)
