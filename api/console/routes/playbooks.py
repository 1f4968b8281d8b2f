"""The library: look, bring scripts in, and take a version on its way."""

import tempfile
from pathlib import Path, PurePath
from typing import Annotated

from fastapi import APIRouter, File, Response, UploadFile
from fastapi.responses import RedirectResponse

from api.console.reading.playbooks import intake_page, playbook_page, playbooks_page, unread_page, voice_page
from api.console.render import render
from api.console.visit import Field, FormDep, Visit, VisitDep
from api.script_import import bring_in_scripts
from knowledge import workflow
from knowledge.intake import IntakeReport
from tools.access import require
from tools.errors import BadInput

router = APIRouter()
_LARGEST = 10_000_000


@router.get("/playbooks")
def show_playbooks(visit: VisitDep, q: str = "", kind: str = "", state: str = "") -> Response:
    """Show the library, or what a question finds in it."""
    with visit.services.database.reading() as session:
        return render(playbooks_page(visit, session, words=q.strip(), kind=kind, state=state))


@router.post("/playbooks/import")
def bring_in(
    visit: FormDep, file: Annotated[UploadFile, File()], sheet: Field = "", trial: Field = "", update: Field = ""
) -> Response:
    """Make draft pages of an uploaded workbook or document, or only say what would become of it.

    With `update` other words of a page that is there already become its next version.
    """
    require(visit.actor, "write_playbooks")
    name, is_trial = PurePath(file.filename or "").name, bool(trial)
    try:
        report = _brought_in(visit, file, name, sheet=sheet.strip(), is_trial=is_trial, update=bool(update))
    except BadInput as error:
        with visit.services.database.reading() as session:
            return render(unread_page(visit, session, error, name, is_trial=is_trial), 422)
    with visit.services.database.reading() as session:
        return render(intake_page(visit, session, report, is_trial=is_trial))


def _brought_in(visit: Visit, file: UploadFile, name: str, *, sheet: str, is_trial: bool, update: bool) -> IntakeReport:
    content = file.file.read(_LARGEST + 1)
    if not content or len(content) > _LARGEST:
        raise BadInput("The file is empty or larger than 10 MB.", fix="Choose another, or part it.")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"upload{PurePath(name).suffix}"
        path.write_bytes(content)
        return bring_in_scripts(
            visit.services, visit.actor, path, sheet=sheet, name=name, dry_run=is_trial, update=update
        )


@router.get("/playbooks/voice")
def show_voice(visit: VisitDep) -> Response:
    """Show how the brand speaks."""
    with visit.services.database.reading() as session:
        return render(voice_page(visit, session))


@router.get("/playbooks/{playbook_id}")
def show_playbook(playbook_id: str, visit: VisitDep, version: str = "") -> Response:
    """Show one playbook."""
    with visit.services.database.reading() as session:
        return render(playbook_page(visit, session, playbook_id, version))


@router.post("/playbooks/{playbook_id}/{step}")
def take_step(
    playbook_id: str,
    step: str,
    visit: FormDep,
    version: Field = "",
    review: Field = "",
    named: Field = "",
    note: Field = "",
) -> Response:
    """Take one step with a version."""
    workflow.take_step(
        visit.services.database,
        visit.actor,
        playbook_id,
        step,
        now=visit.now,
        version=version or None,
        review=review,
        named=named,
        note=note,
    )
    visit.services.workshop.librarian.catch_up()
    return RedirectResponse(f"/playbooks/{playbook_id}?notice=playbook_moved", status_code=303)
