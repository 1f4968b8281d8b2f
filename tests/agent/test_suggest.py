"""One request in, one proposal out: what is recorded, who may ask, and what each kind of word leads to."""

from datetime import timedelta

import pytest
from sqlalchemy import event

from tests.agent.shop import Shop, styles, texts
from tests.builders import (
    ADMIN,
    AUDITOR,
    NOW,
    OTHER_REP,
    SUPERVISOR,
    make_member,
    make_message,
)
from tools.conversations.record import LONGEST_TEXT
from tools.errors import BadInput, Conflict, NotAllowed, NotFound
from tools.members.find import get
from tools.models import Draft, Message, Suggestion, Task

QUESTION = "宝宝胎动怎么数呀"


def test_a_question_gets_three_drafts_with_the_page_and_the_message_behind_them(shop: Shop) -> None:
    proposal = shop.ask(QUESTION, message_id="w1")
    assert styles(proposal) == {"short", "usual", "warm"}
    assert {draft.playbook_id for draft in proposal.drafts} == {"PB-P21"}
    for draft in proposal.drafts:
        said = next(entry for entry in draft.evidence if entry["field"] == "messages")
        assert (said["value"], said["source"], said["at"]) == (QUESTION, "message w1", NOW.isoformat())
        assert (draft.state, draft.answers_message_id, draft.proactive) == ("proposed", "w1", False)


def test_a_turn_asks_the_store_nothing_twice_within_one_transaction(shop: Shop) -> None:
    # SQLite's own BEGIN is told before the transaction is.
    asked: list[list[tuple[str, str]]] = [[]]
    engine = shop.workshop.database.engine

    @event.listens_for(engine, "begin")
    def _begun(_connection: object) -> None:
        asked.append([])

    @event.listens_for(engine, "before_cursor_execute")
    def _told(_connection: object, _cursor: object, statement: str, parameters: object, *_rest: object) -> None:
        asked[-1].append((statement, repr(parameters)))

    shop.ask(QUESTION, message_id="w1")
    assert len(asked) > 4
    assert [told for one in asked for told in one if one.count(told) > 1] == []


def test_the_words_are_recorded_once_even_when_the_clock_moves_while_it_works(shop: Shop) -> None:
    def ticking() -> object:
        return shop.later(milliseconds=1)

    object.__setattr__(shop.workshop, "clock", ticking)
    proposal = shop.ask(QUESTION, message_id="w1")
    said = next(entry for entry in proposal.drafts[0].evidence if entry["field"] == "messages")
    assert said["at"]
    assert [message.text for message in shop.rows(Message)] == [QUESTION]


def test_the_same_message_delivered_twice_is_one_message_and_one_set_of_drafts(shop: Shop) -> None:
    first = shop.ask(QUESTION, message_id="w1")
    again = shop.ask(QUESTION, message_id="w1")
    assert [draft.id for draft in again.drafts] == [draft.id for draft in first.drafts]
    assert len(shop.rows(Message)) == 1
    assert len(shop.rows(Suggestion)) == 1


def test_words_pasted_again_at_once_are_the_same_message_even_if_the_first_turn_broke_off(shop: Shop) -> None:
    with shop.workshop.database.writing() as session:
        make_message(session, text=QUESTION, at=shop.workshop.clock(), message_id="broken-off")
    first = shop.ask(QUESTION)
    assert [draft.id for draft in shop.ask(f"{QUESTION} ").drafts] == [draft.id for draft in first.drafts]
    assert [message.message_id for message in shop.rows(Message)] == ["broken-off"]


def test_the_same_words_after_our_answer_or_an_hour_later_are_said_anew(shop: Shop) -> None:
    shop.ask(QUESTION)
    shop.later(hours=1)
    shop.ask(QUESTION)
    with shop.workshop.database.writing() as session:
        make_message(session, text="帮您问了", at=shop.later(seconds=5), direction="out", sender="r1")
    shop.later(seconds=5)
    shop.ask(QUESTION)
    assert [message.text for message in shop.rows(Message)].count(QUESTION) == 3


def test_a_routed_message_delivered_twice_has_exactly_one_fixed_reply(shop: Shop) -> None:
    shop.ask("宝宝没了", message_id="w1")
    shop.ask("宝宝没了", message_id="w1", kind="product_list")
    assert [draft.kind for draft in shop.rows(Draft)] == ["fixed_reply"]


def test_asking_again_without_words_shows_what_waits_instead_of_a_second_set(shop: Shop) -> None:
    first = shop.ask(QUESTION, message_id="w1")
    again = shop.ask()
    assert again.suggestion.id == first.suggestion.id


def test_a_message_id_of_another_member_is_refused(shop: Shop) -> None:
    with shop.database.writing() as session:
        make_member(session, "m2")
        make_message(session, "m2", message_id="w1")
    with pytest.raises(Conflict):
        shop.ask(QUESTION, message_id="w1")


@pytest.mark.parametrize(
    ("message", "says"),
    [
        ("   ", "empty"),
        ("\x00", "empty"),
        ("字" * (LONGEST_TEXT + 1), "20,001"),
        ("好\ud800", "UTF-8"),
        ("\u200b", "no readable"),
    ],
    ids=["blank", "only NUL", "too long", "lone surrogate", "invisible"],
)
def test_words_that_cannot_be_read_are_refused_in_one_sentence_and_leave_nothing(
    shop: Shop, message: str, says: str
) -> None:
    before = shop.counts()
    with pytest.raises(BadInput, match=says):
        shop.ask(message)
    assert shop.counts() == before


def test_the_longest_message_is_answered(shop: Shop) -> None:
    assert shop.ask("宝宝胎动怎么数呀" + "，" * (LONGEST_TEXT - 8)).suggestion.id


def test_a_nul_inside_words_is_dropped_and_the_rest_is_kept(shop: Shop) -> None:
    shop.ask("宝宝胎动\x00怎么数呀")
    assert shop.rows(Message)[0].text == QUESTION


def test_an_unknown_kind_is_bad_input(shop: Shop) -> None:
    with pytest.raises(BadInput, match="poem"):
        shop.ask(QUESTION, kind="poem")


def test_a_rep_cannot_ask_about_another_reps_member_nor_leave_a_trace(shop: Shop) -> None:
    before = shop.counts()
    with pytest.raises(NotFound):
        shop.ask(QUESTION, actor=OTHER_REP)
    assert shop.counts() == before


def test_a_role_that_may_not_suggest_is_told_who_may(shop: Shop) -> None:
    with pytest.raises(NotAllowed, match="rep"):
        shop.ask(QUESTION, actor=AUDITOR)


def test_an_unknown_member_is_not_found(shop: Shop) -> None:
    with pytest.raises(NotFound):
        shop.ask(QUESTION, member_id="m\x00")


def test_an_erased_member_is_as_absent_as_an_unknown_one(shop: Shop) -> None:
    with shop.database.writing() as session:
        get(session, "m1").erased_at = NOW
    before = shop.counts()
    with pytest.raises(NotFound):
        shop.ask(QUESTION, actor=ADMIN)
    assert shop.counts() == before


@pytest.mark.parametrize("message", [QUESTION, "我不想活了", "别再给我发消息了", "你们几点能修好外太空飞船？", ""])
def test_a_dry_run_writes_nothing_at_all(shop: Shop, message: str) -> None:
    shop.ask("今天天气真好", dry_run=True)
    before = shop.counts()
    kind = "" if message else "care"
    proposal = shop.ask(message, dry_run=True, kind=kind)
    assert proposal.drafts
    assert shop.counts() == before


def test_a_dry_run_cites_no_older_message_for_the_words_it_did_not_record(shop: Shop) -> None:
    with shop.database.writing() as session:
        make_message(session, message_id="old", at=NOW - timedelta(days=30), text="上次的快递收到了")
    draft = shop.ask(QUESTION, dry_run=True).drafts[0]
    said = next(entry for entry in draft.evidence if entry["field"] == "messages")
    assert (said["value"], said["source"]) == (QUESTION, "message")
    assert draft.answers_message_id == ""


def test_several_messages_in_one_breath_are_one_question(shop: Shop) -> None:
    with shop.database.writing() as session:
        make_message(session, message_id="w1", at=NOW - timedelta(minutes=2), text="问您个事")
        make_message(session, message_id="w2", at=NOW - timedelta(minutes=1), text="宝宝胎动")
    proposal = shop.ask("怎么数呀", message_id="w3")
    assert {draft.playbook_id for draft in proposal.drafts} == {"PB-P21"}


def test_thanks_right_after_a_question_does_not_hide_the_question(shop: Shop) -> None:
    with shop.database.writing() as session:
        make_message(session, message_id="w1", at=NOW - timedelta(minutes=1), text="上次那个快递到哪儿了")
    proposal = shop.ask("谢谢啦", message_id="w2")
    assert proposal.suggestion.intent == "order_service"


def test_an_older_message_belongs_to_another_breath(shop: Shop) -> None:
    with shop.database.writing() as session:
        make_message(session, message_id="w1", at=NOW - timedelta(hours=3), text="这些哪些是你们家有的？")
    assert shop.ask("谢谢啦", message_id="w2").suggestion.intent == "thanks"


def test_thanks_is_not_an_ask(shop: Shop) -> None:
    proposal = shop.ask("太谢谢你了，真贴心")
    assert proposal.suggestion.intent == "thanks"
    assert proposal.suggestion.kind == "reply"
    assert all(not draft.attachments for draft in proposal.drafts)


def test_without_new_words_the_waiting_message_is_answered(shop: Shop) -> None:
    with shop.database.writing() as session:
        make_message(session, message_id="w1", text=QUESTION)
    proposal = shop.ask(kind="reply")
    assert {draft.answers_message_id for draft in proposal.drafts} == {"w1"}


def test_a_reply_to_nothing_is_refused(shop: Shop) -> None:
    with pytest.raises(BadInput, match="waits for an answer"):
        shop.ask(kind="reply")


def test_a_reply_after_our_own_last_word_is_refused(shop: Shop) -> None:
    with shop.database.writing() as session:
        make_message(session, text=QUESTION, at=NOW - timedelta(hours=2))
        make_message(session, text="早晚各数一次", direction="out", at=NOW - timedelta(hours=1))
    with pytest.raises(BadInput):
        shop.ask(kind="reply")


def test_with_nothing_said_and_no_kind_outreach_is_drafted(shop: Shop) -> None:
    proposal = shop.ask()
    assert proposal.suggestion.kind == "care"
    assert all(draft.proactive for draft in proposal.drafts)


def test_an_unanswerable_question_gets_a_promise_and_its_approval_a_task_by_that_time(shop: Shop) -> None:
    proposal = shop.ask("你们老板属什么星座的？")
    assert proposal.drafts
    assert all("12点" in text for text in texts(proposal))
    assert shop.rows(Task) == []
    shop.approve(proposal)
    task = shop.rows(Task)[0]
    assert (task.kind, task.owner_staff_id, task.due_at) == ("answer", "r1", NOW + timedelta(hours=2))
    assert {draft.expires_at for draft in proposal.drafts} == {task.due_at}


def test_the_promise_is_kept_by_the_colleague_she_knows(shop: Shop) -> None:
    shop.approve(shop.ask("你们老板属什么星座的？", actor=SUPERVISOR))
    assert shop.rows(Task)[0].owner_staff_id == "r1"


def test_something_merely_told_is_noted_without_a_promise(shop: Shop) -> None:
    proposal = shop.ask("昨晚月亮特别圆特别亮，我们一家在阳台看了好久")
    assert proposal.drafts
    shop.approve(proposal)
    assert shop.rows(Task) == []
