"""A plan in a process of its own that is killed while it drafts.

python -m tests.faults.planner URL FOLDER TIME TOUCHES: it dies with so many touches drafted and the next one in hand.
"""

import sys
from datetime import datetime
from pathlib import Path
from typing import Any

from agent import outreach
from api.services import build_services
from api.settings import read_settings
from tests.faults.sender import die
from tools.access import SYSTEM


def run(url: str, folder: str, moment: str, touches: str) -> None:
    """Plan the day, dying where it was asked to."""
    now, draft_for, left = datetime.fromisoformat(moment), outreach.suggest, int(touches)

    def counted(*arguments: Any, **options: Any) -> Any:
        nonlocal left
        if not left:
            die()
        left -= 1
        return draft_for(*arguments, **options)

    outreach.suggest = counted
    services = build_services(read_settings(data_dir=Path(folder), database_url=url), clock=lambda: now)
    outreach.propose_plan(services.workshop, SYSTEM)


if __name__ == "__main__":
    run(*sys.argv[1:])
