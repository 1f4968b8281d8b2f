"""The same client against a real llama.cpp server, where its binary and a model are there."""

import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator

import httpx
import pytest
from pydantic import BaseModel

from agent.errors import UnusableAnswer
from agent.model import ChatMessage, ModelSettings, OpenAIModel, Talk

BINARY = os.environ.get("ZHIJI_TEST_LLAMA_SERVER", "") or shutil.which("llama-server") or ""
WEIGHTS = os.environ.get("ZHIJI_TEST_LLAMA_MODEL", "")
pytestmark = [
    pytest.mark.skipif(not BINARY, reason="no llama-server; name one in ZHIJI_TEST_LLAMA_SERVER"),
    pytest.mark.skipif(not WEIGHTS, reason="no GGUF file; name one in ZHIJI_TEST_LLAMA_MODEL"),
]


class Word(BaseModel):
    word: str


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    options = ["-c", "2048", "-t", "1", "--no-repack", "--no-warmup", "--host", "127.0.0.1", "--port", str(port)]
    quiet = subprocess.DEVNULL
    with subprocess.Popen([BINARY, "-m", WEIGHTS, *options], stdout=quiet, stderr=quiet) as process:
        try:
            _wait(f"http://127.0.0.1:{port}/health")
            yield f"http://127.0.0.1:{port}/v1"
        finally:
            process.terminate()


def _wait(address: str) -> None:
    for _ in range(600):
        try:
            if httpx.get(address).status_code == 200:
                return
        except httpx.HTTPError:
            pass
        time.sleep(0.1)
    pytest.fail("llama-server does not become ready")


def test_a_real_server_streams_an_answer_of_the_wanted_shape(url: str) -> None:
    model = OpenAIModel(ModelSettings(base_url=url, model="local", max_tokens=60))
    pieces: list[str] = []
    talk = Talk("reply", model.begin_draft(), on_text=pieces.append)
    asked = [ChatMessage(role="user", content='Answer with the JSON object {"word": "good"}.')]
    assert model.converse(asked, Word, talk).word
    assert len(pieces) > 1
    assert talk.spending.tokens_in > 0


def test_a_real_server_that_cuts_an_answer_off_gives_no_draft(url: str) -> None:
    model = OpenAIModel(ModelSettings(base_url=url, model="local", max_tokens=3))
    with pytest.raises(UnusableAnswer):
        model.answer([ChatMessage(role="user", content="Count to a hundred as JSON.")], Word)
