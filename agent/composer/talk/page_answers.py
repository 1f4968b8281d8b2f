"""Answer her very question first: a page's own answer to it, and of its general text only what must not be missing."""

from collections.abc import Mapping, Sequence
from functools import partial

from agent.composer.hearing.matters import matter_words, words_that_mean
from agent.composer.page.pages import page_drafts
from agent.composer.page.reader import begins_for, reader_of
from agent.composer.phrases import ADVICE_KINDS
from agent.composer.talk.guarded import guarded_page
from agent.composer.talk.key_sentence import is_said_already, sentences
from agent.composer.talk.pointing import question_joined
from agent.composer.talk.topic import our_lines
from agent.context import TurnContext
from agent.reply_to import her_words, said_fact
from agent.state import TurnState
from agent.whose import stage_meant
from knowledge.answering import IsFresh, answer_for, answers_for, chances
from knowledge.playbook import Answer, Playbook
from knowledge.schema import allowed
from knowledge.search import Nearness
from knowledge.supposing import is_of_life
from knowledge.voices import is_of_place
from tools.models import Draft
from tools.patterns import compiled

_AFTER_SALE = "after_sale"


def answer_drafts(state: TurnState, context: TurnContext) -> tuple[Draft, ...]:
    """Return the drafts that begin with a page's answer to her very question; () where no page clearly has one."""
    snapshot, found = state["snapshot"], _her_answers(state, context)
    if found is None:
        return ()
    page, answers = found
    words = her_words(state["request"], snapshot)
    wording = partial(answered_texts, answers, page.must_say, words=words)
    rep_name, said = context.rep_name(snapshot), said_fact(state)
    return page_drafts(page, snapshot, state["stance"], rep_name, said=said, wording=wording)


def is_very_question(state: TurnState) -> bool:
    """Tell whether the page found first gives advice, and lists all but her very words or alone may answer them."""
    words, pages = her_words(state["request"], state["snapshot"]), state["pages"]
    if pages and guarded_page(words, state["snapshot"]) == pages[0].id:
        return True
    is_advice = bool(pages) and pages[0].kind in ADVICE_KINDS
    return is_advice and answer_for(pages[0], words, is_best=False) is not None


def is_only_general(state: TurnState, context: TurnContext) -> bool:
    """Tell whether the page found first is for a kind of goods, and has no answer to her words but its general text."""
    return bool(state["pages"]) and state["pages"][0].kind == _AFTER_SALE and is_general(state, context)


def is_general(state: TurnState, context: TurnContext) -> bool:
    """Tell whether no page that was found has an answer of its own to her words."""
    return _her_answers(state, context) is None


def _her_answers(state: TurnState, context: TurnContext) -> tuple[Playbook, tuple[Answer, ...]] | None:
    """Return the page and those of its answers that are clearly meant, but none that was said to her before.

    A question that goes on from her line before is read alone first, then together with it.
    """
    snapshot = state["snapshot"]
    words, used = her_words(state["request"], snapshot), (*snapshot.used_texts, our_lines(snapshot, context.now))
    joined = question_joined(words, snapshot, context.now)

    reader, stage = reader_of(words, snapshot), stage_meant(words, snapshot)

    def is_fresh(answer: Answer) -> bool:
        is_hers = begins_for(reader, answer.lines[0]) and is_of_life(answer, words, stage)
        return is_hers and not any(answer.lines[0] in text for text in used)

    for asked in (words, joined) if joined else (words,):
        for place, page in enumerate(state["pages"]):
            near = context.tools.nearness(asked, page)
            answers = answers_for(page, asked, near=near, is_best=not place, is_fresh=is_fresh)
            answers = _by_half(page, answers, state, context, is_fresh) if not place else answers
            if answers:
                return page, answers
    return None


def _by_half(
    page: Playbook, answers: tuple[Answer, ...], state: TurnState, context: TurnContext, is_fresh: IsFresh
) -> tuple[Answer, ...]:
    """Return the answers to what of her words asks, where those to all of them are none of its own."""
    half, words = state.get("half", ""), her_words(state["request"], state["snapshot"])
    near = context.tools.nearness(half, page) if half else {}
    by_half = answers_for(page, half, near=near, is_fresh=is_fresh) if near else ()
    # Where it is stands as often in what she tells as in what she asks.
    by_half = tuple(one for one in by_half if is_of_place(one, words))
    # Who is spoken to stands as often in what she tells.
    says_little = bool(answers) and not words_that_mean(half)
    if not by_half or says_little or any(one.voices for one in answers):
        return answers
    is_better = not answers or _is_rather_asked(by_half[0], answers[0], page, half, near)
    return by_half if is_better else answers


def _is_rather_asked(one: Answer, other: Answer, page: Playbook, half: str, near: Nearness) -> bool:
    """Tell whether what she asks names one answer by a word of its own, and hardly means the other."""
    is_named = any(compiled(word).search(half) for word in one.words)
    return is_named and dict(chances(page, half, near)).get(other, 0.0) < float(matter_words()["half_may_mean"])


def answered_texts(
    answers: Sequence[Answer], must_say: Sequence[str], texts: Mapping[str, str], *, words: str = ""
) -> dict[str, str]:
    """Return a page's texts by style with answers in their place: a longer style says more of the lines of one.

    Only the longest goes on with a word of the page's that is not about what she says.
    """
    most = {style: number for number, style in enumerate(allowed("styles"), start=1)}
    longest = max(most.values())
    return {
        style: _answered(_lines_of(answers, number), number, text, must_say, words=words if number < longest else None)
        for style, text in texts.items()
        if (number := most[style])
    }


def _lines_of(answers: Sequence[Answer], most: int) -> tuple[str, ...]:
    """Return what a style says: of one answer its lines, of two what answers each; the shortest what she comes to."""
    first, *others = answers
    others = [one for one in others if not is_said_already(one.lines[0], first.lines[0])]
    if not others or most == 1:
        return _each_once(answers[-1].lines[:most])
    return (first.lines[0], *(str(matter_words()["second_answer"]).format(text=one.lines[0]) for one in others))


def _each_once(lines: Sequence[str]) -> tuple[str, ...]:
    """Return the lines without those that only say in other words what stands before them."""
    kept: list[str] = []
    for line in lines:
        if not kept or not is_said_already(line, "".join(kept)):
            kept.append(line)
    return tuple(kept)


def _answered(lines: Sequence[str], most: int, text: str, must_say: Sequence[str], *, words: str | None) -> str:
    """Return the lines with what the page must say, or with its last word where they are fewer than the style holds."""
    said = "".join(lines)
    if must_say and not any(word in said for word in must_say):
        return said + next(one for one in sentences(text) if any(word in one for word in must_say))
    more = [one for one in sentences(text) if not is_said_already(one, said)] if len(lines) < most else []
    return said + _last_word(more, said, words)


def _last_word(sentences_left: Sequence[str], said: str, words: str | None) -> str:
    """Return the last sentence that may stand behind an answer: none about another thing, no doctor a second time."""
    fits = (one for one in reversed(sentences_left) if _may_close(one, said) and _is_hers(one, words))
    last = next(reversed(sentences_left), "") if words is None else ""
    return next(fits, "") or last


def _is_hers(sentence: str, words: str | None) -> bool:
    """Tell whether a sentence speaks of what she says, or names a doctor where she tells of a body; None asks not."""
    if words is None or any(word in sentence for word in words_that_mean(words)):
        return True
    rules = matter_words()["last_word"]
    return bool(compiled(rules["doctor"]).search(sentence) and compiled(rules["symptom"]).search(words))


def _may_close(sentence: str, said: str) -> bool:
    rules = matter_words()["last_word"]
    if compiled(rules["doctor"]).search(sentence):
        return not compiled(rules["doctor"]).search(said)
    return not compiled(rules["unless"]).search(sentence)
