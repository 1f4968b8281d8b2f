"""Wiring: everything is built from the settings here, and only here are concrete classes named."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from agent.context import Workshop
from agent.model import ModelSettings, OpenAIModel
from api.settings import Settings
from knowledge.index import ChromaServer
from knowledge.library import SHIPPED_PLAYBOOKS, SyncReport, sync
from knowledge.search import Librarian
from tools.channels import Channel, ConsoleChannel
from tools.clock import Clock, utc_now
from tools.database import Database, open_database, prepare
from tools.desk import AlertSender, Roster, load_roster
from tools.desk.senders import EmailSender, MailServer, WebhookSender
from tools.embedder import Embedder, UseEmbedder
from tools.errors import BadInput
from tools.gate import Gate
from tools.holds import desk_names

CONSOLE_CHANNEL = "console"


@dataclass(frozen=True)
class Services:
    """The running product: one store, one library, one gate, and the doors' shared parts."""

    settings: Settings
    database: Database
    workshop: Workshop
    channels: Mapping[str, Channel]
    clock: Clock
    roster: Roster = field(default_factory=load_roster)
    alert_senders: Mapping[str, AlertSender] = field(default_factory=dict)

    @property
    def gate(self) -> Gate:
        """Return the gate all texts pass."""
        return self.workshop.gate

    @cached_property
    def playbook_folders(self) -> tuple[Path, ...]:
        """Return our playbooks' folder and the company's own."""
        return (SHIPPED_PLAYBOOKS, *self.settings.playbook_dirs)

    def close(self) -> None:
        """Give files and connections back."""
        self.workshop.librarian.close()
        self.database.close()


def build_services(settings: Settings, *, clock: Clock = utc_now, embedder: Embedder | None = None) -> Services:
    """Open the store, fill its library and wire the parts. Raises Unavailable, BadInput."""
    database = open_database(settings.store_url)
    prepare(database)
    roster = load_roster(settings.roster_file, known_desks=desk_names())
    server = ChromaServer(settings.chroma_host, settings.chroma_port) if settings.chroma_host else None
    librarian = Librarian(database, embedder or UseEmbedder(), server=server)
    gate = Gate(bms_brand=settings.bms_brand)
    workshop = Workshop(database, librarian, gate, clock, _model(settings))
    channel = ConsoleChannel(settings.data_dir / "delivered.jsonl")
    services = Services(
        settings, database, workshop, {CONSOLE_CHANNEL: channel}, clock, roster, _alert_senders(settings, roster)
    )
    sync_playbooks(services)
    return services


def _model(settings: Settings) -> OpenAIModel | None:
    if not settings.llm_base_url and not settings.llm_model:
        return None
    if not (settings.llm_base_url and settings.llm_model):
        raise BadInput("A model needs both an endpoint and a name.", fix="Set ZHIJI_LLM_BASE_URL and ZHIJI_LLM_MODEL.")
    return OpenAIModel(
        ModelSettings(
            base_url=settings.llm_base_url,
            model=settings.llm_model,
            api_key=settings.llm_api_key,
            timeout_s=settings.llm_timeout_s,
            max_tokens=settings.llm_max_tokens,
            json_mode=settings.llm_json_mode,
        )
    )


def _alert_senders(settings: Settings, roster: Roster) -> dict[str, AlertSender]:
    """Return the ways to reach staff that are set up, beside the console. Raises BadInput."""
    senders: dict[str, AlertSender] = {}
    if settings.smtp_host:
        if not settings.smtp_from:
            raise BadInput("Mail needs a sender's address.", fix="Set ZHIJI_SMTP_FROM.")
        server = MailServer(
            settings.smtp_host,
            settings.smtp_port,
            settings.smtp_from,
            settings.smtp_user,
            settings.smtp_password,
            settings.smtp_starttls,
        )
        senders["email"] = EmailSender(server, roster, settings.console_address)
    if settings.alert_webhook_url.get_secret_value():
        url, secret = settings.alert_webhook_url, settings.alert_webhook_secret
        senders["webhook"] = WebhookSender(url, secret, roster, settings.console_address)
    return senders


def sync_playbooks(services: Services) -> SyncReport:
    """Bring the library's rows up to the files; a broken file is reported and holds up no other."""
    with services.database.writing() as session:
        return sync(session, services.playbook_folders, now=services.clock())
