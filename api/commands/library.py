"""Commands for playbooks: import, check, sync, search, vectors, train, crossvoice."""

from pathlib import Path
from typing import Annotated

import typer

from api.commands.playbook_steps import history, publish, retire, review, submit, suspend
from api.commands.running import AsJson, DataDir, running
from api.commands.scripts import import_scripts
from api.commands.voice import show_voice
from api.terminal import show, show_json

playbooks = typer.Typer(help="Check, index and search the playbooks.", no_args_is_help=True)

playbooks.command("import")(import_scripts)
playbooks.command("voice")(show_voice)
for step in (submit, review, publish, suspend, retire, history):
    playbooks.command(step.__name__)(step)


@playbooks.command("check")
def check(
    folders: Annotated[list[Path] | None, typer.Argument(help="Folders to check (default: ours and yours).")] = None,
    as_json: AsJson = False,
) -> None:
    """Check playbook files: each fault with its line and fix."""
    from api.settings import read_settings
    from knowledge.library import SHIPPED_PLAYBOOKS
    from knowledge.pages.reading import check_folders

    chosen = folders or [SHIPPED_PLAYBOOKS, *read_settings().playbook_folders]
    faults = check_folders(chosen)
    pages = sum(1 for folder in chosen for _ in folder.rglob("*.md"))
    if as_json:
        show_json({"pages": pages, "faults": [str(fault) for fault in faults]})
    else:
        for fault in faults:
            show(str(fault))
        show(f"{pages} pages, {len(faults)} faults.")
    if faults:
        raise typer.Exit(2)


@playbooks.command("sync")
def sync(data_dir: DataDir = None, as_json: AsJson = False) -> None:
    """Bring the library up to the files and index what changed."""
    with running(data_dir) as services:
        # Opening the product has brought the library up to the files.
        report = services.synced
        services.workshop.librarian.warm()
    counts = {name: len(getattr(report, name)) for name in ("added", "changed", "retired")}
    if as_json:
        show_json({**counts, "faults": [str(fault) for fault in report.faults]})
    else:
        show("  ".join(f"{name} {count}" for name, count in counts.items()))
        for fault in report.faults:
            show(str(fault))
    if report.faults:
        raise typer.Exit(1)


@playbooks.command("search")
def search(
    text: Annotated[str, typer.Argument(help="A question in the words people use.")],
    limit: Annotated[int, typer.Option(min=1, max=20)] = 3,
    data_dir: DataDir = None,
    as_json: AsJson = False,
) -> None:
    """Find the pages that answer a question; nothing is an answer too."""
    from tools.clock import shanghai_day
    from tools.conversations.record import legible

    words = legible(text)
    with running(data_dir) as services:
        today = shanghai_day(services.clock())
        hits = services.workshop.librarian.search(words, today=today, limit=limit)
    if as_json:
        show_json([{"id": h.playbook.id, "title": h.playbook.title, "score": round(h.score, 4)} for h in hits])
        return
    for hit in hits:
        show(f"{hit.score:.2f}  {hit.playbook.id:<18} {hit.playbook.title}   ← {hit.passage[:40]}")
    if not hits:
        show("Nothing fits.")


@playbooks.command("vectors")
def vectors(data_dir: DataDir = None) -> None:
    """Write the vectors of the shipped pages anew (after changing a page)."""
    from knowledge import library
    from knowledge.index.vectors import SHIPPED_VECTORS, write_shipped_vectors
    from tools.clock import shanghai_day
    from tools.embedder import UseEmbedder

    with running(data_dir) as services, services.database.reading() as session:
        pages = library.usable(session, shanghai_day(services.clock()))
        show(f"{write_shipped_vectors(SHIPPED_VECTORS, pages, UseEmbedder())} vectors in {SHIPPED_VECTORS.name}.")


@playbooks.command("train")
def train(as_json: AsJson = False) -> None:
    """Learn from the collected questions and write the file search starts with (after adding questions)."""
    from api.evaluation.crossvoice import train as learn
    from api.settings import read_settings
    from api.wiring.encoder import embedder_for
    from knowledge.search.directions import SHIPPED_DIRECTIONS

    report = learn(SHIPPED_DIRECTIONS, embedder_for(read_settings()))
    if as_json:
        show_json(report)
        return
    show(f"{report['questions']} questions in {report['voices']} voices, {report['subjects']} subjects.")
    show(f"{report['bytes'] / 1e6:.1f} MB in {SHIPPED_DIRECTIONS.name}.")


@playbooks.command("crossvoice")
def crossvoice(
    questions: Annotated[
        Path | None, typer.Option(help="Folder of questions, a file per voice (default: the shipped ones).")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Judge search on each voice of the collected questions by what the other voices teach."""
    from api.evaluation.crossvoice import evaluate_crossvoice
    from api.settings import read_settings
    from api.wiring.encoder import embedder_for
    from knowledge.learning.questions import SHIPPED_QUESTIONS

    report = evaluate_crossvoice(embedder_for(read_settings()), questions or SHIPPED_QUESTIONS)
    if as_json:
        show_json(report)
        return
    for voice, figures in {**report["voices"], "mean": report["mean"]}.items():
        show(f"{voice:<20} " + "  ".join(f"{name} {value:.3f}" for name, value in figures.items() if name[-1] != "n"))
