"""What a member, a product or a file says is shown as text: nothing in it runs, loads or links."""

import re

import pytest

from api.services import Services
from tests.builders import NOW, make_draft, make_message, make_product
from tests.console.conftest import Visitor
from tools.members.find import get

pytestmark = pytest.mark.in_turn

SCRIPT = "<script>alert('x')</script>"
IMAGE = "<img src=x onerror=alert(1)>"
TEMPLATE = "{{ config.items() }}"
TURNED = "\u202egnp.exe"


@pytest.mark.parametrize("attack", [SCRIPT, IMAGE, TEMPLATE, TURNED, "javascript:alert(1)", "=cmd|' /C calc'!A0"])
@pytest.mark.parametrize("path", ["/members/m1", "/members", "/", "/drafts/{draft}"])
def test_an_attack_is_shown_as_text(attack: str, path: str, services: Services, supervisor: Visitor) -> None:
    with services.database.writing() as session:
        member = get(session, "m1")
        member.name, member.tags, member.city = attack, [attack], attack
        make_message(session, text=attack, at=NOW)
        make_product(session, "K9", name=attack)
        draft = make_draft(session, text=f"您好 {attack}")
        path = path.format(draft=draft.id)
    page = supervisor.get(path)
    assert page.status_code == 200
    assert SCRIPT not in page.text
    assert IMAGE not in page.text
    assert not re.search(r'(?:href|src|action)="javascript:', page.text)
    assert "dict_items" not in page.text
