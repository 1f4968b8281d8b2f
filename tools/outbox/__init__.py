"""The one exit: approved texts leave here, each at most once."""

from tools.outbox.claiming import Outcome
from tools.outbox.resolving import open_deliveries, resolve_unknown
from tools.outbox.sending import deliver_due

__all__ = ["Outcome", "deliver_due", "open_deliveries", "resolve_unknown"]
