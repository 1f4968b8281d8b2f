"""What every channel must do; the next channel joins the list."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tools.channels import Channel, ChannelRefused, ConsoleChannel

CHANNELS: list[Callable[[Path], Channel]] = [lambda folder: ConsoleChannel(folder / "sent.log")]


def request(**changes: Any) -> dict[str, Any]:
    """Build a request as an approval freezes it."""
    frozen = {
        "key": "draft:D1:v2",
        "draft_id": "D1",
        "version": 2,
        "member_id": "m1",
        "recipient": {"wecom_external_userid": "wm1"},
        "staff_id": "r1",
        "kind": "reply",
        "text": "芸姐，晚安。",
        "attachments": [],
    }
    return frozen | changes


@pytest.fixture(params=CHANNELS)
def channel(request: pytest.FixtureRequest, tmp_path: Path) -> Channel:
    """Give each channel in turn."""
    made: Channel = request.param(tmp_path)
    return made


def test_a_channel_has_a_name(channel: Channel) -> None:
    assert channel.name


def test_a_sent_message_gives_a_receipt(channel: Channel) -> None:
    assert channel.send(request()).provider_id


def test_two_messages_have_two_receipts(channel: Channel) -> None:
    first, second = channel.send(request()), channel.send(request(key="draft:D1:v3", version=3))
    assert first.provider_id != second.provider_id


def test_a_message_without_words_is_refused_before_it_leaves(channel: Channel) -> None:
    with pytest.raises(ChannelRefused):
        channel.send(request(text="  "))
