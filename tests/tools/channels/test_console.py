"""The console channel shows, remembers, and writes down no words."""

import json
from pathlib import Path

import pytest

from tests.tools.channels.test_contract import request
from tools.channels import ChannelDown, ConsoleChannel


def test_the_text_is_shown_and_the_log_holds_no_words(tmp_path: Path) -> None:
    shown: list[str] = []
    ConsoleChannel(tmp_path / "logs" / "sent.log", shown.append).send(request())
    logged = (tmp_path / "logs" / "sent.log").read_text("utf-8")
    assert shown == ["→ m1 (reply): 芸姐，晚安。"]
    assert json.loads(logged)["provider_id"] == "console:D1:v2"
    assert "晚安" not in logged


def test_the_same_key_is_sent_once_even_by_another_process(tmp_path: Path) -> None:
    shown: list[str] = []
    first = ConsoleChannel(tmp_path / "sent.log", shown.append).send(request())
    second = ConsoleChannel(tmp_path / "sent.log", shown.append).send(request())
    assert first == second
    assert len(shown) == 1


def test_it_knows_what_was_sent(tmp_path: Path) -> None:
    channel = ConsoleChannel(tmp_path / "sent.log")
    assert channel.was_sent("draft:D1:v2") == ""
    channel.send(request())
    assert channel.was_sent("draft:D1:v2") == "console:D1:v2"
    assert channel.was_sent("draft:D1:v3") == ""


def test_a_torn_last_line_is_passed_over_and_swallows_nothing(tmp_path: Path) -> None:
    (tmp_path / "sent.log").write_text('{"key": "draft:D1', "utf-8")
    channel = ConsoleChannel(tmp_path / "sent.log")
    assert channel.was_sent("draft:D1:v2") == ""
    channel.send(request())
    assert channel.was_sent("draft:D1:v2") == "console:D1:v2"


def test_a_log_that_cannot_be_opened_means_not_sent(tmp_path: Path) -> None:
    with pytest.raises(ChannelDown):
        ConsoleChannel(tmp_path).send(request())
