"""Go on with the page that a talk is about: what she asks, adds or tried is answered by what it has not said yet."""

from collections.abc import Collection, Mapping, Sequence
from functools import partial

from agent.composer.hearing.matters import matters_in
from agent.composer.hearing.telling import turned
from agent.composer.page.pages import page_drafts
from agent.composer.phrases import ADVICE_KINDS, is_question
from agent.composer.talk.key_sentence import sentences, share_said, shares_a_run
from agent.composer.talk.leaning import answer_leant_on, has_talk, leans, our_talk, page_leant_on
from agent.composer.talk.page_answers import answered_texts, is_very_question
from agent.composer.talk.reacting import our_line
from agent.composer.talk.topic import our_lines, was_said, without_repeats
from agent.context import TurnContext
from agent.reply_to import changes_subject, her_words, pending, said_fact
from agent.state import TurnState
from knowledge.answering import answer_for
from knowledge.playbook import Answer, Playbook
from knowledge.voices import is_for
from tools.models import Draft
from tools.patterns import compiled
from tools.yaml_text import table_beside

_table = table_beside(__file__)


def going_on_drafts(state: TurnState, context: TurnContext) -> tuple[Draft, ...]:
    """Return drafts from what the pages of this talk have not said yet; () where her words are about something else."""
    words, snapshot = her_words(state["request"], state["snapshot"]), state["snapshot"]
    pages = _pages(words, state, context)
    if not pages or (state["pages"] and state["pages"][0] not in pages and is_very_question(state)):
        return ()
    ours = f"{our_lines(snapshot, context.now)}\n{our_talk(state, context)}"
    fresh = [_unsaid(page, (*snapshot.used_texts, ours)) for page in pages]
    if tried_in_vain(words):
        # What our lines named is what did not help, in whatever words it was said.
        fresh = [_untried(page, ours) for page in fresh]
    # Words that fit no answer of the page spoken of last may come back to the one before it.
    found = _found(fresh, words, state, context)
    if found is None and tried_in_vain(words):
        return _worded(fresh[0], partial(_next_step, fresh[0], words, ours), state, context)
    if found is None and compiled(_table()["lasts"]).search(words):
        return _worded(page := _nearest(fresh, words), partial(_if_it_lasts, page), state, context)
    if found is None and (detail := _completed(fresh[0], words, state, context)) is not None:
        found = fresh[0], detail
    if found is None:
        return ()
    return _worded(found[0], partial(answered_texts, (found[1],), found[0].must_say), state, context)


def _pages(words: str, state: TurnState, context: TurnContext) -> tuple[Playbook, ...]:
    """Return the pages that her words may go on from; of a talk in a colleague's own words, what it is about."""
    is_open = leans(words) or tried_in_vain(words) or bool(compiled(_table()["lasts"]).search(words))
    if not _may_go_on(words, state, is_near=is_open and has_talk(state, context)):
        return ()
    if known := pages_of_talk(state, context):
        return known
    page = page_leant_on(state, context) if is_open else None
    return (page,) if page is not None else ()


def _found(
    fresh: Sequence[Playbook], words: str, state: TurnState, context: TurnContext
) -> tuple[Playbook, Answer] | None:
    """Return the answer to her words with its page: by what it is asked, else by what a question that leans adds."""
    if found := next(((page, one) for page in fresh if (one := _answer_in(page, words))), None):
        return found
    if not leans(words):
        return None
    return next(((page, one) for page in fresh if (one := answer_leant_on(page, state, context))), None)


def pages_of_talk(state: TurnState, context: TurnContext) -> tuple[Playbook, ...]:
    """Return the pages of advice of which a sentence stands in our last lines, that of the latest line first."""
    snapshot = state["snapshot"]
    ours = [said for said in reversed(snapshot.thread) if said.direction == "out"][: int(_table()["lines"])]
    topics = dict.fromkeys(said.topic for said in ours if said.topic)
    pages = (page for topic in topics for page in context.tools.pages_of_topic(topic))
    return tuple(one for one in pages if one.kind in ADVICE_KINDS and was_said(one, snapshot, context.now))


def tried_in_vain(words: str) -> bool:
    """Tell whether she tried what was advised and it did not help."""
    return bool(compiled(_table()["tried"]).search(words))


def _may_go_on(words: str, state: TurnState, *, is_near: bool) -> bool:
    """Tell whether her words may go on from our line before: not too long, no new subject, no matter of the shop."""
    is_near = (is_near or bool(our_line(state))) and 0 < len(words) <= int(_table()["longest"])
    return is_near and not changes_subject(words) and not matters_in(words)


def _unsaid(page: Playbook, said: Collection[str]) -> Playbook:
    """Return a page with those of its answers that were not given yet."""
    left = tuple(one for one in page.answers if not any(one.lines[0] in text for text in said))
    return page.model_copy(update={"answers": left})


def _untried(page: Playbook, ours: str) -> Playbook:
    """Return a page with those of its answers that name nothing our lines named."""
    left = tuple(one for one in page.answers if not shares_a_run(one.lines[0], ours))
    return page.model_copy(update={"answers": left})


def _answer_in(page: Playbook, words: str) -> Answer | None:
    """Return the answer to her words; in a short line of a talk a word of an answer's own is enough."""
    if (found := answer_for(page, words)) is not None:
        return found
    if len(words) > int(_table()["short"]) or not is_question(words):
        return None
    plain = compiled(_table()["fillers"]).sub("", words)
    asked = [one for one in page.answers if is_for(one, words)]
    heard = [(most, one) for one in asked if (most := _own_word(one, plain)) >= int(_table()["own_word"])]
    return max(heard, key=lambda one: one[0], default=(0, None))[1]


def _own_word(answer: Answer, words: str) -> int:
    """Return how long the longest word of an answer's own is that she says."""
    found = (compiled(word).search(words) for word in answer.words)
    return max((len(one.group()) for one in found if one is not None), default=0)


def _completed(page: Playbook, words: str, state: TurnState, context: TurnContext) -> Answer | None:
    """Return the answer to her question before, where she only adds what was wanting: an age, a yes, since when."""
    if not compiled(_table()["detail"]).fullmatch(words.strip()):
        return None
    snapshot = state["snapshot"]
    waiting = {said.message_id for said in pending(snapshot)}
    earlier = (said.text for said in reversed(snapshot.thread) if said.direction == "in")
    theirs = [said.message_id for said in snapshot.thread if said.direction == "in"]
    if not theirs or _is_outside(page, words):
        return None
    asked = next((text for text in earlier if text != words and is_question(text)), "") if waiting else ""
    return answer_for(page, asked, near=context.tools.look_up(asked, None).nearness(page)) if asked else None


def _is_outside(page: Playbook, words: str) -> bool:
    """Tell whether an age that she gives is none of the page's: what it advises would be too early or too late."""
    age = compiled(_table()["age"]).search(words)
    if age is None:
        return False
    months = _number(age["number"]) * (12 if age["unit"] == "\u5c81" else 1)
    low, high = page.stage.age_months or (months, months)
    return not low <= months <= high


def _number(text: str) -> int:
    numerals: Mapping[str, int] = _table()["numerals"]
    return int(text) if text.isdecimal() else int(numerals.get(text, -1))


def _next_step(page: Playbook, words: str, ours: str, texts: Mapping[str, str]) -> dict[str, str]:
    """Return by style the answer about what she tried, else what of a page's steps was not said so far."""
    says, steps, doctor = _table()["says"]["tried"], _steps(page, words, ours), _doctor(page, texts.values())
    tried = set(compiled(_table()["doing"]).findall(words))
    about = next((one.lines for one in page.answers if tried & set("".join(one.asks)) and not _leans(one.lines)), ())
    steps = [*about[:2], *([] if about else steps)]
    further = [one for one in steps[1:2] if not shares_a_run(one, steps[0])]
    chosen = {"short": steps[:1], "usual": steps[:1], "warm": [*steps[:1], *further]}
    if not steps:
        return {}
    told = _told_of_it(words)
    return {style: told + str(says[style]).format(step="".join(chosen[style]), doctor=doctor) for style in texts}


def _told_of_it(words: str) -> str:
    """Return what she tells of its going on as it did, said back with a word for her; '' where she tells nothing."""
    told = [found["it"] for found in compiled(_table()["goes_on_hard"]).finditer(words)]
    return str(_table()["says"]["hard"]).format(told=turned(told[-1])) if told else ""


def _leans(lines: Sequence[str]) -> bool:
    """Tell whether an answer is no step for somebody who has tried the first."""
    return bool(compiled(_table()["no_step"]).search(lines[0]))


def _steps(page: Playbook, words: str, ours: str) -> list[str]:
    """Return the sentences of a page's general texts that tell what to do, are new, and are not what she tried."""
    rules, tried = _table(), set(compiled(_table()["doing"]).findall(words))
    told = dict.fromkeys(one for text in page.variants.get("reply", {}).values() for one in sentences(text))
    steps = [one for one in told if compiled(rules["step"]).search(one) and not compiled(rules["no_step"]).search(one)]
    most = float(rules["most_said"])
    new = [one for one in steps if one not in ours and share_said(one, ours) <= most and not tried & set(one)]
    return sorted(new, key=lambda one: shares_a_run(one, ours))


def _nearest(pages: Sequence[Playbook], words: str) -> Playbook:
    """Return the page whose word on when to see a doctor says most of hers, the latest of several."""
    hers = set(words)
    return max(pages, key=lambda page: len(hers & set(_doctor(page, ()))))


def _if_it_lasts(page: Playbook, texts: Mapping[str, str]) -> dict[str, str]:
    """Return by style when and by whom it is to be seen."""
    says, doctor = _table()["says"]["lasts"], _doctor(page, texts.values())
    return {style: str(says[style]).format(doctor=doctor) for style in texts} if doctor else {}


def _doctor(page: Playbook, texts: Collection[str]) -> str:
    """Return the sentence of a page's general texts that says when a doctor is to see it, '' where none does."""
    told = [*texts, *page.variants.get("reply", {}).values()]
    rule = compiled(_table()["doctor"])
    return next((one for text in told for one in sentences(text) if rule.search(one) and "{" not in one), "")


def _worded(
    page: Playbook, wording: "partial[dict[str, str]]", state: TurnState, context: TurnContext
) -> tuple[Draft, ...]:
    snapshot, stance = state["snapshot"], state["stance"]
    rep, said = context.rep_name(snapshot), said_fact(state)
    drafts: Sequence[Draft] = page_drafts(page, snapshot, stance, rep, said=said, wording=wording)
    return without_repeats(tuple(drafts), snapshot, context.now)
