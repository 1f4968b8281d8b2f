"""Bring a company's scripts into its own playbook folder, for whoever may write there."""

from collections.abc import Mapping
from pathlib import Path

from api.services import Services
from knowledge import library
from knowledge.intake import IntakeReport, bring_in_playbooks
from tools import audit
from tools.access import Actor, require
from tools.clock import shanghai_day


def bring_in_scripts(
    services: Services,
    actor: Actor,
    path: Path,
    *,
    folder: Path | None = None,
    sheet: str = "",
    mapping: Mapping[str, str] | None = None,
    update: bool = False,
    dry_run: bool = False,
    name: str = "",
) -> IntakeReport:
    """Write draft pages into the tenant's folder and record them. Raises BadInput, NotAllowed, Unavailable."""
    require(actor, "write_playbooks")
    now, target = services.clock(), folder or services.settings.own_playbooks
    with services.database.reading() as session:
        taken = library.recorded_ids(session)
    report = bring_in_playbooks(
        path,
        target,
        today=shanghai_day(now),
        sheet=sheet,
        mapping=mapping,
        update=update,
        dry_run=dry_run,
        taken=taken,
        name=name,
    )
    if not dry_run:
        _record(services, actor, report)
    return report


def _record(services: Services, actor: Actor, report: IntakeReport) -> None:
    """Record what was written and who did it; drafts are in nobody's search until they are published."""
    now = services.clock()
    with services.database.writing() as session:
        library.sync(session, (library.SHIPPED_PLAYBOOKS, *services.settings.playbook_folders), now=now)
        done = {"added": report.added, "updated": report.updated, "rejected": len(report.rejects)}
        audit.record(
            session, at=now, actor=actor.staff_id, action="import_playbooks", subject=report.source[:200], detail=done
        )
    services.workshop.librarian.catch_up()
