"""Commands for imports: bring files in, list what came in, take an import back."""

from pathlib import Path
from typing import Annotated

import typer

from api.commands.running import ActingAs, AsJson, DataDir, open_store
from api.terminal import say, show, show_json

imports = typer.Typer(help="List imports and take one back.", no_args_is_help=True)


def import_files(
    kind: Annotated[str, typer.Argument(help="members, orders, order_lines, products, events, messages or staff.")],
    files: Annotated[list[Path], typer.Argument(help="CSV, JSONL, Parquet or XLSX files.")],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Read and check, write nothing.")] = False,
    mapping: Annotated[Path | None, typer.Option("--map", help="YAML file: their column name → ours.")] = None,
    sheet: Annotated[str, typer.Option("--sheet", help="XLSX: the sheet to read (default: the first filled).")] = "",
    data_dir: DataDir = None,
    acting_as: ActingAs = "",
    as_json: AsJson = False,
) -> None:
    """Import files: good rows land, bad rows go to a reject file with line and reason."""
    from api.file_import import bring_in
    from api.terminal.progress import bar, unwatched

    with open_store(data_dir) as database:
        reports = bring_in(
            database,
            kind,
            files,
            dry_run=dry_run,
            mapping_file=mapping,
            acting_as=acting_as,
            sheet=sheet,
            watch=unwatched if as_json else bar,
        )
    if as_json:
        documents = [report.as_json() for report in reports]
        show_json(documents[0] if len(documents) == 1 else documents)
        for path, report in zip(files, reports, strict=True):
            for note in report.notes:
                say(f"{path}: {note}")
        return
    for path, report in zip(files, reports, strict=True):
        _show_report(path, report.as_json(), report.batch_id, report.notes)


def _show_report(path: Path, report: dict[str, object], batch_id: str, notes: tuple[str, ...]) -> None:
    counts = "  ".join(f"{name} {report[name]}" for name in ("read", "inserted", "updated", "unchanged", "rejected"))
    show(f"{path}: {counts}" + (f"   (batch {batch_id})" if batch_id else "   (dry run, nothing written)"))
    if report["reject_file"]:
        show(f"  rejected rows with line and reason: {report['reject_file']}")
    for note in notes:
        show(f"  note: {note}")


@imports.command("list")
def list_imports(data_dir: DataDir = None) -> None:
    """List imports, newest first, by the clock of Shanghai."""
    from tools.clock import shanghai
    from tools.importing import list_batches

    with open_store(data_dir) as database, database.reading() as session:
        for batch in list_batches(session):
            state = "undone" if batch.undone_at else ("done" if batch.finished_at else "unfinished")
            show(
                f"{batch.id}  {shanghai(batch.started_at):%Y-%m-%d %H:%M}  {batch.kind:<12} {batch.file_name}  {state}"
            )


@imports.command("undo")
def undo(
    batch_id: Annotated[str, typer.Argument(help="Batch id, as printed by the import or `imports list`.")],
    data_dir: DataDir = None,
    acting_as: ActingAs = "",
) -> None:
    """Take an import back: new rows go, changed rows get their old values."""
    from api.file_import import importer
    from tools.clock import utc_now
    from tools.importing import undo_import

    with open_store(data_dir) as database:
        report = undo_import(database, batch_id, now=utc_now(), undone_by=importer(database, acting_as))
    show(f"{batch_id}: {report.deleted} rows removed, {report.restored} restored, {len(report.kept)} kept.")
    for kept in report.kept:
        show(f"  kept: {kept}")
