"""Alerts leave at most once, by mail or webhook on the loopback, and hold nothing of hers."""

import hashlib
import hmac
import json
import socketserver
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from email import message_from_string
from email.header import decode_header, make_header
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Barrier, Thread

import pytest
from pydantic import SecretStr
from sqlmodel import select

from tests.builders import NOW, make_alert
from tools.database import Database
from tools.desk import Notice, NotSent, Roster, load_roster, send_due
from tools.desk.senders import EmailSender, MailServer, WebhookSender
from tools.desk.sending import MOST_ATTEMPTS
from tools.models import Alert, Task

URL = "https://console.example.com"


@dataclass
class Recorder:
    """Takes everything and remembers it, or fails as told."""

    error: Exception | None = None
    sent: list[Notice] = field(default_factory=list)

    def send(self, notice: Notice) -> None:
        self.sent.append(notice)
        if self.error is not None:
            raise self.error


def _send(database: Database, sender: object, at: datetime = NOW) -> int:
    return send_due(database, {"email": sender}, now=lambda: at, owner="w1")  # type: ignore[dict-item]


def _alert(database: Database) -> Alert:
    with database.reading() as session:
        return session.exec(select(Alert)).one()


@pytest.fixture
def waiting(called: Database) -> Database:
    """Give a store in which one mail to the supervisor waits."""
    with called.writing() as session:
        make_alert(session, session.get_one(Task, "T1"), staff_id="v1", channel="email", state="queued")
    return called


def test_an_alert_leaves_once(waiting: Database) -> None:
    sender = Recorder()
    _send(waiting, sender)
    _send(waiting, sender)
    assert len(sender.sent) == 1
    assert (_alert(waiting).state, _alert(waiting).sent_at) == ("sent", NOW)


def test_two_workers_send_once(waiting: Database) -> None:
    sender, start = Recorder(), Barrier(2)

    def work() -> None:
        start.wait()
        _send(waiting, sender)

    workers = [Thread(target=work) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert len(sender.sent) == 1


def test_what_surely_did_not_leave_is_tried_again_later_and_given_up_in_the_end(waiting: Database) -> None:
    sender, now = Recorder(NotSent("down", fix="wait")), NOW
    for _ in range(MOST_ATTEMPTS):
        _send(waiting, sender, now)
        _send(waiting, sender, now)
        now += timedelta(hours=1)
    assert len(sender.sent) == MOST_ATTEMPTS
    assert (_alert(waiting).state, _alert(waiting).error) == ("failed", "down")


def test_what_may_have_left_is_in_doubt_and_not_sent_again(waiting: Database) -> None:
    sender = Recorder(TimeoutError())
    _send(waiting, sender)
    _send(waiting, sender, NOW + timedelta(days=1))
    assert len(sender.sent) == 1
    assert (_alert(waiting).state, _alert(waiting).error) == ("unknown", "TimeoutError")


def test_a_sender_that_died_in_the_middle_leaves_a_doubt(waiting: Database) -> None:
    with waiting.writing() as session:
        alert = session.exec(select(Alert)).one()
        alert.state, alert.owner, alert.lease_until = "sending", "w0", NOW + timedelta(seconds=60)
    sender = Recorder()
    _send(waiting, sender, NOW + timedelta(seconds=59))
    assert _alert(waiting).state == "sending"
    _send(waiting, sender, NOW + timedelta(seconds=60))
    assert (_alert(waiting).state, sender.sent) == ("unknown", [])


def test_a_call_that_was_answered_meanwhile_is_not_sent(waiting: Database) -> None:
    with waiting.writing() as session:
        session.get_one(Task, "T1").taken_at = NOW
    sender = Recorder()
    _send(waiting, sender)
    assert (sender.sent, _alert(waiting).state) == ([], "failed")


def test_a_way_that_is_not_set_up_any_more_fails_openly(waiting: Database) -> None:
    send_due(waiting, {}, now=lambda: NOW, owner="w1")
    assert (_alert(waiting).state, _alert(waiting).error) == ("failed", "email is not set up")


NOTICE = Notice("A1", "T1", "v1", "call", "medical", "S1", "care", NOW + timedelta(minutes=5))


@pytest.fixture
def roster(tmp_path: Path) -> Roster:
    path = tmp_path / "desk.yaml"
    path.write_text("version: t\ncontacts: {v1: chen@example.com}\n", "utf-8")
    return load_roster(path)


class _Post(socketserver.TCPServer):
    """A post office that keeps the mails it took."""

    def __init__(self) -> None:
        self.mails: list[str] = []
        super().__init__(("127.0.0.1", 0), _Mailbox)


class _Mailbox(socketserver.StreamRequestHandler):
    """Speaks just enough SMTP to take one mail."""

    def handle(self) -> None:
        assert isinstance(self.server, _Post)
        mails = self.server.mails
        self._say("220 ready")
        while line := self.rfile.readline().decode().strip():
            word = line.split()[0].upper()
            if word == "DATA":
                self._say("354 go on")
                mails.append(self._body())
            self._say("221 bye" if word == "QUIT" else "550 no" if "refused" in line else "250 ok")
            if word == "QUIT":
                return

    def _body(self) -> str:
        lines = []
        while (line := self.rfile.readline().decode()) != ".\r\n":
            lines.append(line)
        return "".join(lines)

    def _say(self, words: str) -> None:
        self.wfile.write(f"{words}\r\n".encode())


@contextmanager
def _serving(server: socketserver.BaseServer) -> Iterator[int]:
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield int(server.server_address[1])
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def test_a_mail_names_desk_hour_and_link_and_nothing_of_hers(roster: Roster) -> None:
    server = _Post()
    with _serving(server) as port:
        EmailSender(MailServer("127.0.0.1", port, "desk@example.com", starttls=False), roster, URL).send(NOTICE)
    mail = message_from_string(server.mails[0])
    body = mail.get_payload(decode=True).decode()  # type: ignore[union-attr]
    assert mail["To"] == "chen@example.com"
    assert "S1" in str(make_header(decode_header(mail["Subject"])))
    for said in ("健康信号", "03-04 10:05", f"{URL}/tasks/T1", "120", "12356"):
        assert said in body


def test_a_mail_without_address_server_or_welcome_is_surely_not_sent(roster: Roster) -> None:
    nobody = Notice("A1", "T1", "r9", "call", "medical", "S1", "care", NOW)
    dead = MailServer("127.0.0.1", 1, "desk@example.com", starttls=False)
    with pytest.raises(NotSent, match="no address"):
        EmailSender(dead, roster, URL).send(nobody)
    with pytest.raises(NotSent, match="cannot be used"):
        EmailSender(dead, roster, URL).send(NOTICE)
    server = _Post()
    with _serving(server) as port, pytest.raises(NotSent, match="refused"):
        EmailSender(MailServer("127.0.0.1", port, "refused@example.com", starttls=False), roster, URL).send(NOTICE)


def _hook(status: int, got: list[tuple[bytes, str]]) -> HTTPServer:
    class Hook(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            got.append((body, self.headers["X-Zhiji-Signature"]))
            self.send_response(status)
            self.end_headers()

        def log_message(self, *_args: object) -> None:
            """Stay quiet."""

    return HTTPServer(("127.0.0.1", 0), Hook)


def test_a_webhook_is_signed_and_holds_codes_only(roster: Roster) -> None:
    got: list[tuple[bytes, str]] = []
    with _serving(_hook(204, got)) as port:
        WebhookSender(SecretStr(f"http://127.0.0.1:{port}/a"), SecretStr("s3"), roster, URL).send(NOTICE)
    body, signature = got[0]
    assert signature == "sha256=" + hmac.new(b"s3", body, hashlib.sha256).hexdigest()
    document = json.loads(body)
    assert (document["task_id"], document["level"], document["url"]) == ("T1", "S1", f"{URL}/tasks/T1")
    assert set(document) == {"key", "task_id", "staff_id", "reason", "level", "desk", "due_at", "title", "url"}


def test_a_webhook_that_refuses_or_is_not_there_surely_got_nothing(roster: Roster) -> None:
    got: list[tuple[bytes, str]] = []
    with _serving(_hook(500, got)) as port, pytest.raises(NotSent, match="500"):
        WebhookSender(SecretStr(f"http://127.0.0.1:{port}/a"), SecretStr("s"), roster, URL).send(NOTICE)
    with pytest.raises(NotSent, match="does not answer"):
        WebhookSender(SecretStr("http://127.0.0.1:1/a"), SecretStr("s"), roster, URL).send(NOTICE)
