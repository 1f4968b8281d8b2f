"""A number is read in any spelling people use."""

from decimal import Decimal

import pytest

from tools.checks.numerals import value_of


@pytest.mark.parametrize(
    ("spelled", "value"),
    [
        ("1,280", "1280"),
        ("1.5k", "1500"),
        ("3百", "300"),
        ("两百五", "250"),
        ("百五", "150"),
        ("一千二", "1200"),
        ("三百零五", "305"),
        ("三十一", "31"),
        ("一万二千三百", "12300"),
        ("二零二六", "2026"),
    ],
)
def test_a_number_is_worth_what_people_mean_by_it(spelled: str, value: str) -> None:
    assert value_of(spelled) == Decimal(value)
