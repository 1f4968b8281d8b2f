"""Commands for administration: staff, members' rights, the audit log."""

from typing import Annotated

import typer

from api.commands.running import ActingAs, AsJson, DataDir, acting, open_store, writing_as
from api.terminal import ask_password, say, show, show_json
from tools.errors import BadInput

staff = typer.Typer(help="Add and list staff, make API tokens.", no_args_is_help=True)
member = typer.Typer(help="Export or erase one person's data.", no_args_is_help=True)
audit = typer.Typer(help="Verify the audit log.", no_args_is_help=True)


@staff.command("add")
def add(
    staff_id: Annotated[str, typer.Argument(help="Id, e.g. R9.")],
    name: Annotated[str, typer.Option(help="Name.")],
    role: Annotated[str, typer.Option(help="rep, supervisor, member_manager, operator, owner, auditor or admin.")],
    store: Annotated[str, typer.Option(help="Store.")] = "",
    password: Annotated[str, typer.Option(help="Console password (asked for when left out).")] = "",
    data_dir: DataDir = None,
    acting_as: ActingAs = "",
) -> None:
    """Add a member of staff (the first one of an empty store needs no --as)."""
    from api.security import hash_password
    from tools.access import require
    from tools.clock import utc_now
    from tools.models import Staff
    from tools.staff import add_staff, list_staff, refuse_staff

    with open_store(data_dir) as database:
        with database.reading() as session:
            is_first = not list_staff(session)
            # Nobody types a password twice for an id or a role that cannot be.
            refuse_staff(session, staff_id, role)
        by = staff_id
        if not is_first:
            actor = acting(database, acting_as)
            require(actor, "manage_staff")
            by = actor.staff_id
        secret = hash_password(_password(password))
        with database.writing() as session:
            row = Staff(staff_id=staff_id, name=name, role=role, store=store, password_hash=secret)
            add_staff(session, row, by=by, now=utc_now())
    show(f"{staff_id} added as {role}.")


def _password(given: str) -> str:
    words = given or ask_password()
    if not words:
        raise BadInput("There is no password, and no terminal to ask for one.", fix="Name one with --password.")
    return words


@staff.command("list")
def list_all(data_dir: DataDir = None, as_json: AsJson = False) -> None:
    """List staff."""
    from tools.staff import list_staff

    with open_store(data_dir) as database, database.reading() as session:
        rows = [(s.staff_id, s.name, s.role, s.store, s.active) for s in list_staff(session)]
    if as_json:
        show_json([dict(zip(("staff_id", "name", "role", "store", "active"), row, strict=True)) for row in rows])
        return
    if not rows:
        say("Nobody yet. `zhiji init` makes an administrator, `zhiji import staff FILE` brings everybody.")
    for staff_id, name, role, store, active in rows:
        show(f"{staff_id:<10} {name:<10} {role:<15} {store}{'' if active else '   (closed)'}")


@staff.command("token")
def token(
    staff_id: Annotated[str, typer.Argument(help="Whose token.")],
    label: Annotated[str, typer.Option(help="What it is for.")] = "cli",
    data_dir: DataDir = None,
    acting_as: ActingAs = "",
) -> None:
    """Make an API token; it is shown once."""
    from api.security import new_token
    from tools.access import actor_of, require
    from tools.clock import utc_now
    from tools.staff import keep_token

    with open_store(data_dir) as database:
        actor = acting(database, acting_as)
        if actor.staff_id != staff_id:
            require(actor, "manage_staff")
        fresh = new_token()
        with database.writing() as session:
            actor_of(session, staff_id)
            keep_token(session, staff_id, fresh, label=label, by=actor.staff_id, now=utc_now())
    show(fresh)


@member.command("export")
def export(member_id: str, data_dir: DataDir = None, acting_as: ActingAs = "") -> None:
    """Print everything that is kept about one person, as JSON."""
    from tools.clock import utc_now
    from tools.privacy import export_member

    with writing_as(data_dir, acting_as) as (session, actor):
        document = export_member(session, actor, member_id, utc_now())
    show_json(document)


@member.command("erase")
def erase(
    member_id: str,
    reason: Annotated[
        str, typer.Option(help="A code or the number of her request, e.g. REQ-2026-17; the audit log keeps it.")
    ],
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    data_dir: DataDir = None,
    acting_as: ActingAs = "",
) -> None:
    """Erase one person's data; what must stay (the audit chain) holds no personal text."""
    from tools.access import require
    from tools.clock import utc_now
    from tools.members.find import get_for
    from tools.privacy import erase_member

    with open_store(data_dir) as database:
        actor = acting(database, acting_as)
        require(actor, "erase_member")
        with database.reading() as session:
            get_for(session, actor, member_id)
        if not yes:
            typer.confirm(f"Erase everything about {member_id}? This cannot be undone.", abort=True)
        with database.writing() as session:
            counts = erase_member(session, actor, member_id, reason=reason, now=utc_now())
    show(f"{member_id} erased: " + ", ".join(f"{name} {count}" for name, count in counts.items()))


@member.command("reopen")
def reopen(
    member_id: str,
    field: Annotated[str, typer.Option(help="due_date or children: one of the fields that a loss has sealed.")],
    statement: Annotated[str, typer.Option(help="The id of her later message that states it.")],
    consent: Annotated[str, typer.Option(help="The id of her later message that agrees to its use.")],
    reason: Annotated[str, typer.Option(help="What she told you.")],
    due_date: Annotated[str, typer.Option(help="The new due date, for the field due_date, e.g. 2027-03-01.")] = "",
    data_dir: DataDir = None,
    acting_as: ActingAs = "",
) -> None:
    """Use a sealed field again, on her own new words and her own new yes."""
    from tools.clock import parse_day, utc_now
    from tools.holds import reopen_family

    with writing_as(data_dir, acting_as) as (session, actor):
        reopen_family(
            session,
            actor,
            member_id,
            field=field,
            statement_id=statement,
            consent_id=consent,
            reason=reason,
            due_date=parse_day(due_date) if due_date else None,
            now=utc_now(),
        )
    show(f"{member_id}: {field} may be used again.")


@audit.command("verify")
def verify(data_dir: DataDir = None, as_json: AsJson = False) -> None:
    """Verify the audit chain; 1 if somebody changed it."""
    from tools.audit import head
    from tools.audit import verify as verify_chain
    from tools.staff import refuse_unstaffed

    with open_store(data_dir) as database, database.reading() as session:
        faults, (number, digest) = verify_chain(session), head(session)
        if not number:
            # Nothing is whole in the wrong folder too: that must not be read as a clean log.
            refuse_unstaffed(session)
    if as_json:
        show_json({"whole": not faults, "entries": number, "head": digest, "faults": faults})
    else:
        for fault in faults:
            show(fault)
        show(f"{number} entries, head {digest[:16]}, {'whole' if not faults else 'BROKEN'}.")
    if faults:
        raise typer.Exit(1)
