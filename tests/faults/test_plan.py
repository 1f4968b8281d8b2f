"""kill -9 in the middle of a plan: the next run drafts the rest at once, and nobody gets two drafts."""

import signal
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from agent.outreach import propose_plan
from tests.agent.shop import Shop, empty_shop, shop
from tests.builders import SUPERVISOR, make_member
from tools.models import PlannedTouch, Suggestion

__all__ = ["empty_shop", "shop"]

ROOT = Path(__file__).parents[2]
MEMBERS = 4


@pytest.mark.parametrize("drafted", [0, 2])
def test_a_plan_that_is_killed_is_completed_by_the_next_run(shop: Shop, tmp_path: Path, drafted: int) -> None:
    with shop.database.writing() as session:
        for number in range(2, MEMBERS + 1):
            make_member(session, f"m{number}")
    arguments = [shop.database.url, str(tmp_path), shop.now().isoformat(), str(drafted)]
    done = subprocess.run(
        [sys.executable, "-m", "tests.faults.planner", *arguments], cwd=ROOT, capture_output=True, check=False
    )
    assert done.returncode == -signal.SIGKILL, done.stderr.decode()
    assert Counter(touch.state for touch in shop.rows(PlannedTouch))["drafted"] == drafted
    assert [touch.claimed_by for touch in shop.rows(PlannedTouch) if touch.state == "planned"].count("") < MEMBERS
    assert propose_plan(shop.workshop, SUPERVISOR).drafted == MEMBERS
    suggested = [suggestion.member_id for suggestion in shop.rows(Suggestion)]
    assert sorted(suggested) == [f"m{number}" for number in range(1, MEMBERS + 1)]
