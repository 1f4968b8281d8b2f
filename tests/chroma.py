"""A Chroma server on the loopback that a test may share, kill, and start again with an empty folder."""

import shutil
import socket
import subprocess
import sys
import time
from pathlib import Path

from knowledge.index.chroma import ChromaServer

_WAIT_S = 60


def chroma_command() -> str:
    """Return the command `chroma`, '' when it is not there."""
    # `make test` calls the environment's Python by its path, so its commands are beside it and not on the path.
    beside = Path(sys.executable).parent / "chroma"
    return str(beside) if beside.exists() else shutil.which("chroma") or ""


class Server:
    """A server at one port; each start has a folder of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.starts = folder, 0
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port: int = free.getsockname()[1]

    @property
    def at(self) -> ChromaServer:
        """Say where it listens."""
        return ChromaServer("127.0.0.1", self.port, timeout_s=10, retry_s=0.2)

    def start(self) -> None:
        """Start it and wait until it listens."""
        self.starts += 1
        place = ["--path", str(self.folder / str(self.starts)), "--host", "127.0.0.1", "--port", str(self.port)]
        self.process = subprocess.Popen(
            [chroma_command(), "run", *place], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        give_up_at = time.monotonic() + _WAIT_S
        while time.monotonic() < give_up_at:
            try:
                socket.create_connection(("127.0.0.1", self.port), 1).close()
                return
            except OSError:
                time.sleep(0.1)
        raise AssertionError("the Chroma server did not start")

    def kill(self) -> None:
        """End it like a power cut."""
        self.process.kill()
        self.process.wait()
