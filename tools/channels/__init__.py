"""The doors messages leave by; only tools/outbox sends through them."""

from tools.channels.channel import Channel, ChannelDown, ChannelRefused, ChannelUncertain, Receipt
from tools.channels.console import ConsoleChannel

__all__ = ["Channel", "ChannelDown", "ChannelRefused", "ChannelUncertain", "ConsoleChannel", "Receipt"]
