"""Vectors from any OpenAI-compatible embeddings endpoint: in batches, with bounded patience, every answer checked."""

import re
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import httpx
import numpy as np
from pydantic import SecretStr

from tools.embedder import Vectors, refuse_blanks
from tools.errors import Unavailable

_BATCH = 64
_TRIES = 3
_LONGEST_WAIT_S = 5.0
_NO_NAME_SIGNS = re.compile(r"[^A-Za-z0-9.]+")


@dataclass(frozen=True)
class EmbedSettings:
    """Where the endpoint is, which model it should use, and how long one batch may take (seconds)."""

    base_url: str
    model: str
    api_key: SecretStr
    timeout_s: float = 30.0


class RemoteEmbedder:
    """Unit vectors from an endpoint; its dimension is what the endpoint first answered with."""

    def __init__(self, settings: EmbedSettings, *, wait: Callable[[float], None] = time.sleep) -> None:
        """Open nothing yet."""
        self._settings = settings
        self._wait = wait

    @property
    def name(self) -> str:
        """Name the model: vectors of another one are not comparable."""
        return "remote-" + _NO_NAME_SIGNS.sub("-", self._settings.model).strip("-.")

    @cached_property
    def dimension(self) -> int:
        """Length of each vector, asked once. Raises Unavailable."""
        return int(self._asked(["zhiji"]).shape[1])

    @cached_property
    def _client(self) -> httpx.Client:
        key = self._settings.api_key.get_secret_value()
        headers = {"Authorization": f"Bearer {key}"} if key else {}
        return httpx.Client(headers=headers, timeout=self._settings.timeout_s)

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Return unit vectors of shape (len(texts), dimension). Raises BadInput for a blank text, Unavailable."""
        refuse_blanks(texts)
        parts = [self._asked(texts[at : at + _BATCH]) for at in range(0, len(texts), _BATCH)]
        for part in parts:
            if part.shape[1] != self.dimension:
                raise _strange(f"vectors of {part.shape[1]} figures instead of {self.dimension}")
        return np.concatenate(parts) if parts else np.zeros((0, self.dimension), dtype=np.float32)

    def close(self) -> None:
        """Give the connections back."""
        self._client.close()

    def _asked(self, texts: Sequence[str]) -> Vectors:
        for attempt in range(1, _TRIES + 1):
            answer = self._post(texts)
            if isinstance(answer, httpx.Response) and answer.status_code == httpx.codes.OK:
                return _vectors(answer, len(texts))
            if attempt == _TRIES or not _is_passing(answer):
                raise _refused(answer)
            self._wait(_patience(answer, attempt))
        raise AssertionError("the last try answers or raises")

    def _post(self, texts: Sequence[str]) -> httpx.Response | httpx.TransportError:
        url = self._settings.base_url.rstrip("/") + "/embeddings"
        wanted = {"model": self._settings.model, "input": list(texts), "encoding_format": "float"}
        try:
            return self._client.post(url, json=wanted)
        except httpx.TransportError as error:
            return error


def _is_passing(answer: httpx.Response | httpx.TransportError) -> bool:
    return isinstance(answer, httpx.TransportError) or answer.status_code == 429 or answer.status_code >= 500


def _patience(answer: httpx.Response | httpx.TransportError, attempt: int) -> float:
    asked = answer.headers.get("retry-after", "") if isinstance(answer, httpx.Response) else ""
    return min(float(asked) if asked.isdigit() else 0.5 * 2**attempt, _LONGEST_WAIT_S)


def _vectors(answer: httpx.Response, count: int) -> Vectors:
    try:
        rows = sorted(answer.json()["data"], key=_place)
        matrix = np.array([row["embedding"] for row in rows], dtype=np.float32)
    except (ValueError, KeyError, TypeError) as error:
        raise _strange("something that is no list of vectors") from error
    if matrix.ndim != 2 or len(matrix) != count:
        raise _strange(f"{len(matrix)} vectors for {count} texts")
    lengths = np.linalg.norm(matrix, axis=1, keepdims=True)
    if not np.isfinite(lengths).all() or not lengths.all():
        raise _strange("a vector without direction")
    return np.asarray(matrix / lengths, dtype=np.float32)


def _place(row: Mapping[str, Any]) -> int:
    return int(row["index"])


# Never the endpoint's own words: they may quote the texts back.
def _refused(answer: httpx.Response | httpx.TransportError) -> Unavailable:
    if isinstance(answer, httpx.Response):
        return Unavailable(
            f"The embeddings endpoint refuses (HTTP {answer.status_code}).",
            fix="Check ZHIJI_EMBED_MODEL and ZHIJI_EMBED_API_KEY.",
        )
    return Unavailable(
        f"The embeddings endpoint does not answer ({type(answer).__name__}).",
        fix="Check ZHIJI_EMBED_BASE_URL, or leave it blank to encode in this process.",
    )


def _strange(what: str) -> Unavailable:
    return Unavailable(f"The embeddings endpoint answered with {what}.", fix="Check ZHIJI_EMBED_MODEL.")
