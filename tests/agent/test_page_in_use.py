"""A page that was withdrawn is used nowhere, from that moment on; and a draft is worded the brand's way."""

from dataclasses import replace

import pytest

from knowledge import library, workflow
from tests.agent.shop import Shop, texts
from tests.builders import ADMIN, SUPERVISOR
from tools import reviews
from tools.checks.voice import BrandVoice
from tools.errors import TextBlocked
from tools.gate import Gate
from tools.models import Delivery

pytestmark = pytest.mark.in_turn

CRAMP = "最近小腿半夜老抽筋，有啥法子"


def _suspend(shop: Shop, page_id: str) -> None:
    workflow.take_step(shop.database, ADMIN, page_id, "suspend", now=shop.moment)


def test_a_draft_that_waits_is_not_approved_once_its_page_is_suspended(shop: Shop) -> None:
    proposal = shop.ask(CRAMP)
    assert {draft.playbook_id for draft in proposal.drafts} == {"PB-P16"}
    _suspend(shop, "PB-P16")
    with pytest.raises(TextBlocked) as blocked:
        shop.approve(proposal)
    assert "PAGE-WITHDRAWN" in {finding.rule for finding in blocked.value.findings}


def test_an_approved_text_that_is_not_sent_yet_is_held_back(shop: Shop) -> None:
    proposal = shop.ask(CRAMP)
    shop.approve(proposal)
    _suspend(shop, "PB-P16")
    assert shop.deliver() == ["refused"]
    assert shop.channel.sent == []
    assert [row.state for row in shop.rows(Delivery)] == ["refused"]


def test_the_next_draft_rests_on_another_page_and_asking_anew_gives_one(shop: Shop) -> None:
    _suspend(shop, "PB-P16")
    assert "PB-P16" not in {draft.playbook_id for draft in shop.ask(CRAMP).drafts}


def test_what_was_sent_keeps_version_and_words_of_a_retired_page(shop: Shop) -> None:
    proposal = shop.ask(CRAMP)
    shop.approve(proposal)
    assert shop.deliver() == ["sent"]
    workflow.take_step(shop.database, ADMIN, "PB-P16", "retire", now=shop.moment)
    sent = next(draft for draft in proposal.drafts if draft.style == "usual")
    with shop.database.reading() as session:
        page = library.get(session, sent.playbook_id, sent.playbook_version)
    assert page.status == "retired"
    assert page.content_hash
    assert page.variants["reply"]["usual"]


def test_without_its_fixed_replies_a_route_says_less_and_never_something_else(shop: Shop) -> None:
    for page in shop.workshop.librarian.fixed_replies(shop.moment.date()):
        if page.route == "crisis":
            _suspend(shop, page.id)
    proposal = shop.ask("我真的不想活了")
    assert proposal.suggestion.route == "crisis"
    assert all(draft.kind == "fixed_reply" for draft in proposal.drafts)
    assert not {draft.playbook_id for draft in proposal.drafts if draft.playbook_id.startswith("PB-CRISIS")}


def test_a_draft_is_worded_the_brands_way_and_an_edit_is_held_to_it(shop: Shop) -> None:
    gate = Gate(voice=BrandVoice(you="你", words={"爆款": ""}))
    shop.workshop = replace(shop.workshop, gate=gate)
    proposal = shop.ask(CRAMP)
    assert proposal.drafts
    assert not any("您" in text for text in texts(proposal))
    draft = proposal.drafts[0]
    with shop.database.writing() as session, pytest.raises(TextBlocked) as blocked:
        reviews.edit(session, SUPERVISOR, draft.id, draft.version, "这是爆款。", now=shop.moment, gate=gate)
    assert "VOICE-WORD" in {finding.rule for finding in blocked.value.findings}
