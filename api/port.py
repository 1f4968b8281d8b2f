"""Take the console's port, or say who to ask when it is taken."""

import errno
import socket

from tools.errors import Unavailable


def listen(host: str, port: int) -> socket.socket:
    """Return a listening socket. Raises Unavailable when the port is taken or forbidden."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    sock = socket.socket(family, socket.SOCK_STREAM)
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        sock.bind((host, port))
        sock.listen(128)
    except OSError as error:
        sock.close()
        raise Unavailable(_sentence(error, host, port), fix=f"Choose another: --port {port + 1}.") from error
    return sock


def _sentence(error: OSError, host: str, port: int) -> str:
    if error.errno == errno.EADDRINUSE:
        return f"Port {port} on {host} is in use, perhaps by another `zhiji serve`."
    if error.errno == errno.EACCES:
        return f"Port {port} needs more rights than this account has."
    return f"{host}:{port} cannot be listened on ({error.strerror})."
