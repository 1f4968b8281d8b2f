"""The door a message leaves by, and the three ways it can stay shut.

ChannelRefused     the other side said no before accepting it: it was not sent and will not be
ChannelDown        nobody was there to accept it: it was not sent and may be tried again
ChannelUncertain   it may have been sent: a person must look; every other exception means the same
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol


@dataclass(frozen=True)
class Receipt:
    """Proof that the other side accepted a message; `provider_id` is its name for it."""

    provider_id: str


class ChannelRefused(Exception):
    """Definitely not sent, and trying again would not help."""


class ChannelDown(Exception):
    """Definitely not sent; trying again later may help."""


class ChannelUncertain(Exception):
    """Perhaps sent, for example after a timeout."""


class Channel(Protocol):
    """Sends one frozen request; only tools/outbox may call it."""

    @property
    def name(self) -> str:
        """Return the word deliveries use for this channel."""
        ...

    def send(self, request: Mapping[str, Any]) -> Receipt:
        """Send `request["text"]` to `request["recipient"]`; `request["key"]` is the same for the same message.

        Raises ChannelRefused, ChannelDown or ChannelUncertain.
        """
        ...
