"""Commands for consents: the texts, one member's answers, and writing an answer down."""

from typing import Annotated, Literal

import typer

from api.commands.running import ActingAs, AsJson, DataDir, reading_as, use_own_texts, writing_as
from api.terminal import show, show_json

consents = typer.Typer(help="Consents: texts, a member's answers, and writing one down.", no_args_is_help=True)


@consents.command("texts")
def texts(data_dir: DataDir = None, as_json: AsJson = False) -> None:
    """List the texts under which members agree; a withdrawn one counts no more."""
    from api.views.consents import text_rows
    from tools.clock import shanghai_day, utc_now

    use_own_texts(data_dir)
    rows = text_rows(shanghai_day(utc_now()))
    if as_json:
        show_json({"items": rows})
        return
    for row in rows:
        gone = f"   withdrawn on {row['withdrawn_on']}: {row['why']}" if row["withdrawn_on"] else ""
        show(f"{row['purpose']:<10} {row['version']:<10} from {row['valid_from']}{gone}\n  {row['text']}")


@consents.command("list")
def list_consents(member_id: str, data_dir: DataDir = None, acting_as: ActingAs = "", as_json: AsJson = False) -> None:
    """List what she allowed and refused, under which text, when and by which source."""
    from api.views.consents import consent_view
    from tools.clock import shanghai_day, utc_now
    from tools.members.consents import read_consents
    from tools.members.find import get_for

    with reading_as(data_dir, acting_as) as (session, actor):
        found = read_consents(session, get_for(session, actor, member_id), shanghai_day(utc_now()))
    rows = [consent_view(one) for one in found]
    if as_json:
        show_json({"items": rows})
        return
    for row in rows:
        told = (row["text"] or "", (row["at"] or "")[:10], row["how"] or "", row["why"] or "")
        show(f"{row['code']:<10} {row['state']:<8} " + "  ".join(part for part in told if part))


@consents.command("record")
def record(
    member_id: str,
    purpose: Annotated[str, typer.Option(help="care, marketing, automated, due_date, children, health or tags.")],
    source: Annotated[str, typer.Option(help="Where she answered: a message id, the name of a form.")],
    answer: Annotated[Literal["yes", "no"], typer.Option(help="What she answered.")] = "yes",
    text: Annotated[str, typer.Option(help="Version of the text she saw (default: the one in force).")] = "",
    at: Annotated[str, typer.Option(help="When she answered, e.g. 2026-12-01T18:00 (default: now).")] = "",
    data_dir: DataDir = None,
    acting_as: ActingAs = "",
) -> None:
    """Write down what she answered; a no stands whatever a file says later."""
    from tools.clock import parse_time, utc_now
    from tools.members.consent_answers import record_consent

    with writing_as(data_dir, acting_as) as (session, actor):
        member = record_consent(
            session,
            actor,
            member_id,
            purpose=purpose,
            answer=answer,
            source=source,
            text=text,
            at=parse_time(at) if at else None,
            now=utc_now(),
        )
        kept = member.consent_records[purpose]
        show(f"{member_id}: {purpose} {answer} {kept['text']}".rstrip())
