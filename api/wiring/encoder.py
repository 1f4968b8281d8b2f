"""Wiring of the encoder that search uses: our own in the process, or any endpoint that is set."""

from api.settings import Settings
from tools.embedder import Embedder, RememberingEmbedder, local_embedder
from tools.errors import BadInput
from tools.remote_embedder import EmbedSettings, RemoteEmbedder


def embedder_for(settings: Settings) -> Embedder:
    """Return the encoder the settings name. Raises BadInput."""
    if not settings.embed_base_url and not settings.embed_model:
        return local_embedder()
    if not (settings.embed_base_url and settings.embed_model):
        raise BadInput(
            "Embeddings need both an endpoint and a model.", fix="Set ZHIJI_EMBED_BASE_URL and ZHIJI_EMBED_MODEL."
        )
    return RememberingEmbedder(
        RemoteEmbedder(
            EmbedSettings(
                base_url=settings.embed_base_url,
                model=settings.embed_model,
                api_key=settings.embed_api_key,
                timeout_s=settings.embed_timeout_s,
            )
        )
    )
