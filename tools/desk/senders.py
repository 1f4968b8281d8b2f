"""Two ways out of the console: e-mail through a mail server, and a signed webhook."""

import hashlib
import hmac
import json
import smtplib
from collections.abc import Mapping
from dataclasses import dataclass, field
from email.message import EmailMessage
from typing import Any

from pydantic import SecretStr

from tools.clock import shanghai
from tools.desk.roster import Roster
from tools.desk.sending import Notice, NotSent
from tools.yaml_text import table_beside

_table = table_beside(__file__, "wording.yaml")
_WAIT_S = 10


@dataclass(frozen=True)
class MailServer:
    """Where mail is handed in; `starttls` is asked for unless the server is on this machine."""

    host: str
    port: int
    sender: str
    user: str = ""
    password: SecretStr = field(default_factory=lambda: SecretStr(""))
    starttls: bool = True


@dataclass(frozen=True)
class EmailSender:
    """Sends an alert to the address that the roster names for a person."""

    server: MailServer
    roster: Roster
    console_url: str

    def send(self, notice: Notice) -> None:
        """Send one mail. Raises NotSent."""
        address = self.roster.contacts.get(notice.staff_id)
        if not address:
            raise NotSent(f"{notice.staff_id} has no address in the roster.", fix="Add one under `contacts`.")
        mail = self._mail(notice, address)
        refused = (smtplib.SMTPRecipientsRefused, smtplib.SMTPSenderRefused, smtplib.SMTPDataError)
        with self._connected() as smtp:
            try:
                smtp.send_message(mail)
            except refused as error:
                raise NotSent("The mail server refused it.", fix="Check addresses and rights.") from error

    def _mail(self, notice: Notice, address: str) -> EmailMessage:
        words = words_of(notice, self.roster, self.console_url)
        mail = EmailMessage()
        mail["From"], mail["To"], mail["Subject"] = self.server.sender, address, words["subject"]
        # The same alert sent again would carry the same id, so that a mail program can fold the two.
        mail["Message-ID"] = f"<{notice.key}@zhiji>"
        mail.set_content(words["body"])
        return mail

    def _connected(self) -> smtplib.SMTP:
        server = self.server
        try:
            smtp = smtplib.SMTP(server.host, server.port, timeout=_WAIT_S)
            if server.starttls:
                smtp.starttls()
            if server.user:
                smtp.login(server.user, server.password.get_secret_value())
        except (OSError, smtplib.SMTPException) as error:
            fix = "Check the ZHIJI_SMTP_* settings."
            raise NotSent(f"The mail server cannot be used ({type(error).__name__}).", fix=fix) from error
        return smtp


@dataclass(frozen=True)
class WebhookSender:
    """Posts an alert as JSON; X-Zhiji-Signature is the HMAC-SHA256 of the body with the shared secret."""

    url: SecretStr
    secret: SecretStr
    roster: Roster
    console_url: str

    def send(self, notice: Notice) -> None:
        """Post once. Raises NotSent."""
        import httpx

        body = json.dumps(self._document(notice), ensure_ascii=False).encode()
        digest = hmac.new(self.secret.get_secret_value().encode(), body, hashlib.sha256).hexdigest()
        headers = {"Content-Type": "application/json", "X-Zhiji-Signature": f"sha256={digest}"}
        try:
            answer = httpx.post(self.url.get_secret_value(), content=body, headers=headers, timeout=_WAIT_S)
        except (httpx.ConnectError, httpx.ConnectTimeout, httpx.InvalidURL, httpx.UnsupportedProtocol) as error:
            raise NotSent("The webhook's address does not answer.", fix="Check ZHIJI_ALERT_WEBHOOK_URL.") from error
        if answer.status_code >= 300:
            raise NotSent(f"The webhook answered {answer.status_code}.", fix="Look at the receiving program.")

    def _document(self, notice: Notice) -> Mapping[str, Any]:
        words = words_of(notice, self.roster, self.console_url)
        return {
            "key": notice.key,
            "task_id": notice.task_id,
            "staff_id": notice.staff_id,
            "reason": notice.reason,
            "level": notice.level or None,
            "desk": notice.desk,
            "due_at": shanghai(notice.due_at).isoformat(timespec="seconds"),
            "title": words["subject"],
            "url": words["link"],
        }


def words_of(notice: Notice, roster: Roster, console_url: str) -> dict[str, str]:
    """Return subject, body and link of an alert."""
    table = _table()
    link = f"{console_url.rstrip('/')}/tasks/{notice.task_id}"
    slots = {
        "level": table["levels"].get(notice.level, ""),
        "reason": table["reasons"][notice.reason],
        "title": roster.desk(notice.desk).title,
        "due": f"{shanghai(notice.due_at):%m-%d %H:%M}",
        "link": link,
    }
    return {"subject": table["subject"].format(**slots), "body": table["body"].format(**slots), "link": link}
