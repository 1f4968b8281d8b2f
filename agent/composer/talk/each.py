"""Answer each thing that one message asks, in her order, as one message."""

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from agent.composer.goods.beside import is_told
from agent.composer.goods.offers import is_of_goods
from agent.composer.hearing.listening import hear
from agent.composer.hearing.matters import asks_about_order, matter_words, matters_in, words_that_mean
from agent.composer.promise import answer_by, asked, desk_for, promise_grounds
from agent.composer.talk.asks import ask_words
from agent.composer.talk.ear import with_acknowledgement
from agent.composer.talk.key_sentence import is_said_already, sentences, share_said
from agent.composer.talk.page_answers import is_general
from agent.context import TurnContext
from agent.reply_to import her_words
from agent.state import Asked, TurnState
from tools.models import Draft
from tools.patterns import compiled

Answering = Callable[[TurnState, TurnContext], tuple[Draft, ...]]
# A part of her words with the drafts that answer it alone, () for none.
_Answered = tuple[Asked, tuple[Draft, ...]]
_SHORT, _DUE = "short", "promise_due"
_PROMPT, _COMMA = "120", "\uff0c"


def each_answered(
    state: TurnState, context: TurnContext, whole: tuple[Draft, ...], answering: Answering, *, is_open: bool
) -> tuple[Draft, ...]:
    """Return one message that answers each part of hers, as far as more of it is answered than by `whole`.

    `is_open` tells that the whole only promises or takes note.
    """
    asks = state.get("asks", ())
    if asks and any(draft.attachments for draft in whole):
        return _beside_goods(state, context, whole, answering)
    if not asks or state["stance"].asked_price or (not is_open and _is_of_the_shop(state)):
        return whole
    answers = [
        (one, answering(_alone(state, one, is_first=not at), context)) for at, one in enumerate(asks) if one.asks
    ]
    return _put_together(state, context, whole, answers, is_open=is_open)


def _is_of_the_shop(state: TurnState) -> bool:
    """Tell whether the whole answers a matter that is heard as a whole, or each part is a matter of the shop."""
    words = her_words(state["request"], state["snapshot"])
    if any(one.name in matter_words()["heard_whole"] for one in matters_in(words)):
        return True
    # The whole has answered them one behind the other.
    return all(matters_in(one.text) for one in state["asks"] if one.asks)


def _put_together(
    state: TurnState, context: TurnContext, whole: tuple[Draft, ...], answers: Sequence[_Answered], *, is_open: bool
) -> tuple[Draft, ...]:
    """Return what answers most: both parts joined, one of them and a word on the other, else the whole."""
    # An answer of its own goes before what a page says to all.
    told = sorted(((one, drafts) for one, drafts in answers if drafts), key=lambda one: one[0].is_general)
    if not told or told[0][0].is_general:
        return whole
    if len(told) > 1:
        return _joined([drafts for _, drafts in told]) or whole
    if _is_of_same_page(told[0][1], whole) and is_general(state, context):
        return _joined([told[0][1], whole]) or whole
    left, asks = next((one for one, drafts in answers if not drafts), None), state["asks"]
    if left is not None and not is_open and _is_passed_over(left, told[0][1], whole):
        return _with_open(whole, left, context)
    if not is_open and not _is_of_other_page(told[0][1], whole, asks):
        return whole
    return _with_news(_with_open(told[0][1], left, context), state, asks)


def _beside_goods(
    state: TurnState, context: TurnContext, whole: tuple[Draft, ...], answering: Answering
) -> tuple[Draft, ...]:
    """Answer, behind a price or the like, what she asks that is about something else than these goods."""
    asks = [one for one in state["asks"] if one.asks]
    left = [one for one in asks if not is_told(whole, one.text, state, context)]
    if not left or len(left) == len(asks):
        return whole
    answers = [answering(_alone(state, one, is_first=False), context) for one in left]
    # No word on health beside goods of ours.
    told = [drafts for drafts in answers if drafts and not (drafts[0].grounds or {}).get("health")]
    if told:
        return _joined([whole, *told]) or whole
    return whole if any(answers) else _with_open(whole, left[0], context)


def _alone(state: TurnState, one: Asked, *, is_first: bool) -> TurnState:
    """Return the turn as if she had written this part alone; her mood is taken up once."""
    stance = state["stance"]
    asks_where = stance.asks_where and asks_about_order(one.text)
    offer = stance.offer if is_of_goods(one.text) else ""
    stance = replace(stance, asks_where=asks_where, offer=offer, asked_price=False, listens=stance.listens and is_first)
    return {
        **state,
        "request": replace(state["request"], message=one.text),
        "pages": one.pages,
        "half": one.half,
        "stance": stance,
    }


def _is_of_same_page(drafts: Sequence[Draft], whole: Sequence[Draft]) -> bool:
    return bool(whole) and bool(whole[0].playbook_id) and whole[0].playbook_id == drafts[0].playbook_id


def _is_of_other_page(drafts: Sequence[Draft], whole: Sequence[Draft], asks: Sequence[Asked]) -> bool:
    """Tell whether news that came first hid the question behind it."""
    is_hidden = not asks[0].asks and bool(whole) and bool(drafts[0].playbook_id)
    return is_hidden and drafts[0].playbook_id != whole[0].playbook_id


def _is_passed_over(left: Asked, told: Sequence[Draft], whole: Sequence[Draft]) -> bool:
    """Tell whether the whole answers one part as it would be answered alone, and has no word of the other."""
    first = next(iter(sentences(told[0].text)), told[0].text)
    is_one_alone = bool(whole[0].playbook_id) and any(first in draft.text for draft in whole)
    named, question, rules = words_that_mean(left.text), asked(left.text), ask_words()["passed_over"]
    is_bare = 0 < len(question) <= int(rules["longest"]) and _COMMA not in question
    is_said = any(word in draft.text for word in named for draft in whole)
    is_like = any(share_said(left.text, draft.text) >= float(rules["like"]) for draft in whole)
    return is_one_alone and is_bare and bool(named) and not is_said and not is_like


def _joined(answers: Sequence[tuple[Draft, ...]]) -> tuple[Draft, ...]:
    """Join the first answer in each style with the short text of the others; () where they are one and the same."""
    first = answers[0]
    others = [next((one for one in drafts if one.style == _SHORT), drafts[0]) for drafts in answers[1:]]
    if all(is_said_already(other.text, draft.text) for other in others for draft in first):
        return ()
    for draft in first:
        for other in others:
            _add(draft, other)
    return first


def _add(draft: Draft, other: Draft) -> None:
    text, longest = _unsaid(other.text, draft.text), int(ask_words()["longest"][draft.style])
    is_short = draft.style == _SHORT
    text = _within(text, longest - len(draft.text)) if is_short else text
    kept = _within(draft.text, longest - len(text), unless=compiled(matter_words()["last_word"]["doctor"]))
    if not text or (is_short and len(kept) + len(text) > longest):
        return
    draft.text = draft.proposed_text = kept + ("" if is_short else "\n") + text
    draft.evidence = [*draft.evidence, *(one for one in other.evidence if one not in draft.evidence)]
    draft.grounds = _both(draft, other)


def _within(text: str, most: int, *, unless: re.Pattern[str] | None = None) -> str:
    """Return a text without its last sentences until it has so many characters: one at least stays, and what must."""
    kept = sentences(text)
    while len(kept) > 1 and len("".join(kept)) > most and not (unless is not None and unless.search(kept[-1])):
        kept.pop()
    return "".join(kept) or text


def _both(draft: Draft, other: Draft) -> dict[str, object]:
    own, more = draft.grounds or {}, other.grounds or {}
    numbers = sorted({*own.get("numbers", []), *more.get("numbers", [])})
    return {**more, **own, "numbers": numbers, "health": bool(own.get("health") or more.get("health"))}


def _unsaid(text: str, before: str) -> str:
    """Return the sentences of a text that were not said yet, and no doctor a second time but for an emergency."""
    doctor = compiled(matter_words()["last_word"]["doctor"])
    has_doctor = bool(doctor.search(before))
    kept = [
        one
        for one in sentences(text)
        if one not in before
        and (_PROMPT in one or not is_said_already(one, before))
        and not (has_doctor and doctor.search(one) and _PROMPT not in one and _is_only_doctor(one))
    ]
    return "".join(kept)


def _is_only_doctor(sentence: str) -> bool:
    return len(sentence) < int(matter_words()["key_sentence"]["longest_clause"])


def _with_open(drafts: tuple[Draft, ...], left: Asked | None, context: TurnContext) -> tuple[Draft, ...]:
    """Promise to ask the other question, by its name; where it has none, the answer stands alone."""
    question = asked(left.text) if left is not None else ""
    if left is None or not question:
        return drafts
    if (drafts[0].grounds or {}).get("health"):
        return _with_referral(drafts, question)
    due, when = answer_by(context.now)
    sentence = str(ask_words()["open"]).format(question=question, desk=desk_for(left.text), when=when)
    for draft in drafts:
        joint = "" if draft.style == _SHORT else "\n"
        draft.text = draft.proposed_text = draft.text + joint + sentence
        known = (draft.grounds or {}).get("numbers", [])
        promised = promise_grounds(due)
        draft.grounds = {**(draft.grounds or {}), **promised, "numbers": sorted({*known, *promised["numbers"]})}
    return drafts


def _with_referral(drafts: tuple[Draft, ...], question: str) -> tuple[Draft, ...]:
    """Send her to who may answer a further question about a body: no colleague of ours may."""
    for draft in drafts:
        joint = "" if draft.style == _SHORT else "\n"
        draft.text = draft.proposed_text = draft.text + joint + str(ask_words()["referral"]).format(question=question)
    return drafts


def _with_news(drafts: tuple[Draft, ...], state: TurnState, asks: Sequence[Asked]) -> tuple[Draft, ...]:
    """Take up first what she told first."""
    if asks[0].asks or not state["stance"].listens:
        return drafts
    told = asks[0].text
    line = next((str(one["says"]) for one in ask_words()["news"] if compiled(one["hears"]).search(told)), "")
    if line:
        for draft in drafts:
            draft.text = draft.proposed_text = line + draft.text
        return drafts
    heard = hear(told, state["snapshot"], guess=False)
    return with_acknowledgement(drafts, state, heard)
