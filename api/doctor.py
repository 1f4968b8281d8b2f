"""Examine every dependency and say the fix for each that ails."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

from pydantic import BaseModel

from agent.errors import ModelUnavailable, UnusableAnswer
from agent.model import ChatMessage, OpenAIModel
from api.services import Services
from tools import audit
from tools.access import SYSTEM
from tools.clock import shanghai_day
from tools.database import current_revision, newest_revision
from tools.desk.duty import hours_without_duty
from tools.errors import ServiceError
from tools.outbox import open_deliveries


@dataclass(frozen=True)
class Dependency:
    """One dependency's state: `is_needed` tells whether drafts stop without it."""

    name: str
    is_ok: bool
    detail: str
    fix: str = ""
    is_needed: bool = True


class _Pong(BaseModel):
    ok: bool


def examine(services: Services, *, quick: bool = False) -> tuple[Dependency, ...]:
    """Examine database, schema, playbooks, index and settings; unless quick, also model and audit chain."""
    looks: list[Callable[[Services], Dependency]] = [
        _database,
        _playbooks,
        _index,
        _checks,
        _secrets,
        _privacy,
        _desk,
        _model_state,
    ]
    if not quick:
        looks += [_clock, _model, _wecom, _audit, _deliveries]
    return tuple(_look(look, services) for look in looks)


def unopened(error: ServiceError) -> tuple[Dependency, ...]:
    """Return what is to be said of a product that cannot be opened: nothing opens without its database."""
    return (Dependency("database", False, error.message, error.fix),)


def _look(look: Callable[[Services], Dependency], services: Services) -> Dependency:
    try:
        return look(services)
    except ServiceError as error:
        return Dependency(look.__name__.strip("_"), False, error.message, error.fix)


def _database(services: Services) -> Dependency:
    revision = current_revision(services.database)
    if revision != newest_revision(services.database):
        return Dependency(
            "database", False, f"Schema {revision or 'absent'} is not this program's.", "Run `zhiji db upgrade`."
        )
    with services.database.writing():
        kind = "SQLite" if services.database.is_sqlite else "PostgreSQL"
    return Dependency("database", True, f"{kind}, schema {revision}, writable.")


def _playbooks(services: Services) -> Dependency:
    from knowledge import library

    with services.database.reading() as session:
        pages = library.usable(session, shanghai_day(services.clock()))
    if not pages:
        return Dependency(
            "playbooks", False, "No playbook may be used today.", "Run `zhiji playbooks check`, then `sync`."
        )
    return Dependency("playbooks", True, f"{len(pages)} pages may be used today.")


def _index(services: Services) -> Dependency:
    librarian = services.workshop.librarian
    librarian.warm()
    state = librarian.index_state()
    if state.trouble:
        detail = f"{state.trouble} Searches are answered {state.place} until it is back."
        return Dependency("index", False, detail, state.fix, is_needed=False)
    if librarian.knows_subjects != "by meaning":
        detail = f"Subjects are known {librarian.knows_subjects} for the encoder {services.embedder.name}."
        return Dependency("index", False, detail, "Run `zhiji playbooks train`.", is_needed=False)
    return Dependency("index", True, f"Vector store: {state.place}.")


def _checks(services: Services) -> Dependency:
    from tools.checks import rules
    from tools.checks.ear import WEIGHTS, read_weights
    from tools.checks.rulebook import shipped_rules

    for direction in ("in", "out"):
        read_weights(WEIGHTS, direction)
    added = len(rules()) - len(shipped_rules())
    own = f", {added} of your own from {services.settings.rules_dir}" if services.settings.rules_dir else ""
    return Dependency("checks", True, f"{len(shipped_rules())} rules{own}; the classifier's weights match their card.")


def _secrets(services: Services) -> Dependency:
    from api.settings import DEVELOPMENT_PHRASE

    if services.settings.secret_key.get_secret_value() == DEVELOPMENT_PHRASE:
        fix = "Set ZHIJI_SECRET_KEY before real members are served."
        return Dependency("secret_key", False, "Cookies are signed with the development phrase.", fix, is_needed=False)
    return Dependency("secret_key", True, "Set.")


def _privacy(services: Services) -> Dependency:
    if not services.settings.privacy_impact_id:
        fix = "Set ZHIJI_PRIVACY_IMPACT_ID to the number of the assessment (PIPL articles 55 and 56)."
        return Dependency("privacy_impact", False, "No privacy impact assessment is named.", fix, is_needed=False)
    return Dependency("privacy_impact", True, services.settings.privacy_impact_id)


def _desk(services: Services) -> Dependency:
    roster, now = services.roster, services.clock()
    with services.database.reading() as session:
        gaps = hours_without_duty(session, roster, now)
    source = str(services.settings.roster_file or "the built-in roster")
    if gaps:
        fix = "Fill the shifts of `crisis` in ZHIJI_DESK_FILE; until then the console says that nobody is on duty."
        return Dependency("desk", False, f"{source}: {gaps} of 168 hours without anybody for S1.", fix, is_needed=False)
    ways = ", ".join(["console", *services.alert_senders])
    return Dependency("desk", True, f"{source} {roster.version}, every hour covered, told by {ways}.", is_needed=False)


def _clock(services: Services) -> Dependency:
    drift_s = abs((services.clock() - datetime.now(UTC)).total_seconds())
    if drift_s > 5:
        return Dependency("clock", False, f"The product's clock is {drift_s:.0f} s off this machine's.", "Restart it.")
    return Dependency("clock", True, f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC; days are Asia/Shanghai.")


def _model_state(services: Services) -> Dependency:
    """Say whether the model is being left alone, without asking it anything."""
    model = services.workshop.model
    if not isinstance(model, OpenAIModel):
        return Dependency("model_breaker", True, "No endpoint is watched.", is_needed=False)
    state, seconds = model.state
    if state == "open":
        fix = f"It is tried again in {seconds:.0f} s; `zhiji doctor` asks it at once. Meanwhile the composer drafts."
        detail = f"open: {model.name} failed several times in a row."
        return Dependency("model_breaker", False, detail, fix, is_needed=False)
    return Dependency("model_breaker", True, f"{state}: {_form_words(model)}", is_needed=False)


def _form_words(model: OpenAIModel) -> str:
    form = model.form
    used = [name for name in ("tools", "stream", "usage") if getattr(form, name)]
    return f"{model.name} is asked for {form.mode}, with {', '.join(used) or 'nothing else'}."


def _model(services: Services) -> Dependency:
    model = services.workshop.model
    if model is None:
        return Dependency("model", True, "None set: the composer drafts.", is_needed=False)
    try:
        model.answer([ChatMessage(role="user", content='Answer with the JSON object {"ok": true}.')], _Pong)
    except (ModelUnavailable, UnusableAnswer) as error:
        fix = error.fix or "Check ZHIJI_LLM_BASE_URL, ZHIJI_LLM_MODEL and the key; meanwhile the composer drafts."
        return Dependency("model", False, error.message, fix, is_needed=False)
    return Dependency("model", True, f"{model.name} answers.", is_needed=False)


def _wecom(services: Services) -> Dependency:
    # Its channel is not part of this version; saying so beats a silent green tick.
    detail = f"Not connected: approved texts leave through {', '.join(services.channels)}."
    return Dependency("wecom", True, detail, is_needed=False)


def _audit(services: Services) -> Dependency:
    with services.database.reading() as session:
        faults = audit.verify(session)
    if faults:
        return Dependency("audit", False, faults[0], "Compare with a backup: somebody changed the log.")
    return Dependency("audit", True, "The chain is whole.")


def _deliveries(services: Services) -> Dependency:
    with services.database.reading() as session:
        unknown = open_deliveries(session, SYSTEM)
    if unknown:
        fix = "Look in the chat and settle each in the console."
        return Dependency("deliveries", False, f"{len(unknown)} deliveries have an unknown end.", fix, is_needed=False)
    return Dependency("deliveries", True, "None is in doubt.")
