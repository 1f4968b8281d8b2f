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
class Finding:
    """One dependency's state: `is_needed` tells whether drafts stop without it."""

    name: str
    is_ok: bool
    detail: str
    fix: str = ""
    is_needed: bool = True


class _Pong(BaseModel):
    ok: bool


def examine(services: Services, *, quick: bool = False) -> tuple[Finding, ...]:
    """Examine database, schema, playbooks, index and settings; unless quick, also model and audit chain."""
    looks: list[Callable[[Services], Finding]] = [
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


def unopened(error: ServiceError) -> tuple[Finding, ...]:
    """Return what is to be said of a product that cannot be opened: nothing opens without its database."""
    return (Finding("database", False, error.message, error.fix),)


def _look(look: Callable[[Services], Finding], services: Services) -> Finding:
    try:
        return look(services)
    except ServiceError as error:
        return Finding(look.__name__.strip("_"), False, error.message, error.fix)


def _database(services: Services) -> Finding:
    revision = current_revision(services.database)
    if revision != newest_revision(services.database):
        return Finding(
            "database", False, f"Schema {revision or 'absent'} is not this program's.", "Run `zhiji db upgrade`."
        )
    with services.database.writing():
        kind = "SQLite" if services.database.is_sqlite else "PostgreSQL"
    return Finding("database", True, f"{kind}, schema {revision}, writable.")


def _playbooks(services: Services) -> Finding:
    from knowledge import library

    with services.database.reading() as session:
        pages = library.usable(session, shanghai_day(services.clock()))
    if not pages:
        return Finding(
            "playbooks", False, "No playbook may be used today.", "Run `zhiji playbooks check`, then `sync`."
        )
    return Finding("playbooks", True, f"{len(pages)} pages may be used today.")


def _index(services: Services) -> Finding:
    librarian = services.workshop.librarian
    librarian.warm()
    state = librarian.index_state()
    if state.trouble:
        detail = f"{state.trouble} Searches are answered {state.place} until it is back."
        return Finding("index", False, detail, state.fix, is_needed=False)
    if librarian.knows_subjects != "by meaning":
        detail = f"Subjects are known {librarian.knows_subjects} for the encoder {services.embedder.name}."
        return Finding("index", False, detail, "Run `zhiji playbooks train`.", is_needed=False)
    return Finding("index", True, f"Vector store: {state.place}.")


def _checks(services: Services) -> Finding:
    from tools.checks import rules
    from tools.checks.ear import WEIGHTS, read_weights
    from tools.checks.rulebook import shipped_rules

    for direction in ("in", "out"):
        read_weights(WEIGHTS, direction)
    added = len(rules()) - len(shipped_rules())
    own = f", {added} of your own from {services.settings.rules_dir}" if services.settings.rules_dir else ""
    return Finding("checks", True, f"{len(shipped_rules())} rules{own}; the classifier's weights match their card.")


def _secrets(services: Services) -> Finding:
    from api.settings import DEVELOPMENT_PHRASE

    if services.settings.secret_key.get_secret_value() == DEVELOPMENT_PHRASE:
        fix = "Set ZHIJI_SECRET_KEY before real members are served."
        return Finding("secret_key", False, "Cookies are signed with the development phrase.", fix, is_needed=False)
    return Finding("secret_key", True, "Set.")


def _privacy(services: Services) -> Finding:
    if not services.settings.privacy_impact_id:
        fix = "Set ZHIJI_PRIVACY_IMPACT_ID to the number of the assessment (PIPL articles 55 and 56)."
        return Finding("privacy_impact", False, "No privacy impact assessment is named.", fix, is_needed=False)
    return Finding("privacy_impact", True, services.settings.privacy_impact_id)


def _desk(services: Services) -> Finding:
    roster, now = services.roster, services.clock()
    with services.database.reading() as session:
        gaps = hours_without_duty(session, roster, now)
    source = str(services.settings.roster_file or "the built-in roster")
    if gaps:
        fix = "Fill the shifts of `crisis` in ZHIJI_DESK_FILE; until then the console says that nobody is on duty."
        return Finding("desk", False, f"{source}: {gaps} of 168 hours without anybody for S1.", fix, is_needed=False)
    ways = ", ".join(["console", *services.alert_senders])
    return Finding("desk", True, f"{source} {roster.version}, every hour covered, told by {ways}.", is_needed=False)


def _clock(services: Services) -> Finding:
    drift_s = abs((services.clock() - datetime.now(UTC)).total_seconds())
    if drift_s > 5:
        return Finding("clock", False, f"The product's clock is {drift_s:.0f} s off this machine's.", "Restart it.")
    return Finding("clock", True, f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC; days are Asia/Shanghai.")


def _model_state(services: Services) -> Finding:
    """Say whether the model is being left alone, without asking it anything."""
    model = services.workshop.model
    if not isinstance(model, OpenAIModel):
        return Finding("model_breaker", True, "No endpoint is watched.", is_needed=False)
    state, seconds = model.state
    if state == "open":
        fix = f"It is tried again in {seconds:.0f} s; `zhiji doctor` asks it at once. Meanwhile the composer drafts."
        detail = f"open: {model.name} failed several times in a row."
        return Finding("model_breaker", False, detail, fix, is_needed=False)
    return Finding("model_breaker", True, f"{state}: {_form_words(model)}", is_needed=False)


def _form_words(model: OpenAIModel) -> str:
    form = model.form
    used = [name for name in ("tools", "stream", "usage") if getattr(form, name)]
    return f"{model.name} is asked for {form.mode}, with {', '.join(used) or 'nothing else'}."


def _model(services: Services) -> Finding:
    model = services.workshop.model
    if model is None:
        return Finding("model", True, "None set: the composer drafts.", is_needed=False)
    try:
        model.answer([ChatMessage(role="user", content='Answer with the JSON object {"ok": true}.')], _Pong)
    except (ModelUnavailable, UnusableAnswer) as error:
        fix = error.fix or "Check ZHIJI_LLM_BASE_URL, ZHIJI_LLM_MODEL and the key; meanwhile the composer drafts."
        return Finding("model", False, error.message, fix, is_needed=False)
    return Finding("model", True, f"{model.name} answers.", is_needed=False)


def _wecom(services: Services) -> Finding:
    # Its channel is not part of this version; saying so beats a silent green tick.
    detail = f"Not connected: approved texts leave through {', '.join(services.channels)}."
    return Finding("wecom", True, detail, is_needed=False)


def _audit(services: Services) -> Finding:
    with services.database.reading() as session:
        faults = audit.verify(session)
    if faults:
        return Finding("audit", False, faults[0], "Compare with a backup: somebody changed the log.")
    return Finding("audit", True, "The chain is whole.")


def _deliveries(services: Services) -> Finding:
    with services.database.reading() as session:
        unknown = open_deliveries(session, SYSTEM)
    if unknown:
        fix = "Look in the chat and settle each in the console."
        return Finding("deliveries", False, f"{len(unknown)} deliveries have an unknown end.", fix, is_needed=False)
    return Finding("deliveries", True, "None is in doubt.")
