"""Wiring of the ways to reach staff: which are set up, beside the console."""

from api.settings import Settings
from tools.desk import AlertSender, Roster
from tools.desk.senders import EmailSender, MailServer, WebhookSender
from tools.errors import BadInput


def alert_senders(settings: Settings, roster: Roster) -> dict[str, AlertSender]:
    """Return the ways to reach staff that are set up, beside the console. Raises BadInput."""
    senders: dict[str, AlertSender] = {}
    if settings.smtp_host:
        if not settings.smtp_from:
            raise BadInput("Mail needs a sender's address.", fix="Set ZHIJI_SMTP_FROM.")
        server = MailServer(
            settings.smtp_host,
            settings.smtp_port,
            settings.smtp_from,
            settings.smtp_user,
            settings.smtp_password,
            settings.smtp_starttls,
        )
        senders["email"] = EmailSender(server, roster, settings.console_address)
    if settings.alert_webhook_url.get_secret_value():
        url, secret = settings.alert_webhook_url, settings.alert_webhook_secret
        senders["webhook"] = WebhookSender(url, secret, roster, settings.console_address)
    return senders
