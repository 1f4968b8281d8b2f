"""Commands for what members told us: list it with their words, confirm it, or decline it."""

from typing import Annotated

import typer

from api.commands.running import ActingAs, AsJson, DataDir, reading_as, writing_as
from api.terminal import show, show_json

told = typer.Typer(help="What members told us: list, confirm or decline it.", no_args_is_help=True)
FactId = Annotated[str, typer.Argument(help="Id of the fact, as `told list` shows it.")]


@told.command("list")
def list_told(member_id: str, data_dir: DataDir = None, acting_as: ActingAs = "", as_json: AsJson = False) -> None:
    """List what she told us that waits for a yes or no, with her words."""
    from api.views.facts import fact_view
    from tools.members.find import get_for
    from tools.members.proposed import proposed_facts

    with reading_as(data_dir, acting_as) as (session, actor):
        rows = [fact_view(fact) for fact in proposed_facts(session, get_for(session, actor, member_id))]
    if as_json:
        show_json({"items": rows})
        return
    for row in rows or ():
        show(f"{row['id']}  {row['kind']:<14} {row['value'] or '?':<12} {row['said_at'][:10]}  {row['quote']}")
    if not rows:
        show("Nothing waits for a decision.")


@told.command("confirm")
def confirm(
    fact_id: FactId,
    value: Annotated[str, typer.Option(help="The value, where her words left it open or were read wrongly.")] = "",
    data_dir: DataDir = None,
    acting_as: ActingAs = "",
) -> None:
    """Write a fact into her record."""
    from tools.clock import utc_now
    from tools.members.proposed import confirm_fact

    with writing_as(data_dir, acting_as) as (session, actor):
        fact = confirm_fact(session, actor, fact_id, value=value, now=utc_now())
        show(f"{fact.id} confirmed: {fact.kind} {fact.value}".rstrip())


@told.command("decline")
def decline(fact_id: FactId, data_dir: DataDir = None, acting_as: ActingAs = "") -> None:
    """Say that it is no fact; nothing is written."""
    from tools.clock import utc_now
    from tools.members.proposed import reject_fact

    with writing_as(data_dir, acting_as) as (session, actor):
        reject_fact(session, actor, fact_id, now=utc_now())
    show(f"{fact_id} declined.")
