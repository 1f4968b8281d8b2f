"""Serve one port from several processes: in each of them Python computes on one processor at a time."""

import os
import signal
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from multiprocessing import get_context, parent_process
from multiprocessing.connection import wait
from multiprocessing.process import BaseProcess
from threading import Event, Thread

import structlog
import uvicorn

from agent.graph import turn_graph
from agent.turns import Turns
from api.app import create_app
from api.logs import configure_logs
from api.services import Services, build_services
from api.settings import Settings
from tools.checks.triage import triage
from tools.patterns import compile_left

_MOST_BY_ITSELF = 2
_LONGEST_FAREWELL_S = 5
_PAUSE_S = 1.0
_ANY_WORD = "ok"


def serve_all(services: Services, sock: socket.socket) -> None:
    """Serve until stopped, beside as many other processes as are wished; they end when this one does."""
    services = seated(services)
    _prepare(services)
    with _others(services.settings, sock):
        _server(services).run(sockets=[sock])


def processes_wished(settings: Settings) -> int:
    """Return how many processes serve; unless it is set, one per processor and at most two."""
    return settings.processes or min(_MOST_BY_ITSELF, os.cpu_count() or 1)


def seated(services: Services) -> Services:
    """Return the services with as many seats for turns as this process has processors for itself.

    SQLite lets one process write at a time. A turn that writes while others of its process compute gets on at a
    fraction of its pace, and the writers of all processes wait for it.
    """
    processes = processes_wished(services.settings)
    if processes == 1 or not services.database.is_sqlite:
        return services
    turns = Turns(max(1, (os.cpu_count() or 1) // processes))
    return replace(services, workshop=replace(services.workshop, turns=turns))


def _prepare(services: Services) -> None:
    """Load and build what the first replies would wait for otherwise: library, rules, classifier, graph."""
    services.workshop.librarian.warm()
    turn_graph()
    triage(_ANY_WORD)
    compile_left()


def _server(services: Services) -> uvicorn.Server:
    config = uvicorn.Config(create_app(services), log_level="warning", timeout_graceful_shutdown=_LONGEST_FAREWELL_S)
    return uvicorn.Server(config)


@contextmanager
def _others(settings: Settings, sock: socket.socket) -> Iterator[None]:
    others = Others(settings, sock, processes_wished(settings) - 1)
    others.start()
    try:
        yield
    finally:
        others.stop()


class Others:
    """The processes beside this one that serve the same port; one that dies is started again."""

    def __init__(self, settings: Settings, sock: socket.socket, count: int) -> None:
        """Start nothing yet."""
        # Delivering takes one process; the others only answer.
        self._settings = settings.model_copy(update={"worker_in_serve": False})
        self._sock = sock
        self._count = count
        self._running: list[BaseProcess] = []
        self._stopped = Event()

    @property
    def pids(self) -> list[int]:
        """Return the process ids of those that run."""
        return [process.pid for process in self._running if process.pid and process.is_alive()]

    def start(self) -> None:
        """Start them, and look after them in a thread."""
        if self._count > 0:
            self._running = [self._begun() for _ in range(self._count)]
            Thread(target=self._look_after, name="serving", daemon=True).start()

    def stop(self) -> None:
        """End them all."""
        self._stopped.set()
        for process in self._running:
            process.terminate()
        for process in self._running:
            process.join(_LONGEST_FAREWELL_S + 1)

    def _begun(self) -> BaseProcess:
        # A fresh interpreter: one forked out of a process with threads may hold a lock that nobody opens.
        process = get_context("spawn").Process(target=serve_beside, args=(self._settings, self._sock), daemon=True)
        process.start()
        return process

    def _look_after(self) -> None:
        while not self._stopped.is_set():
            wait([process.sentinel for process in self._running])
            # Ctrl-C ends all at once: then this one is about to stop, too.
            if self._stopped.wait(_PAUSE_S):
                return
            self._running = [process if process.is_alive() else self._again(process) for process in self._running]

    def _again(self, dead: BaseProcess) -> BaseProcess:
        structlog.get_logger("serving").warning("a serving process ended and is started again", code=dead.exitcode)
        return self._begun()


def serve_beside(settings: Settings, sock: socket.socket) -> None:
    """Serve in a process of its own, as long as the one that started it lives."""
    Thread(target=_end_with_parent, daemon=True).start()
    configure_logs(settings.log_level)
    services = seated(build_services(settings))
    try:
        _prepare(services)
        _server(services).run(sockets=[sock])
    finally:
        services.close()


def _end_with_parent() -> None:
    """Stop when the parent is gone: one that was killed cannot say so, and its port must be free for the next."""
    parent = parent_process()
    if parent is not None:
        wait([parent.sentinel])
        os.kill(os.getpid(), signal.SIGTERM)
