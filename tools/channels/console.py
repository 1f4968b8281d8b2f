"""The channel of a fresh installation: it shows what would be sent, and remembers that it did."""

import json
import os
from collections.abc import Callable, Mapping
from pathlib import Path
from threading import Lock
from typing import Any

from tools.channels.channel import ChannelDown, ChannelRefused, Receipt


class ConsoleChannel:
    """Appends one line to a log for each message and shows the text through `echo`.

    The log holds keys, ids and lengths, no words: it outlives an erasure. The words are in the delivery.
    """

    name = "console"

    def __init__(self, log: Path, echo: Callable[[str], None] | None = None) -> None:
        """Remember where to write; nothing is opened yet."""
        self._log = log
        self._echo = echo
        self._lock = Lock()

    def send(self, request: Mapping[str, Any]) -> Receipt:
        """Log and show one message; the same key again is answered with the first receipt."""
        if not str(request.get("text", "")).strip():
            raise ChannelRefused("A message without words is not sent.")
        key = str(request["key"])
        with self._lock:
            return Receipt(self._known(key) or self._write(key, request))

    def was_sent(self, key: str) -> str:
        """Return the provider id of an earlier message with this key, '' if there was none."""
        if not self._log.exists():
            return ""
        with self._log.open(encoding="utf-8") as lines:
            found = next((entry for line in lines if (entry := _entry(line)).get("key") == key), {})
        return str(found.get("provider_id", ""))

    def _known(self, key: str) -> str:
        try:
            return self.was_sent(key)
        except OSError as error:
            raise ChannelDown(f"The log cannot be read: {error.strerror}.") from error

    def _write(self, key: str, request: Mapping[str, Any]) -> str:
        provider_id = f"console:{request['draft_id']}:v{request['version']}"
        entry = {
            "key": key,
            "provider_id": provider_id,
            "member_id": request.get("member_id", ""),
            "kind": request.get("kind", ""),
            "characters": len(str(request["text"])),
        }
        _append(self._log, json.dumps(entry, ensure_ascii=False) + "\n")
        if self._echo is not None:
            self._echo(f"→ {entry['member_id']} ({entry['kind']}): {request['text']}")
        return provider_id


def _append(path: Path, line: str) -> None:
    """Write the line in one piece and wait for the disk, so that a crash leaves it whole or absent."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600)
    except OSError as error:
        raise ChannelDown(f"The log cannot be opened: {error.strerror}.") from error
    try:
        os.write(descriptor, (_mend(descriptor) + line).encode())
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _mend(descriptor: int) -> str:
    """Return the newline that a torn last line lacks, or it would swallow the next one."""
    size = os.fstat(descriptor).st_size
    return "\n" if size and os.pread(descriptor, 1, size - 1) != b"\n" else ""


def _entry(line: str) -> dict[str, Any]:
    try:
        entry = json.loads(line)
    except ValueError:
        # The last line of a log whose disk filled up.
        return {}
    return entry if isinstance(entry, dict) else {}
