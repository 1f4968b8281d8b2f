"""The one queue: every text for a member is a draft here, and nothing leaves without a person's decision."""

from tools.reviews.approving import approve
from tools.reviews.batch import Decided, Decision, decide_batch, put_aside
from tools.reviews.deciding import edit, reasons, reject, revise, undo
from tools.reviews.gate import Gate, worst
from tools.reviews.locks import lock_member, lock_members
from tools.reviews.proposing import (
    expire_due,
    submit,
    supersede_for_new_message,
    supersede_for_new_page,
    supersede_for_own_word,
)
from tools.reviews.reading import DraftPage, find_delivery, get, queue, siblings
from tools.reviews.refusals import (
    DraftAlreadyDecided,
    DraftExpired,
    NeedsColleague,
    StaleVersion,
    TouchTaken,
    UndoTooLate,
)
from tools.reviews.standstill import Standstill, standstill
from tools.reviews.voiding import Voided, void_all
from tools.reviews.wording import diff_of

__all__ = [
    "Decided",
    "Decision",
    "DraftAlreadyDecided",
    "DraftExpired",
    "DraftPage",
    "Gate",
    "NeedsColleague",
    "StaleVersion",
    "Standstill",
    "TouchTaken",
    "UndoTooLate",
    "Voided",
    "approve",
    "decide_batch",
    "diff_of",
    "edit",
    "expire_due",
    "find_delivery",
    "get",
    "lock_member",
    "lock_members",
    "put_aside",
    "queue",
    "reasons",
    "reject",
    "revise",
    "siblings",
    "standstill",
    "submit",
    "supersede_for_new_message",
    "supersede_for_new_page",
    "supersede_for_own_word",
    "undo",
    "void_all",
    "worst",
]
