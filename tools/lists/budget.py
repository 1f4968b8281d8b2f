"""How much an ask wants to spend on one thing: a ceiling, a floor, or about so much; read from her words."""

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from tools.yaml_text import read_yaml

_FEN = 100
_TEN = 10


@dataclass(frozen=True)
class Budget:
    """The least and the most that one thing may cost, in fen; None where she sets no bound."""

    least_fen: int | None = None
    most_fen: int | None = None

    def allows(self, price_fen: int) -> bool:
        """Tell whether a price lies within it."""
        is_too_dear = self.most_fen is not None and price_fen > self.most_fen
        return not is_too_dear and not (self.least_fen is not None and price_fen < self.least_fen)


@cache
def _table() -> dict[str, Any]:
    loaded: dict[str, Any] = read_yaml(Path(__file__).parent / "budget.yaml")
    return loaded


def asked_budget(ask: str) -> Budget | None:
    """Return what an ask wants to spend, None where it names no sum."""
    for row in _table()["budgets"]:
        found = re.search(row["hears"].replace("{sum}", _table()["sum"]), ask)
        yuan = _yuan(found["sum"]) if found else 0
        if yuan:
            return Budget(_bound(yuan, row.get("least")), _bound(yuan, row.get("most")))
    return None


def _bound(yuan: int, percent: int | None) -> int | None:
    return yuan * _FEN * percent // 100 if percent is not None else None


def _yuan(written: str) -> int:
    """Read "200", "两百", "一百五", "三百二十", "一千二"; 0 where it cannot be read."""
    if written.isdecimal():
        return int(written)
    digits: dict[str, int] = _table()["digits"]
    powers: dict[str, int] = _table()["powers"]
    total, digit, power = 0, 0, 0
    for char in written:
        if char in powers:
            power = powers[char]
            total, digit = total + max(digit, 1) * power, 0
        else:
            digit = digits[char]
    # "A hundred and five" with nothing behind it is a hundred and fifty.
    return total + digit * (power // _TEN if power > _TEN else 1)
