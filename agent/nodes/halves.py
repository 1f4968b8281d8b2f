"""What of her words asks decides which page answers; the half that only tells lends it words."""

from dataclasses import replace

from agent.composer.hearing.matters import shares_a_word, speaks_of, words_that_mean
from agent.composer.phrases import phrases
from agent.composer.talk.advising import is_of_her_life
from agent.composer.talk.asks import Part, ask_words, asked_half, parts_of
from agent.nodes.read_on import Search, stage_of
from agent.reply_to import her_words
from agent.state import Asked, TurnState
from agent.toolbox import Toolbox
from knowledge.answering import answer_for, chances
from knowledge.playbook import Playbook
from knowledge.stage import age_gap
from tools.patterns import compiled

_KINDS = ("care_script", "after_sale", "reply_script", "checklist", "concierge")
_MOST_PAGES = 3


def by_half(state: TurnState, pages: tuple[Playbook, ...], tools: Toolbox) -> tuple[tuple[Playbook, ...], str]:
    """Return the pages and what of her words asks, where the first of them is surely about it alone; else ''.

    Another page that all but surely answers what she asks comes first where that one hardly is about it.
    """
    words = her_words(state["request"], state["snapshot"])
    half = asked_half(words)
    if not half or not pages:
        return pages, ""
    stage, least = stage_of(state), phrases()["least_score"]
    hits = tools.look_up(half, stage).hits(kinds=_KINDS, today=state["snapshot"].today, limit=_MOST_PAGES)
    if any(hit.playbook == pages[0] and hit.score >= float(least["half"]) for hit in hits):
        return pages, half
    sure = (hit.playbook for hit in hits if hit.score >= float(least["continued"]))
    if surely_answers(pages[0], words, tools):
        return pages, ""
    # Where the page of the whole has an answer, and so may be meant, the other must surely have hers.
    answers = surely_answers if _answers(pages[0], words, tools) else _answers
    others = [page for page in sure if answers(page, half, tools) and not age_gap(page.stage, stage)]
    about = [page for page in others if shares_a_word(page, half) and speaks_of(page, half)]
    about = [page for page in about if is_of_her_life(page, words, state["snapshot"])]
    return ((about[0], *pages), half) if about else (pages, "")


def asked_apart(state: TurnState, pages: tuple[Playbook, ...], tools: Toolbox, search: Search) -> tuple[Asked, ...]:
    """Return what her words ask, each with the page for it: one that surely answers it alone, else one of the whole."""
    parts = parts_of(her_words(state["request"], state["snapshot"]))
    return tuple(_asked(part, pages, state, tools, search) for part in parts)


def _asked(part: Part, pages: tuple[Playbook, ...], state: TurnState, tools: Toolbox, search: Search) -> Asked:
    """Return a part with the page that has an answer of its own to it, else the one of the whole, if surely about it.

    A wrong second answer is worse than none: a page that the whole did not find must surely have it.
    """
    if not part.asks:
        return Asked(part.text, False, ())
    alone: TurnState = {**state, "request": replace(state["request"], message=part.text)}
    found = search(alone, tools)
    hits = tools.look_up(part.text, stage_of(alone)).hits(
        kinds=_KINDS, today=state["snapshot"].today, limit=_MOST_PAGES
    )
    scores = {hit.playbook.id: hit.score for hit in hits}
    least = phrases()["least_score"]
    others = tuple(page for page in found if scores.get(page.id, 0.0) >= float(least["trouble"]))
    others = tuple(page for page in others if page in pages[:1] or surely_answers(page, part.text, tools))
    ranked = pages[:1] if points_back(part.text) else (*others, *pages[:1])
    if own := tuple(page for page in ranked if _answers(page, part.text, tools))[:1]:
        return Asked(part.text, True, own, half=by_half(alone, own, tools)[1])
    general = tuple(page for page in pages[:1] if scores.get(page.id, 0.0) >= float(least["continued"]))
    return Asked(part.text, True, general, is_general=bool(general))


def points_back(text: str) -> bool:
    """Tell whether a question says nothing by itself, or points at what was said before it."""
    return bool(compiled(ask_words()["points_back"]).search(text)) or not words_that_mean(text)


def surely_answers(page: Playbook, words: str, tools: Toolbox) -> bool:
    """Tell whether one answer of a page is far likelier meant by words that were looked up than all others."""
    likeliest = max((chance for _, chance in chances(page, words, tools.nearness(words, page))), default=0.0)
    return likeliest >= float(phrases()["least_score"]["surely"])


def _answers(page: Playbook, words: str, tools: Toolbox) -> bool:
    return answer_for(page, words, near=tools.nearness(words, page)) is not None
