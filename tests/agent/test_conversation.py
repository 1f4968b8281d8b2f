"""A conversation in turns: a newer message or a colleague's own word makes what was written stale."""

from datetime import timedelta

import pytest

from agent.request import Request
from agent.suggest import suggest
from tests.agent.shop import Shop
from tests.builders import REP, make_message
from tools.conversations.record import Words, record
from tools.errors import BadInput
from tools.models import Message


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
