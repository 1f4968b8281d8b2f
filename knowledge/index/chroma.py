"""How Chroma is opened: in this process, or on a server whose every answer has a time limit."""

from dataclasses import dataclass
from typing import Any

_OVER_HTTP = "chromadb.api.fastapi.FastAPI"


@dataclass(frozen=True)
class ChromaServer:
    """Where a Chroma server listens, how long it may take to answer, and after how long a lost one is tried again."""

    host: str
    port: int = 8000
    ssl: bool = False
    timeout_s: float = 5.0
    retry_s: float = 15.0


def open_in_process() -> Any:
    """Open the collections of this process; all of its clients share them."""
    import chromadb
    from chromadb.config import Settings

    return chromadb.EphemeralClient(settings=Settings(anonymized_telemetry=False))


class ServerClient:
    """A server's collections, with the calls of Chroma's own client that we use.

    Chroma's own client opens two connections that wait for ever and never close.
    """

    def __init__(self, at: ChromaServer) -> None:
        """Prepare to ask; nothing is sent yet."""
        import httpx
        from chromadb.api import ServerAPI
        from chromadb.config import Settings, System

        self._system = System(
            Settings(
                anonymized_telemetry=False,
                chroma_api_impl=_OVER_HTTP,
                chroma_server_host=at.host,
                chroma_server_http_port=at.port,
                chroma_server_ssl_enabled=at.ssl,
            )
        )
        self._server = self._system.instance(ServerAPI)
        self._connections = self._server._session
        self._connections.timeout = httpx.Timeout(at.timeout_s)
        self._connections.event_hooks = {"response": [_refuse_foreign_faults]}
        self._system.start()

    def heartbeat(self) -> None:
        """Ask for a sign of life."""
        self._server.heartbeat()

    def get_or_create_collection(self, name: str, *, embedding_function: None, **description: Any) -> Any:
        """Return the collection of a name, made if it is not there."""
        from chromadb.api.models.Collection import Collection

        model = self._server.get_or_create_collection(name=name, **description)
        return Collection(client=self._server, model=model, embedding_function=embedding_function)

    def delete_collection(self, name: str) -> None:
        """Delete a collection."""
        self._server.delete_collection(name)

    def close(self) -> None:
        """Close the connections."""
        self._system.stop()
        self._connections.close()


def _refuse_foreign_faults(response: Any) -> None:
    """Raise for a fault that is not Chroma's (a proxy's page): Chroma would make a nameless exception of it."""
    if response.status_code < 400:
        return
    response.read()
    try:
        is_chromas = "error" in response.json()
    except ValueError:
        is_chromas = False
    if not is_chromas:
        response.raise_for_status()


def chroma_faults() -> tuple[type[Exception], ...]:
    """Return what Chroma and its HTTP client raise."""
    import httpx
    from chromadb.errors import ChromaError

    return (ChromaError, httpx.HTTPError, ValueError, KeyError, OSError)


def is_gone(error: Exception) -> bool:
    """Tell a collection that is not there any more from a server that is in trouble."""
    from chromadb.errors import NotFoundError

    return isinstance(error, NotFoundError)


def drop(client: Any, name: str) -> None:
    """Delete a collection that may be gone already."""
    from chromadb.errors import NotFoundError

    try:
        client.delete_collection(name)
    except NotFoundError:
        return
