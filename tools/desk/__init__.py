"""The desk: who is on duty, who is told of what, by which way; and the open word when nobody is there."""

from tools.desk.alerts import AlertView, alerts_about, open_calls
from tools.desk.calling import call_due
from tools.desk.duty import DutyStatus, duty_status, people_on_duty
from tools.desk.reminding import remind_due
from tools.desk.roster import Roster, load_roster
from tools.desk.sending import AlertSender, Notice, NotSent, send_due

__all__ = [
    "AlertSender",
    "AlertView",
    "DutyStatus",
    "NotSent",
    "Notice",
    "Roster",
    "alerts_about",
    "call_due",
    "duty_status",
    "load_roster",
    "open_calls",
    "people_on_duty",
    "remind_due",
    "send_due",
]
