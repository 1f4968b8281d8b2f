"""Commands for the daily work: score, plan, suggest."""

from datetime import date, datetime
from pathlib import Path
from typing import Annotated

import typer

from api.commands.running import ActingAs, AsJson, DataDir, acting, open_store, running
from api.terminal import live_text, show, show_json
from api.terminal.suggestion import show_proposal

Day = Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Shanghai calendar day (default: today).")]


def _day(given: datetime | None) -> date:
    from tools.clock import shanghai_day, utc_now

    return given.date() if given else shanghai_day(utc_now())


def score(
    as_of: Day = None,
    formula: Annotated[Path | None, typer.Option(help="Formula file (YAML); default: the built-in one.")] = None,
    data_dir: DataDir = None,
    acting_as: ActingAs = "",
    as_json: AsJson = False,
) -> None:
    """Score the whole base: four looks, potential, quadrant."""
    from api.views.scoring import run_view
    from tools import scoring
    from tools.access import require
    from tools.clock import utc_now

    chosen = scoring.load_formula(formula)
    with open_store(data_dir) as database:
        actor = acting(database, acting_as)
        require(actor, "score")
        report = scoring.score_base(
            database, as_of=_day(as_of), now=utc_now(), formula=chosen, scored_by=actor.staff_id
        )
    if as_json:
        show_json(run_view(report))
        return
    show(f"{report.members:,} members scored as of {report.as_of} in {report.seconds:.1f} s (run {report.run_id}).")
    for quadrant, count in report.quadrants.items():
        show(f"  {quadrant:<14} {count:>8,}")


def plan(
    day: Annotated[datetime | None, typer.Option("--date", formats=["%Y-%m-%d"], help="Day to plan.")] = None,
    data_dir: DataDir = None,
    acting_as: ActingAs = "",
    as_json: AsJson = False,
) -> None:
    """Plan a day's touches and propose their drafts into the queue."""
    from agent.outreach import propose_plan
    from tools.access import require

    with running(data_dir) as services:
        actor = acting(services.database, acting_as)
        require(actor, "plan")
        report = propose_plan(services.workshop, actor, day=day.date() if day else None)
    if as_json:
        show_json(report.as_json())
        return
    show(f"{report.day}: {report.drafted} drafts proposed, {report.minutes} staff minutes.")
    show(
        f"  blocked by a rule {report.blocked}, beyond today's minutes {report.over_budget}, no page {report.no_draft}"
    )
    waiting = report.planned - report.drafted - report.blocked - report.over_budget - report.no_draft
    if waiting:
        show(f"  planned {waiting}: {_why_waiting(report.day)}")


def _why_waiting(planned_for: date) -> str:
    if planned_for > _day(None):
        return "their drafts are written when `zhiji plan` runs on that day."
    return "another run has them in hand; `zhiji plan` once more drafts what it leaves."


def suggest(
    member: Annotated[str, typer.Option("--member", "-m", help="Member id.")],
    message: Annotated[str | None, typer.Option("--message", help="What she just wrote.")] = None,
    kind: Annotated[str, typer.Option(help="reply, care or product_list (default: her words decide).")] = "",
    start: Annotated[str, typer.Option(help="'rep' when you start a product list yourself.")] = "",
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Record nothing, file nothing.")] = False,
    data_dir: DataDir = None,
    acting_as: ActingAs = "",
    as_json: AsJson = False,
) -> None:
    """Draft for one member: the main job, in a terminal."""
    from agent.request import Request
    from agent.suggest import suggest as draft_for
    from api.answering import told
    from tools.conversations.record import legible

    words = legible(message) if message is not None else ""
    request = Request(member, kind=kind, message=words, started_by_rep=start == "rep", dry_run=dry_run)
    with running(data_dir) as services:
        actor = acting(services.database, acting_as)
        with live_text() as telling:
            proposal = draft_for(services.workshop, actor, request, telling=telling)
        document = told(services, actor, proposal)
    if as_json:
        show_json(document)
    else:
        show_proposal(document)
