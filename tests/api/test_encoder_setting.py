"""The settings choose the encoder, and half a setting is refused."""

from pathlib import Path

import pytest
from pydantic import SecretStr

from api.settings import Settings
from api.wiring.encoder import embedder_for
from tools.embedder import RememberingEmbedder, UseEmbedder
from tools.errors import BadInput


def settings(folder: Path, **given: str) -> Settings:
    return Settings(data_dir=folder, embed_api_key=SecretStr("geheim"), **given)  # type: ignore[arg-type]


def test_with_nothing_set_texts_are_encoded_in_the_process(tmp_path: Path) -> None:
    assert embedder_for(settings(tmp_path)).name == UseEmbedder().name


def test_an_endpoint_and_a_model_make_a_remote_encoder(tmp_path: Path) -> None:
    remote = embedder_for(settings(tmp_path, embed_base_url="http://127.0.0.1:9/v1", embed_model="m3"))
    assert isinstance(remote, RememberingEmbedder)
    remote.close()
    assert remote.name == "remote-m3"


@pytest.mark.parametrize("half", [{"embed_model": "m3"}, {"embed_base_url": "http://127.0.0.1:9/v1"}])
def test_half_a_setting_is_refused_with_the_fix(tmp_path: Path, half: dict[str, str]) -> None:
    with pytest.raises(BadInput, match="ZHIJI_EMBED_BASE_URL and ZHIJI_EMBED_MODEL"):
        embedder_for(settings(tmp_path, **half))
