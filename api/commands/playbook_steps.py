"""Commands that take a page's version on its way: submit, review, return, publish, suspend, retire, history."""

from pathlib import Path
from typing import Annotated, Any

import typer

from api.commands.running import ActingAs, AsJson, DataDir, acting, running
from api.terminal import show, show_json

PageId = Annotated[str, typer.Argument(metavar="ID", help="Id of the page, such as PB-P21.")]
Version = Annotated[str, typer.Option(help="Version (default: the one in work, else the one in use).")]
Note = Annotated[str, typer.Option(help="Why; kept in the history.")]


def submit(
    playbook_id: PageId, version: Version = "", note: Note = "", acting_as: ActingAs = "", data_dir: DataDir = None
) -> None:
    """Hand a draft in for review."""
    _take("submit", playbook_id, acting_as, data_dir, version=version, note=note)


def review(
    playbook_id: PageId,
    as_whom: Annotated[str, typer.Option("--eyes", help="business, medical or legal")] = "business",
    named: Annotated[str, typer.Option(help="Who read it (medical and legal): name and title.")] = "",
    send_back: Annotated[bool, typer.Option("--return", help="Hand it back to its author.")] = False,
    version: Version = "",
    note: Note = "",
    acting_as: ActingAs = "",
    data_dir: DataDir = None,
) -> None:
    """Say that a page was read and is right, or hand it back."""
    step = "return" if send_back else "review"
    given = {} if send_back else {"review": as_whom, "named": named}
    _take(step, playbook_id, acting_as, data_dir, version=version, note=note, **given)


def publish(
    playbook_id: PageId, version: Version = "", note: Note = "", acting_as: ActingAs = "", data_dir: DataDir = None
) -> None:
    """Bring a reviewed page into use."""
    _take("publish", playbook_id, acting_as, data_dir, version=version, note=note)


def suspend(
    playbook_id: PageId, version: Version = "", note: Note = "", acting_as: ActingAs = "", data_dir: DataDir = None
) -> None:
    """Take a page out of use at once, also for drafts that wait and texts not sent yet."""
    _take("suspend", playbook_id, acting_as, data_dir, version=version, note=note)


def retire(
    playbook_id: PageId, version: Version = "", note: Note = "", acting_as: ActingAs = "", data_dir: DataDir = None
) -> None:
    """Take a page out of use for good."""
    _take("retire", playbook_id, acting_as, data_dir, version=version, note=note)


def history(playbook_id: PageId, data_dir: DataDir = None, as_json: AsJson = False) -> None:
    """Show how a page stands, what it waits for, and every step with who and when."""
    from api.views.playbooks import standing_view, step_view
    from knowledge import workflow
    from tools.clock import shanghai_day

    with running(data_dir) as services, services.database.reading() as session:
        stands = workflow.standing(session, playbook_id, None, shanghai_day(services.clock()))
        steps = [step_view(one) for one in workflow.history(session, playbook_id)]
    page = {"id": stands.page.id, "version": stands.page.version, "status": stands.page.status}
    document = {**page, **standing_view(stands), "items": steps}
    if as_json:
        show_json(document)
        return
    _show(document)


def _show(document: dict[str, Any]) -> None:
    expired = "  expired" if document["is_expired"] else ""
    show(f"{document['id']} {document['version']} {document['status']}{expired}")
    for name in ("missing", "awaits"):
        if document[name]:
            show(f"  {name}: {', '.join(document[name])}")
    for found in document["findings"]:
        show(f"  {found['verdict']} {found['rule']} in {found['text']}: {found['said']}")
    for one in document["items"]:
        who = f"{one['decided_by']}" + (
            f" ({one['review']} {one['named']})".replace(" )", ")") if one["review"] else ""
        )
        show(f"  {one['at'][:16]}  {one['version']}  {one['step']:<8} → {one['to_status']:<10} {who}  {one['note']}")


def _take(step: str, playbook_id: str, acting_as: str, data_dir: Path | None, *, version: str, **given: str) -> None:
    from knowledge.workflow import take_step

    with running(data_dir) as services:
        actor = acting(services.database, acting_as)
        now, chosen = services.clock(), version or None
        taken = take_step(services.database, actor, playbook_id, step, now=now, version=chosen, **given)
    show(f"{taken.playbook_id} {taken.version}: {taken.from_status} → {taken.to_status}")
