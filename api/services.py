"""Wiring: everything is built from the settings here, and only here are concrete classes named."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from agent.context import Workshop
from agent.model import ChatModel, ModelSettings, OpenAIModel
from api.settings import Settings
from api.wiring.alert_senders import alert_senders
from api.wiring.encoder import embedder_for
from api.wiring.own_parts import load_part
from knowledge.index.chroma import ChromaServer
from knowledge.index.places import Nowhere, Places
from knowledge.library import SHIPPED_PLAYBOOKS, SyncReport, sync
from knowledge.search import Librarian
from knowledge.search.ranking import weights
from tools.channels import Channel, ConsoleChannel
from tools.checks.consent_texts import use_texts
from tools.checks.rulebook import add_rules
from tools.checks.tenant import read_tenant
from tools.checks.voice import read_voice
from tools.clock import Clock, utc_now
from tools.database import Database, closed_if_it_fails, open_database, prepare
from tools.desk import AlertSender, Roster, load_roster
from tools.embedder import Embedder, RememberingEmbedder
from tools.errors import BadInput
from tools.gate import Gate
from tools.holds import desk_names


@dataclass(frozen=True)
class Services:
    """The running product: one store, one library, one gate, and the doors' shared parts."""

    settings: Settings
    database: Database
    workshop: Workshop
    channels: Mapping[str, Channel]
    clock: Clock
    embedder: Embedder
    synced: SyncReport
    roster: Roster = field(default_factory=load_roster)
    alert_senders: Mapping[str, AlertSender] = field(default_factory=dict)

    @property
    def channel(self) -> str:
        """Return the name of the channel that approved texts leave by."""
        return list(self.channels)[-1]

    @property
    def gate(self) -> Gate:
        """Return the gate all texts pass."""
        return self.workshop.gate

    def close(self) -> None:
        """Give files and connections back."""
        self.workshop.librarian.close()
        if isinstance(self.embedder, RememberingEmbedder):
            self.embedder.close()
        self.database.close()


def build_services(
    settings: Settings, *, clock: Clock = utc_now, embedder: Embedder | None = None, indexed: bool = True
) -> Services:
    """Open the store, fill its library and wire the parts.

    Not `indexed`, a library that fits into memory is searched there alone, unless an index stands on a server.
    Raises Unavailable, BadInput.
    """
    database = open_database(settings.store_url)
    with closed_if_it_fails(database):
        return _wired(database, settings, clock, embedder, indexed=indexed)


def _wired(
    database: Database, settings: Settings, clock: Clock, embedder: Embedder | None, *, indexed: bool
) -> Services:
    prepare(database)
    roster = load_roster(settings.roster_file, known_desks=desk_names())
    encoder = RememberingEmbedder(embedder) if embedder else embedder_for(settings)
    librarian = Librarian(database, encoder, places=_places(settings, encoder, indexed=indexed))
    tenant = read_tenant(settings.rules_dir)
    add_rules(tenant.rules)
    use_texts(tenant.consent_texts)
    strict = settings.bms_brand or tenant.profile == "strict"
    gate = Gate(bms_brand=strict, voice=read_voice(settings.voice_file), promises=tenant.promises)
    workshop = Workshop(database, librarian, gate, clock, _model(settings))
    synced = _sync(database, settings, clock)
    senders = alert_senders(settings, roster)
    return Services(settings, database, workshop, _channels(settings), clock, encoder, synced, roster, senders)


def _channels(settings: Settings) -> dict[str, Channel]:
    """Return the channels by name, last the one to send by; what was queued for the console still finds it."""
    console = ConsoleChannel(settings.data_dir / "delivered.jsonl")
    if settings.channel in ("", console.name):
        return {console.name: console}
    own: Channel = load_part(settings.channel, "ZHIJI_CHANNEL")(settings.data_dir)
    return {console.name: console, own.name: own}


def _places(settings: Settings, encoder: Embedder, *, indexed: bool) -> Places:
    server = _chroma(settings)
    return Places(encoder, server=server) if indexed or server else Nowhere(encoder, most=weights()["at_hand"])


def _chroma(settings: Settings) -> ChromaServer | None:
    if not settings.chroma_host:
        return None
    return ChromaServer(settings.chroma_host, settings.chroma_port, timeout_s=settings.chroma_timeout_s)


def _model(settings: Settings) -> ChatModel | None:
    wished = _model_settings(settings)
    if settings.llm_provider:
        own: ChatModel = load_part(settings.llm_provider, "ZHIJI_LLM_PROVIDER")(wished)
        return own
    if not settings.llm_base_url and not settings.llm_model:
        return None
    if not (settings.llm_base_url and settings.llm_model):
        raise BadInput("A model needs both an endpoint and a name.", fix="Set ZHIJI_LLM_BASE_URL and ZHIJI_LLM_MODEL.")
    return OpenAIModel(wished)


def _model_settings(settings: Settings) -> ModelSettings:
    return ModelSettings(
        base_url=settings.llm_base_url,
        model=settings.llm_model,
        api_key=settings.llm_api_key,
        timeout_s=settings.llm_timeout_s,
        max_tokens=settings.llm_max_tokens,
        json_mode=settings.llm_json_mode,
        task_models={
            "reply": settings.llm_model_reply,
            "care": settings.llm_model_care,
            "repair": settings.llm_model_repair,
        },
        tools=settings.llm_tools,
        stream=settings.llm_stream,
        concurrency=settings.llm_concurrency,
        limits_file=settings.llm_limits_file,
    )


def _sync(database: Database, settings: Settings, clock: Clock) -> SyncReport:
    """Bring the library's rows up to the files; a broken file is reported and holds up no other."""
    with database.writing() as session:
        return sync(session, (SHIPPED_PLAYBOOKS, *settings.playbook_folders), now=clock())
