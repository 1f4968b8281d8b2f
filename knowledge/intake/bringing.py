"""One file of scripts brought into a folder: draft pages, never over somebody's words, faulty rows beside the file."""

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from knowledge.intake.document import read_document
from knowledge.intake.entry import Entry, Reject
from knowledge.intake.pages import Gathered, gather, written
from knowledge.intake.sheet import read_sheet
from knowledge.intake.words import check_mapping
from knowledge.pages.faults import PlaybookFault
from knowledge.pages.reading import parse_playbook
from knowledge.playbook import Playbook, version_key
from knowledge.proofreading import proofread
from tools.errors import BadInput, Unavailable
from tools.whole_file import write_whole

_DOCUMENTS = (".md", ".markdown")


@dataclass
class IntakeReport:
    """What became of one file: page ids by outcome, remarks of the gate and rows left out, each with its place."""

    source: str
    read: int = 0
    added: list[str] = field(default_factory=list)
    updated: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)
    findings: list[dict[str, str]] = field(default_factory=list)
    rejects: list[Reject] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    reject_file: str = ""

    def as_json(self) -> dict[str, Any]:
        """Return the report as one JSON document."""
        faults = [{"line": r.line, "column": r.column, "reason": r.reason, "fix": r.fix} for r in self.rejects]
        names = ("source", "read", "added", "updated", "unchanged", "kept", "findings", "notes", "reject_file")
        return {name: getattr(self, name) for name in names} | {"rejected": len(self.rejects), "faults": faults}


def bring_in_playbooks(
    path: Path,
    folder: Path,
    *,
    today: date,
    sheet: str = "",
    mapping: Mapping[str, str] | None = None,
    update: bool = False,
    dry_run: bool = False,
    taken: Collection[str] = (),
    name: str = "",
) -> IntakeReport:
    """Bring one file's scripts into `folder` as drafts; `taken` are ids of pages that lie elsewhere.

    A page that is there already stays as it is; with `update` other words become its next version. Faulty rows go to
    a file beside this one. Raises BadInput, Unavailable.
    """
    chosen = dict(mapping or {})
    check_mapping(chosen)
    entries, report = _read(path, sheet, chosen, name or path.name)
    pages, rejects = gather(entries, report.source, today)
    report.rejects += rejects
    for gathered in pages:
        report.rejects += gathered.left_out
        _file(gathered, folder, report, entries, update=update, dry_run=dry_run, taken=taken)
    report.rejects.sort(key=lambda reject: (reject.line, reject.column))
    if report.rejects and not dry_run:
        report.reject_file = _keep_rejects(path.with_name(f"{path.name}.reject.jsonl"), report)
    return report


def _read(path: Path, sheet: str, mapping: dict[str, str], name: str) -> tuple[list[Entry], IntakeReport]:
    if not path.is_file():
        raise BadInput(f"There is no file {str(path)!r}.", fix="Check its name.")
    if path.suffix.lower() in _DOCUMENTS:
        entries, rejects = read_document(path, mapping)
        return entries, IntakeReport(name, read=len(entries) + len(rejects), rejects=rejects)
    entries, rejects, notes, title = read_sheet(path, sheet, mapping)
    source = f"{name}[{title}]" if title else name
    return entries, IntakeReport(source, read=len(entries) + len(rejects), rejects=rejects, notes=list(notes))


def _file(
    gathered: Gathered,
    folder: Path,
    report: IntakeReport,
    entries: Sequence[Entry],
    *,
    update: bool,
    dry_run: bool,
    taken: Collection[str],
) -> None:
    target = _target(folder, gathered)
    before = _before(target)
    try:
        text, page = _shaped(gathered, before)
        if before is None and gathered.page_id in taken:
            raise _fault(gathered, f"the id {gathered.page_id} belongs to another page.", "Give it another number.")
    except PlaybookFault as fault:
        report.rejects += _faulty(gathered, fault, entries)
        return
    report.findings += _findings(page, gathered, report.source)
    outcome = _outcome(before, page, update=update)
    getattr(report, outcome).append(page.id)
    if outcome in ("added", "updated") and not dry_run:
        _write(target, text)


def _target(folder: Path, gathered: Gathered) -> Path:
    there = next(iter(sorted(folder.rglob(f"{gathered.page_id}.md"))), None) if folder.is_dir() else None
    return there or folder / str(gathered.header["kind"]) / f"{gathered.page_id}.md"


def _before(target: Path) -> Playbook | None:
    if not target.exists():
        return None
    try:
        return parse_playbook(target.read_text("utf-8"), target.name)
    except (PlaybookFault, UnicodeDecodeError, OSError) as error:
        fix = "Mend it (`zhiji playbooks check` says how) or move it away."
        raise BadInput(f"{target} is there and cannot be read.", fix=fix) from error


def _shaped(gathered: Gathered, before: Playbook | None) -> tuple[str, Playbook]:
    """Return file and page; where the file names no day, the one that the page has already stays."""
    header = dict(gathered.header)
    if before is not None:
        major, minor, patch = version_key(before.version)
        header["version"] = f"{major}.{minor}.{patch + 1}"
        if not gathered.names_its_day:
            header["expires_on"] = before.expires_on.isoformat()
            for fact in header.get("facts", []):
                fact["expires_on"] = before.expires_on.isoformat()
    text = written(header, gathered.sections)
    return text, parse_playbook(text, f"{gathered.page_id}.md")


def _outcome(before: Playbook | None, page: Playbook, *, update: bool) -> str:
    if before is None:
        return "added"
    if before.content_hash == page.content_hash:
        return "unchanged"
    return "updated" if update else "kept"


def _fault(gathered: Gathered, message: str, fix: str) -> PlaybookFault:
    from knowledge.pages.faults import Fault

    return PlaybookFault([Fault(f"{gathered.page_id}.md", 0, message, fix)])


def _faulty(gathered: Gathered, fault: PlaybookFault, entries: Sequence[Entry]) -> list[Reject]:
    """Return every row of a page that the library would not take, with the first of the reasons."""
    first = fault.faults[0]
    rows = {entry.line: entry.row for entry in entries}
    return [Reject(line, "", first.message, first.fix, rows.get(line, {})) for line in gathered.lines]


def _findings(page: Playbook, gathered: Gathered, source: str) -> list[dict[str, str]]:
    place = f"{source}:{','.join(map(str, gathered.lines))}"
    return [
        {
            "page": page.id,
            "place": place,
            "text": remark.place,
            "rule": remark.finding.rule,
            "verdict": remark.finding.verdict,
            "said": remark.said,
            "message": remark.finding.message,
        }
        for remark in proofread(page)
    ]


def _write(target: Path, text: str) -> None:
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        write_whole(target, text.encode())
    except OSError as error:
        raise Unavailable(f"{target} cannot be written: {error.strerror}.", fix="Check folder and disk.") from error


def _keep_rejects(path: Path, report: IntakeReport) -> str:
    lines = [
        {"line": r.line, "column": r.column, "reason": r.reason, "fix": r.fix, "row": r.row} for r in report.rejects
    ]
    try:
        path.write_text("".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines), "utf-8")
    except OSError as error:
        raise Unavailable(f"{path} cannot be written: {error.strerror}.", fix="Check folder and disk.") from error
    return str(path)
