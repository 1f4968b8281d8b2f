"""The first minute: a believable brand, scored and planned, with drafts waiting and one shown in the terminal."""

import shutil
from pathlib import Path

from agent.outreach import propose_plan
from agent.request import Request
from agent.suggest import suggest
from api.answering import told
from api.logs import configure_logs
from api.security import hash_password
from api.services import Services, build_services
from api.settings import Settings, read_settings
from api.terminal import say, show
from api.terminal.suggestion import show_proposal
from tools import scoring
from tools.access import SYSTEM, actor_of
from tools.clock import shanghai_day
from tools.conversations.history import read_history
from tools.demo import ROSTER, build_demo
from tools.errors import BadInput
from tools.models import Staff
from tools.staff import add_staff, list_staff, set_password
from tools.store import mark, read_mark

# Known to everybody, which is why the demo listens on this machine only and marks its pages.
DEMO_LOGIN = "zhiji-demo"
_READY = "demo_ready"
_ADMINISTRATOR = "admin"


def run_demo(folder: Path, *, members: int, reset: bool) -> None:
    """Build the demo store unless it is there, and print one real suggestion. Raises BadInput, Unavailable."""
    # Whatever database the environment names, the demo keeps to its own folder.
    settings = read_settings(data_dir=folder, database_url="")
    configure_logs(settings.log_level)
    if reset:
        _remove(settings)
    services = build_services(settings, indexed=False)
    try:
        services = _built(services, settings, members)
        _show_one(services)
        _show_logins(services)
    finally:
        services.close()


def _built(services: Services, settings: Settings, members: int) -> Services:
    with services.database.reading() as session:
        is_ready, is_demo = read_mark(session, _READY), read_mark(session, "demo")
    if is_ready:
        return services
    if is_demo:
        say("The last build was cut off; building the demo anew.")
        services.close()
        _remove(settings)
        services = build_services(settings, indexed=False)
    _build(services, members)
    return services


def _remove(settings: Settings) -> None:
    """Remove a demo store; a folder that holds anything else is not ours to remove."""
    folder = settings.data_dir
    if not folder.exists():
        return
    if not (folder / "zhiji.db").exists():
        raise BadInput(f"{folder} is no demo store.", fix="Name the demo's folder with --data-dir.")
    services = build_services(settings, indexed=False)
    with services.database.reading() as session:
        is_demo = read_mark(session, "demo")
    services.close()
    if not is_demo:
        raise BadInput(f"{folder} holds real data and is left alone.", fix="Name the demo's folder with --data-dir.")
    shutil.rmtree(folder)


def _build(services: Services, members: int) -> None:
    now, database = services.clock(), services.database
    say(f"Building the demo brand: {members:,} members …")
    report = build_demo(database, now=now, members=members, picture_folder=services.settings.data_dir / "pictures")
    _open_accounts(services)
    say("Scoring the member base …")
    scoring.score_base(database, as_of=shanghai_day(now), now=now, scored_by="demo")
    read_history(database, now=now)
    say("Drafting answers and today's plan …")
    for member_id, _text, _message_id in report.open_questions:
        suggest(services.workshop, SYSTEM, Request(member_id=member_id))
    plan = propose_plan(services.workshop, SYSTEM)
    say(f"{len(report.open_questions)} answers and {plan.drafted} care drafts wait in the queue.")
    with database.writing() as session:
        mark(session, "showcase", report.showcase)
        mark(session, _READY, now.isoformat())


def _open_accounts(services: Services) -> None:
    password_hash = hash_password(DEMO_LOGIN)
    with services.database.writing() as session:
        # The brand's people see their own members or their store; whoever tries the demo wants to see all.
        administrator = Staff(staff_id=_ADMINISTRATOR, name=_ADMINISTRATOR, role="admin")
        add_staff(session, administrator, by="demo", now=services.clock())
        for person in list_staff(session):
            set_password(session, person.staff_id, password_hash)
        mark(session, "acting_staff", _ADMINISTRATOR)
        mark(session, "demo_password", DEMO_LOGIN)
    shutil.copyfile(ROSTER, services.settings.data_dir / "desk.yaml")


def _show_one(services: Services) -> None:
    with services.database.reading() as session:
        member_id = read_mark(session, "showcase")
        actor = actor_of(session, read_mark(session, "acting_staff"))
    proposal = suggest(services.workshop, actor, Request(member_id=member_id, dry_run=True))
    show("\n── one suggestion, as a rep sees it ──")
    for fact in proposal.drafts[0].evidence if proposal.drafts else []:
        if fact["field"] == "messages":
            show(f"she wrote {fact['value']}")
    show_proposal(told(services, None, proposal))


def _show_logins(services: Services) -> None:
    with services.database.reading() as session:
        staff = [(person.staff_id, person.role) for person in list_staff(session)]
    show("\n── demo logins (all with password " + DEMO_LOGIN + ") ──")
    show("  " + "   ".join(f"{staff_id} {role}" for staff_id, role in staff))
    show(f"  commands without --as act for {_ADMINISTRATOR}")
