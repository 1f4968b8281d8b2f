"""Commands for the store and the running product: demo, init, db, doctor, serve, worker."""

from contextlib import closing
from pathlib import Path
from typing import Annotated

import typer

from api.commands.running import AsJson, DataDir, open_store, running
from api.terminal import say, show, show_json

db = typer.Typer(help="Look after the database.", no_args_is_help=True)


@db.command("upgrade")
def upgrade(data_dir: DataDir = None) -> None:
    """Bring the database's tables to this program's version."""
    from api.settings import read_settings, with_demo_fallback
    from tools.database import open_database
    from tools.database import upgrade as run_migrations

    settings = read_settings(data_dir=data_dir)
    with closing(open_database((settings if data_dir else with_demo_fallback(settings)).store_url)) as database:
        show(f"Schema {run_migrations(database)}.")


def init(
    data_dir: DataDir = None,
    admin: Annotated[str, typer.Option(help="Staff id of the first administrator.")] = "admin",
) -> None:
    """Make a settings file, an empty store and its first administrator."""
    from api.new_store import make_store
    from api.settings import read_settings

    # The folder by name: left out, a demo store would be taken for the real one.
    with open_store(read_settings(data_dir=data_dir).data_dir) as database:
        made = make_store(database, Path(".env"), admin)
    for line in made:
        show(line)


def demo(
    no_serve: Annotated[bool, typer.Option("--no-serve", help="Build and show, then stop.")] = False,
    members: Annotated[int, typer.Option(min=60, max=200_000, help="How many members the brand has.")] = 2000,
    data_dir: DataDir = None,
    reset: Annotated[bool, typer.Option("--reset", help="Throw the demo store away and build it anew.")] = False,
    port: Annotated[int | None, typer.Option(min=1, max=65535, help="Port of the console.")] = None,
) -> None:
    """Build a believable brand, score it, plan today, show one suggestion and serve the console."""
    from api.demo import run_demo
    from api.settings import DEMO_FOLDER

    folder = data_dir or DEMO_FOLDER
    run_demo(folder, members=members, reset=reset)
    if not no_serve:
        _serve(folder, None, port)


def doctor(data_dir: DataDir = None, as_json: AsJson = False) -> None:
    """Check every dependency and say the fix for each that ails."""
    from api.doctor import examine, unopened
    from tools.errors import Unavailable

    try:
        with running(data_dir, indexed=True) as services:
            findings = examine(services)
    except Unavailable as error:
        findings = unopened(error)
    if as_json:
        show_json({"checks": [finding.__dict__ for finding in findings]})
    else:
        for finding in findings:
            mark = "ok  " if finding.is_ok else ("FAIL" if finding.is_needed else "warn")
            show(f"{mark}  {finding.name:<15} {finding.detail} {'' if finding.is_ok else finding.fix}".rstrip())
    if any(not finding.is_ok and finding.is_needed for finding in findings):
        raise typer.Exit(1)


def serve(
    data_dir: DataDir = None,
    host: Annotated[str | None, typer.Option(help="Address to listen on.")] = None,
    port: Annotated[int | None, typer.Option(min=1, max=65535, help="Port to listen on.")] = None,
    processes: Annotated[
        int | None,
        typer.Option(min=1, max=64, help="Processes that serve the port.  [default: 2 where there are two processors]"),
    ] = None,
) -> None:
    """Serve API and console, and deliver what is approved."""
    _serve(data_dir, host, port, processes)


def _serve(data_dir: Path | None, host: str | None, port: int | None, processes: int | None = None) -> None:
    from api.port import listen
    from api.serving import serve_all

    with running(data_dir, indexed=True, host=host, port=port, processes=processes) as services:
        settings = services.settings
        sock = listen(settings.host, settings.port)
        say(f"Console: http://{settings.host}:{settings.port}   API: /docs   stop: Ctrl-C")
        serve_all(services, sock)


def worker(data_dir: DataDir = None) -> None:
    """Deliver approved texts until stopped; any number of workers may run."""
    from api.worker import Worker

    with running(data_dir, indexed=True) as services:
        say("Delivering. Stop: Ctrl-C")
        loop = Worker(services)
        try:
            loop.run()
        except KeyboardInterrupt:
            loop.stop()
