"""Care that an unasked list made a lead-in of, where a colleague and a supervisor meet it."""

from datetime import timedelta

import pytest

from api.services import Services
from tests.builders import NOW, make_delivery, make_draft, make_message
from tests.console.conftest import Visitor, words_of

TEXT = "芸姐，降温了，早晚添件外套，不用回我。"
SAYS = "发出后两天内又发了她没要的清单"


@pytest.fixture
def care(services: Services) -> str:
    """Store care that left thirty hours ago and a list that followed it; return the draft of the care."""
    sent = NOW - timedelta(hours=30)
    with services.database.writing() as session:
        draft = make_draft(session, kind="care", text=TEXT, state="approved", decided_by="r1", decided_at=sent)
        make_delivery(session, draft, state="sent", created_at=sent, sent_at=sent, proactive=False)
        said = {"direction": "out", "text": TEXT, "purpose": "care", "draft_id": draft.id}
        make_message(session, at=sent, **said)
        make_message(
            session, direction="out", text="1. 纱布浴巾，99元", purpose="product_list", at=NOW - timedelta(hours=9)
        )
        return draft.id


def test_the_members_page_and_the_draft_say_that_the_care_became_a_lead_in(rep: Visitor, care: str) -> None:
    page = words_of(rep.get("/members/m1?kind=message"))
    assert page.count("成了铺垫") == 1
    assert SAYS in words_of(rep.get(f"/drafts/{care}"))


def test_a_supervisor_finds_it_among_the_figures(supervisor: Visitor, care: str) -> None:
    page = supervisor.get(f"/kpis/drafts?since={NOW.date() - timedelta(days=3)}&until={NOW.date()}")
    assert "成了铺垫的关怀" in words_of(page)
    assert f'href="/drafts/{care}"' in page.text
    assert "铺垫率" in words_of(page)
