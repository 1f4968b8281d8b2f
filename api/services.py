"""Wiring: everything is built from the settings here, and only here are concrete classes named."""

from collections.abc import Mapping
from dataclasses import dataclass
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
from tools.embedder import Embedder, UseEmbedder
from tools.errors import BadInput
from tools.gate import Gate
from tools.remote_embedder import EmbedSettings, RemoteEmbedder

CONSOLE_CHANNEL = "console"


@dataclass(frozen=True)
class Services:
    """The running product: one store, one library, one gate, and the doors' shared parts."""

    settings: Settings
    database: Database
    workshop: Workshop
    channels: Mapping[str, Channel]
    clock: Clock
    embedder: Embedder

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
        if isinstance(self.embedder, RemoteEmbedder):
            self.embedder.close()
        self.database.close()


def build_services(settings: Settings, *, clock: Clock = utc_now, embedder: Embedder | None = None) -> Services:
    """Open the store, fill its library and wire the parts. Raises Unavailable, BadInput."""
    database = open_database(settings.store_url)
    prepare(database)
    server = ChromaServer(settings.chroma_host, settings.chroma_port) if settings.chroma_host else None
    encoder = embedder or embedder_for(settings)
    librarian = Librarian(database, encoder, server=server)
    gate = Gate(bms_brand=settings.bms_brand)
    workshop = Workshop(database, librarian, gate, clock, _model(settings))
    channel = ConsoleChannel(settings.data_dir / "delivered.jsonl")
    services = Services(settings, database, workshop, {CONSOLE_CHANNEL: channel}, clock, encoder)
    sync_playbooks(services)
    return services


def embedder_for(settings: Settings) -> Embedder:
    """Return the encoder the settings name. Raises BadInput."""
    if not settings.embed_base_url and not settings.embed_model:
        return UseEmbedder()
    if not (settings.embed_base_url and settings.embed_model):
        raise BadInput(
            "Embeddings need both an endpoint and a model.", fix="Set ZHIJI_EMBED_BASE_URL and ZHIJI_EMBED_MODEL."
        )
    return RemoteEmbedder(
        EmbedSettings(
            base_url=settings.embed_base_url,
            model=settings.embed_model,
            api_key=settings.embed_api_key,
            timeout_s=settings.embed_timeout_s,
        )
    )


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


def sync_playbooks(services: Services) -> SyncReport:
    """Bring the library's rows up to the files; a broken file is reported and holds up no other."""
    with services.database.writing() as session:
        return sync(session, services.playbook_folders, now=services.clock())
