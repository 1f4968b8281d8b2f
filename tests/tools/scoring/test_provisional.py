import subprocess
import sys
from datetime import timedelta

import pytest

from tests.tools.scoring.shop import AS_OF, Shop
from tools.errors import NotFound
from tools.scoring import provisional


def judged(shop: Shop, member_id: str) -> tuple[str, list[str]]:
    with shop.database.reading() as session:
        return provisional(session, member_id, as_of=AS_OF)


def test_every_reason_list_says_first_that_it_is_a_trial_estimate(shop: Shop) -> None:
    quadrant, reasons = judged(shop, shop.member("A"))
    assert quadrant == "low_yield"
    assert reasons[0].startswith("试估")
    assert 3 <= len(reasons) <= 5


def test_a_big_spender_with_room_left_is_a_growth_stock_and_without_room_a_cash_cow(shop: Shop) -> None:
    child = {"children": [{"birthday": "2026-03-01"}], "consent_sensitive": ["children"], "personas": ["maternal"]}
    shop.member("A", **child)
    shop.member("B", stated_spend={"milk": 2000})
    for member_id in ("A", "B"):
        for age in (10, 40, 70, 100, 130, 160, 190, 220, 250, 280):
            shop.order(member_id, f"{AS_OF - timedelta(days=age)}", 300)
    for day in range(20, 31):
        shop.event("A", f"2026-06-{day}", "reply")
    assert judged(shop, "A")[0] == "growth_stock"
    assert judged(shop, "B")[0] == "cash_cow"


def test_a_lively_member_with_a_baby_who_hardly_buys_here_is_sleeping_gold(shop: Shop) -> None:
    shop.member("A", personas=["maternal"], children=[{"birthday": "2026-03-01"}], consent_sensitive=["children"])
    shop.order("A", "2026-02-01", 80)
    for day in range(20, 31):
        shop.event("A", f"2026-06-{day}", "reply")
    assert judged(shop, "A")[0] == "sleeping_gold"


def test_an_unknown_member_is_not_found(shop: Shop) -> None:
    with pytest.raises(NotFound):
        judged(shop, "nobody")


def test_neither_importing_scoring_nor_judging_one_member_loads_the_engine() -> None:
    script = (
        "import sys; from datetime import date, datetime, UTC; from tools.scoring import provisional;"
        "from tools.database import open_database; from tools.models import Member; from sqlmodel import SQLModel;"
        "d = open_database('sqlite://'); now = datetime(2026, 6, 1, tzinfo=UTC);\n"
        "with d.writing() as s:\n"
        "    SQLModel.metadata.create_all(s.connection());"
        " s.add(Member(member_id='A', created_at=now, updated_at=now)); s.flush();"
        " provisional(s, 'A', as_of=date(2026, 6, 1))\n"
        "assert not {'duckdb', 'ibis', 'pandas', 'pyarrow'} & set(sys.modules), 'the engine was loaded'"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
