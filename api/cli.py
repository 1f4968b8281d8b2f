"""Every command of `zhiji`; each loads what it needs when it runs, so that --help is instant."""

from typing import Annotated

import typer

from api.commands import admin, bench, checks, consents, evaluate, importing, kpis, library, store, tasks, told, work

app = typer.Typer(
    name="zhiji",
    help="zhiji: drafts care for members; a person approves every text.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _tell_version(asked: bool) -> None:
    if asked:
        from importlib.metadata import version

        typer.echo(f"zhiji {version('zhiji')}")
        raise typer.Exit


@app.callback()
def zhiji(
    _version: Annotated[
        bool, typer.Option("--version", help="Show the version and exit.", callback=_tell_version, is_eager=True)
    ] = False,
) -> None:
    """Draft care for members; a person approves every text."""


app.command("demo")(store.demo)
app.command("init")(store.init)
app.command("doctor")(store.doctor)
app.command("serve")(store.serve)
app.command("worker")(store.worker)
app.add_typer(store.db, name="db")
app.command("import")(importing.import_files)
app.add_typer(importing.imports, name="imports")
app.command("score")(work.score)
app.command("plan")(work.plan)
app.command("suggest")(work.suggest)
app.command("kpis")(kpis.kpis)
app.add_typer(tasks.tasks, name="tasks")
app.add_typer(library.playbooks, name="playbooks")
app.add_typer(checks.checks, name="checks")
app.add_typer(evaluate.evaluate, name="eval")
app.command("bench")(bench.bench)
app.add_typer(admin.staff, name="staff")
app.add_typer(admin.member, name="member")
app.add_typer(consents.consents, name="consents")
app.add_typer(told.told, name="told")
app.add_typer(admin.audit, name="audit")
