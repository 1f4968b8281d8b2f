"""Why a decision did not happen: one error for each fact.

Conflict                  reload and look again
├─ DraftAlreadyDecided    somebody approved, rejected, superseded or voided it before
├─ StaleVersion           the text was changed after it was read
├─ DraftExpired           its moment has passed
├─ TouchTaken             she already gets such a message that day
└─ UndoTooLate            the message is on its way or has arrived
NotAllowed                explain who may
└─ NeedsColleague         the text may stand, but somebody else must approve it
"""

from tools.errors import Conflict, NotAllowed


class DraftAlreadyDecided(Conflict):
    """Somebody was faster, or the state moved on by itself."""


class StaleVersion(Conflict):
    """The decision is about a text that is no longer there."""


class DraftExpired(Conflict):
    """The draft waited longer than its occasion lasts."""


class TouchTaken(Conflict):
    """A member gets one proactive message of a purpose a day."""


class UndoTooLate(Conflict):
    """What has left cannot be taken back."""


class NeedsColleague(NotAllowed):
    """A supervisor or member manager must approve this text."""
