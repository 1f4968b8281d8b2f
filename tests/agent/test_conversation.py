"""A conversation in turns: a newer message or a colleague's own word makes what was written stale."""

from datetime import timedelta

import pytest
from sqlmodel import select

from agent.request import Request
from agent.suggest import suggest
from tests.agent.shop import Shop
from tests.builders import REP, make_message
from tools.conversations.record import Words, record
from tools.errors import BadInput
from tools.models import Draft, Message, PlaybookVersion


def test_after_a_colleagues_word_there_is_nothing_to_answer_until_she_writes(shop: Shop) -> None:
    shop.ask("今天好累呀", message_id="w1")
    with shop.database.writing() as session:
        record(session, Words("m1", "早点歇", direction="out", sender="r1"), now=shop.later(minutes=1))
    with pytest.raises(BadInput):
        shop.ask(kind="reply")
    shop.later(minutes=1)
    assert shop.ask("好嘞", message_id="w2").drafts


@pytest.mark.parametrize(("direction", "reason"), [("in", "newer_message"), ("out", "human_answered")])
def test_a_message_that_lands_while_a_draft_is_written_makes_it_stale(shop: Shop, direction: str, reason: str) -> None:
    def land(step: str) -> None:
        if step == "check":
            moment = shop.later(seconds=20)
            with shop.database.writing() as session:
                make_message(session, "m1", message_id="late", direction=direction, at=moment - timedelta(seconds=1))

    proposal = suggest(shop.workshop, REP, Request("m1", message="今天好累呀", message_id="w1"), progress=land)
    assert {(draft.state, draft.decision_reason) for draft in proposal.drafts} == {("superseded", reason)}
    assert [row.message_id for row in shop.rows(Message)].count("late") == 1


def _renew_the_page(shop: Shop) -> None:
    """Make it so that what waits was written from an earlier version of its page."""
    with shop.database.writing() as session:
        for draft in session.exec(select(Draft).where(Draft.playbook_id != "")):
            page = session.exec(select(PlaybookVersion).where(PlaybookVersion.playbook_id == draft.playbook_id)).first()
            assert page is not None
            former = {**page.model_dump(), "version": "0.0.1", "current": False}
            session.merge(PlaybookVersion(**former))
            draft.playbook_version = "0.0.1"


def test_asked_again_after_its_page_was_published_anew_a_message_gets_a_draft_of_the_new_words(shop: Shop) -> None:
    question = "宝宝胎动怎么数呀"
    first = shop.ask(question, message_id="w1")
    assert shop.ask(question, message_id="w1").suggestion.id == first.suggestion.id
    _renew_the_page(shop)
    again = shop.ask(question, message_id="w1")
    assert again.suggestion.id != first.suggestion.id
    assert "0.0.1" not in {draft.playbook_version for draft in again.drafts}
    before = [draft for draft in shop.rows(Draft) if draft.suggestion_id == first.suggestion.id]
    assert {(draft.state, draft.decision_reason) for draft in before} == {("superseded", "newer_page")}


def test_what_a_colleague_has_worked_on_stays_when_its_page_is_published_anew(shop: Shop) -> None:
    question = "宝宝胎动怎么数呀"
    first = shop.ask(question, message_id="w1")
    _renew_the_page(shop)
    with shop.database.writing() as session:
        session.get_one(Draft, first.drafts[0].id).text += "慢慢来。"
    assert shop.ask(question, message_id="w1").suggestion.id == first.suggestion.id
