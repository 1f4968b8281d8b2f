"""What every command shares: opening the product, printing, and who acts."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from api.terminal import say

if TYPE_CHECKING:
    from sqlmodel import Session

    from api.services import Services
    from api.settings import Settings
    from tools.access import Actor
    from tools.database import Database

DataDir = Annotated[Path | None, typer.Option("--data-dir", help="Folder of the store (default: ZHIJI_DATA_DIR).")]
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON document to stdout.")]
ActingAs = Annotated[str, typer.Option("--as", help="Staff id on whose behalf this is done.")]


@contextmanager
def running(data_dir: Path | None, *, indexed: bool = False, **given: Any) -> Iterator["Services"]:
    """Open the product for one command and close it again; one that goes on running builds the index as well."""
    from api.logs import configure_logs
    from api.services import build_services
    from api.settings import read_settings, with_demo_fallback

    settings = read_settings(data_dir=data_dir, **given)
    chosen = settings if data_dir is not None else with_demo_fallback(settings)
    if chosen.data_dir != settings.data_dir:
        say(f"Using the demo store in {chosen.data_dir}/ (no store of your own yet; `zhiji init` makes one).")
    configure_logs(chosen.log_level)
    services = build_services(chosen, indexed=indexed)
    try:
        yield services
    finally:
        services.close()


@contextmanager
def open_store(data_dir: Path | None) -> Iterator["Database"]:
    """Open only the database, for commands that need no library."""
    from tools.database import open_database, prepare

    with closing(open_database(use_own_texts(data_dir).store_url)) as database:
        prepare(database)
        yield database


def use_own_texts(data_dir: Path | None) -> "Settings":
    """Put the company's consent texts in force and return the settings they come from; no store is opened."""
    from api.settings import read_settings, with_demo_fallback
    from tools.checks.consent_texts import read_texts, use_texts

    settings = read_settings(data_dir=data_dir)
    chosen = settings if data_dir is not None else with_demo_fallback(settings)
    use_texts(read_texts(chosen.rules_dir) if chosen.rules_dir else {})
    return chosen


def acting(database: "Database", staff_id: str) -> "Actor":
    """Return who acts: the named member of staff, or the store's default. Raises BadInput, NotFound."""
    from tools.staff import acting_staff

    with database.reading() as session:
        return acting_staff(session, staff_id)


@contextmanager
def reading_as(data_dir: Path | None, staff_id: str) -> Iterator[tuple["Session", "Actor"]]:
    """Open the store to read in it as `acting` says."""
    with open_store(data_dir) as database:
        actor = acting(database, staff_id)
        with database.reading() as session:
            yield session, actor


@contextmanager
def writing_as(data_dir: Path | None, staff_id: str) -> Iterator[tuple["Session", "Actor"]]:
    """Open the store for one transaction of whom `acting` says."""
    with open_store(data_dir) as database:
        actor = acting(database, staff_id)
        with database.writing() as session:
            yield session, actor
