"""A Chat Completions endpoint on the loopback that says the same after a fixed wait, in a process of its own."""

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

_PIECES = ('{"drafts": [{"style": "usual", "text": "', "{call}", '"}]}')


class Endpoint(ThreadingHTTPServer):
    """Waits `delay_s` before the first piece of every answer."""

    daemon_threads = True
    request_queue_size = 128
    delay_s = 0.0


class _Speaker(BaseHTTPRequestHandler):
    server: Endpoint

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        time.sleep(self.server.delay_s)
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.end_headers()
        self.close_connection = True
        for piece in _PIECES:
            self._say({"content": piece}, None)
        self._say({}, "stop")
        self.wfile.write(b"data: [DONE]\n\n")

    def _say(self, delta: dict[str, Any], finish_reason: str | None) -> None:
        choice = {"index": 0, "delta": delta, "finish_reason": finish_reason}
        chunk = {"id": "c", "object": "chat.completion.chunk", "created": 0, "model": "delayed", "choices": [choice]}
        self.wfile.write(f"data: {json.dumps(chunk)}\n\n".encode())
        self.wfile.flush()

    def log_message(self, format: str, *args: Any) -> None:
        return


@contextmanager
def delayed_model(delay_s: float) -> Iterator[str]:
    """Give the address of a running endpoint until the block ends."""
    command = [sys.executable, "-m", __name__, str(delay_s)]
    # The folder that holds this program comes first on the path, whatever folder the command was called in.
    home = Path(__file__).resolve().parents[1]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=home) as process:
        try:
            port = process.stdout.readline().strip() if process.stdout else ""
            yield f"http://127.0.0.1:{port}/v1"
        finally:
            process.terminate()


def main() -> None:
    """Serve until stopped; the first line says the port."""
    with Endpoint(("127.0.0.1", 0), _Speaker) as server:
        server.delay_s = float(sys.argv[1])
        sys.stdout.write(f"{server.server_address[1]}\n")
        sys.stdout.flush()
        server.serve_forever()


if __name__ == "__main__":
    main()
