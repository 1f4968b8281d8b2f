"""Each how-to page is followed to the letter: files are written, commands run, and what it promises is there."""

import re
from pathlib import Path

import pytest

from tests.docs.conftest import ROOT, Shell

_FILE = re.compile(r"^`([^`\n]+)`:\n\n```\w+\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_COMMANDS = re.compile(r"^```sh\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_PAGES = {"add-a-playbook", "add-a-check", "add-a-channel", "add-a-model-provider"}


class Followed:
    """A page whose files were written into a checkout."""

    def __init__(self, name: str, checkout: Path, shell: Shell) -> None:
        text = (ROOT / "docs" / "how-to" / f"{name}.md").read_text("utf-8")
        for path, content in _FILE.findall(text):
            (checkout / path).parent.mkdir(parents=True, exist_ok=True)
            (checkout / path).write_text(content, "utf-8")
        self.commands, self._shell = _COMMANDS.findall(text), shell

    def run(self, block: int, then: str = "") -> str:
        """Run the page's block of commands of this number, and a line more."""
        return self._shell(self.commands[block] + then)


@pytest.fixture
def followed(request: pytest.FixtureRequest, checkout: Path, shell: Shell) -> Followed:
    """Follow the page a test names."""
    return Followed(request.param, checkout, shell)


def test_every_page_is_followed() -> None:
    assert {page.stem for page in (ROOT / "docs" / "how-to").glob("*.md")} == _PAGES


@pytest.mark.parametrize("followed", ["add-a-playbook"], indirect=True)
def test_a_page_of_ones_own_is_found(followed: Followed) -> None:
    assert "1 pages, 0 faults" in followed.run(0)
    shown = followed.run(1)
    assert "added 1" in shown
    assert "PB-SHOP-BALCONY" in shown.splitlines()[1]


@pytest.mark.parametrize("followed", ["add-a-check"], indirect=True)
def test_a_rule_of_ones_own_blocks_what_it_names_and_its_examples_are_tested(
    followed: Followed, checkout: Path, shell: Shell
) -> None:
    without = (checkout / "tools/checks/rules/company.yaml").read_text("utf-8")
    assert '"wrong": []' in shell(followed.commands[0].replace("cases.jsonl", "cases.jsonl --json"))
    assert "passed" in followed.run(1)
    spoilt = without.replace("集满六枚印花换大礼", "今天吃了馄饨")
    (checkout / "tools/checks/rules/company.yaml").write_text(spoilt, "utf-8")
    with pytest.raises(AssertionError, match="OUR-STAMPS"):
        followed.run(1)


@pytest.mark.parametrize("followed", ["add-a-channel"], indirect=True)
def test_a_channel_of_ones_own_delivers_what_was_approved(followed: Followed, checkout: Path) -> None:
    assert "folder" in followed.run(0)
    (checkout / "send_one.py").write_text(_SEND_ONE, "utf-8")
    assert "sent" in followed.run(0, "python send_one.py\n")
    assert [path.read_text("utf-8") for path in (checkout / "zhiji-demo" / "outgoing").iterdir()]


_SEND_ONE = """
from datetime import timedelta
from dataclasses import replace
from pathlib import Path

from sqlmodel import select

from agent.request import Request
from agent.suggest import suggest
from api.services import build_services
from api.settings import read_settings
from api.worker import Worker
from tools import reviews
from tools.access import actor_of

services = build_services(read_settings(data_dir=Path("zhiji-demo"), database_url="", undo_window_s=0))
with services.database.reading() as session:
    admin = actor_of(session, "admin")
words = Request(member_id="M0001", message="\\u4eca\\u5929\\u5929\\u6c14\\u771f\\u4e0d\\u9519")
draft = suggest(services.workshop, admin, words).drafts[0]
with services.database.writing() as session:
    reviews.approve(session, admin, draft.id, draft.version, now=services.clock(), gate=services.gate,
                    channel=services.channel, undo_window_s=0)
later = replace(services, clock=lambda: services.workshop.clock() + timedelta(seconds=5))
print("sent", Worker(later).round())
services.close()
"""


@pytest.mark.parametrize("followed", ["add-a-model-provider"], indirect=True)
def test_a_model_of_ones_own_drafts_and_an_absent_endpoint_is_named(followed: Followed, checkout: Path) -> None:
    assert "model" in followed.run(0)
    assert '"drafter": "model"' in followed.run(1)
    (checkout / "answer.json").unlink()
    assert "answer file is not there" in followed.run(1)


@pytest.mark.parametrize(
    ("spec", "says"),
    [("nonsense", "module:function"), ("no_such_module:make", "PYTHONPATH"), ("json:nothing", "Check the name")],
)
def test_a_part_that_cannot_be_loaded_is_named(shell: Shell, spec: str, says: str) -> None:
    with pytest.raises(AssertionError, match=says):
        shell(f"export ZHIJI_CHANNEL={spec}\nzhiji doctor")
