"""The command that brings a company's scripts in from workbooks and documents."""

from pathlib import Path
from typing import Annotated, Any

import typer

from api.commands.running import ActingAs, AsJson, DataDir, acting, running
from api.terminal import show, show_json

_SHOWN = 20


def import_scripts(
    file: Annotated[Path, typer.Argument(help="A workbook (.xlsx), a table (.csv) or a document (.md).")],
    sheet: Annotated[str, typer.Option("--sheet", help="XLSX: the sheet to read (default: the first filled).")] = "",
    mapping: Annotated[Path | None, typer.Option("--map", help="YAML file: their column name → ours.")] = None,
    folder: Annotated[Path | None, typer.Option("--folder", help="Where the pages go (default: your folder).")] = None,
    update: Annotated[bool, typer.Option("--update", help="Let other words become the next version.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Read and check, write nothing.")] = False,
    data_dir: DataDir = None,
    acting_as: ActingAs = "",
    as_json: AsJson = False,
) -> None:
    """Make draft pages of a script library; rows that cannot be used go to a reject file with their place and fix."""
    from api.file_import import read_mapping
    from api.script_import import bring_in_scripts

    with running(data_dir) as services:
        report = bring_in_scripts(
            services,
            acting(services.database, acting_as),
            file,
            folder=folder,
            sheet=sheet,
            mapping=read_mapping(mapping) if mapping else None,
            update=update,
            dry_run=dry_run,
        )
    if as_json:
        show_json(report.as_json())
        return
    _show(report.as_json(), dry_run=dry_run)


def _show(report: dict[str, Any], *, dry_run: bool) -> None:
    counts = "  ".join(f"{name} {len(report[name])}" for name in ("added", "updated", "unchanged", "kept"))
    tail = "   (dry run, nothing written)" if dry_run else ""
    show(f"{report['source']}: read {report['read']}  {counts}  rejected {report['rejected']}{tail}")
    for fault in report["faults"][:_SHOWN]:
        column = f" column {fault['column']!r}:" if fault["column"] else ""
        show(f"  {report['source']}:{fault['line']}:{column} {fault['reason']} {fault['fix']}")
    for found in report["findings"][:_SHOWN]:
        show(f"  {found['place']}: {found['verdict']} {found['rule']} {found['said']!r} {found['message']}")
    hidden = max(len(report["faults"]) - _SHOWN, 0) + max(len(report["findings"]) - _SHOWN, 0)
    if hidden:
        show(f"  and {hidden} more (--json shows all)")
    for page_id in report["kept"]:
        show(f"  {page_id}: its words differ and were left as they are; --update makes them its next version.")
    if report["reject_file"]:
        show(f"  rejected rows: {report['reject_file']}")
    for note in report["notes"]:
        show(f"  note: {note}")
