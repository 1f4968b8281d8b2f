"""Bring data files in, try one first, and take an import back."""

import shutil
import tempfile
from pathlib import Path, PurePath
from typing import Annotated

from fastapi import APIRouter, File, Response, UploadFile

from api.console.reading.imports import imported_page, imports_page, undone_page, unread_file_page
from api.console.render import render
from api.console.visit import Field, FormDep, Visit, VisitDep
from api.file_import import bring_in
from tools.access import require
from tools.errors import BadInput
from tools.importing import ImportReport, get_batch, undo_import

router = APIRouter()
_LARGEST = 200_000_000
_REJECTS = "rejects.jsonl"


@router.get("/imports")
def show_imports(visit: VisitDep) -> Response:
    """Show the form and what came in so far."""
    require(visit.actor, "import")
    with visit.services.database.reading() as session:
        return render(imports_page(visit, session))


@router.post("/imports")
def import_file(
    visit: FormDep,
    file: Annotated[UploadFile, File()],
    kind: Field = "",
    sheet: Field = "",
    columns: Field = "",
    trial: Field = "",
) -> Response:
    """Import an uploaded file, or only say what would become of it."""
    require(visit.actor, "import")
    name = PurePath(file.filename or "").name
    with tempfile.TemporaryDirectory() as folder:
        # A room of its own for the file, so that no name of theirs meets one of ours.
        rejects, own = Path(folder) / _REJECTS, Path(folder) / "upload"
        own.mkdir()
        try:
            report = _imported(visit, file, own / name, rejects, kind, sheet, columns, is_trial=bool(trial))
        except BadInput as error:
            with visit.services.database.reading() as session:
                return render(unread_file_page(visit, session, error, kind, name), 422)
        with visit.services.database.reading() as session:
            return render(imported_page(visit, session, report, name, rejects))


@router.post("/imports/{batch_id}/undo")
def take_back(batch_id: str, visit: FormDep) -> Response:
    """Take one import back: new rows go, changed rows get their old values."""
    require(visit.actor, "import")
    report = undo_import(visit.services.database, batch_id, now=visit.now, undone_by=visit.actor.staff_id)
    with visit.services.database.reading() as session:
        return render(undone_page(visit, session, report, get_batch(session, batch_id)))


def _imported(
    visit: Visit, file: UploadFile, path: Path, rejects: Path, kind: str, sheet: str, columns: str, *, is_trial: bool
) -> ImportReport:
    _keep(file, path)
    mapping = rejects.with_name("columns.yaml") if columns.strip() else None
    if mapping:
        mapping.write_text(columns, "utf-8")
    (report,) = bring_in(
        visit.services.database,
        kind,
        [path],
        dry_run=is_trial,
        mapping_file=mapping,
        acting_as=visit.actor.staff_id,
        sheet=sheet.strip(),
        reject_path=rejects,
    )
    return report


def _keep(file: UploadFile, path: Path) -> None:
    if not path.suffix or not file.size or file.size > _LARGEST:
        raise BadInput("The file is empty or larger than 200 MB.", fix="Choose another, or part it.")
    with path.open("wb") as target:
        shutil.copyfileobj(file.file, target)
