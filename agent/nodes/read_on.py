"""Which pages answer what she tells us behind a question of ours, read together with the words that it completes?"""

from collections.abc import Callable

from agent.composer.hearing.kinds import kind_pages
from agent.composer.phrases import phrases
from agent.composer.talk.advising import is_about, least_for
from agent.composer.talk.completing import completed, joined_question, least_to_complete, leaves_open
from agent.composer.talk.pointing import question_joined
from agent.composer.talk.thread import is_said_alone
from agent.reply_to import her_words
from agent.state import TurnState
from agent.toolbox import Toolbox
from agent.whose import stage_meant
from knowledge.answering import answer_for
from knowledge.playbook import Playbook
from knowledge.stage import MemberStage, age_gap

_KINDS = ("care_script", "after_sale", "reply_script", "checklist", "concierge")
_MOST_PAGES, _MOST_NEAR = 3, 6
# Finds the pages for a turn.
Search = Callable[[TurnState, Toolbox], tuple[Playbook, ...]]


def stage_of(state: TurnState) -> MemberStage:
    """Return the stage of life that her words are about: hers, or somebody else's whom she names."""
    return stage_meant(her_words(state["request"], state["snapshot"]), state["snapshot"])


def read_on(state: TurnState, pages: tuple[Playbook, ...], tools: Toolbox, search: Search) -> TurnState | None:
    """Return her words with what they complete, and the pages that answer both; None where none clearly does.

    What answers a question of ours alone ("since Monday") says too little to be searched by itself.
    """
    whole, words = completed(state), her_words(state["request"], state["snapshot"])
    if whole is None:
        return _asked_further(state, pages, tools)
    if is_said_alone(state) or any(answer_for(page, words, near=tools.nearness(words, page)) for page in pages[:1]):
        return None
    said = her_words(whole["request"], whole["snapshot"])
    kept = _answering_both(said, whole, tools, search) or kind_pages_of(said, whole, tools)
    if not kept and not leaves_open(state):
        return None
    return {"request": whole["request"], "is_completed": True, "pages": kept or search(whole, tools)}


def _asked_further(state: TurnState, pages: tuple[Playbook, ...], tools: Toolbox) -> TurnState | None:
    """Return the page of what she said before that answers her next question, where none was found for it alone."""
    whole, words = joined_question(state), her_words(state["request"], state["snapshot"])
    if whole is None or pages or question_joined(words, state["snapshot"], tools.now):
        # What says nothing by itself is joined with her line before as it is.
        return None
    said = her_words(whole["request"], whole["snapshot"])
    answering = (
        page for page in _meant(said, whole, tools) if answer_for(page, words, near=tools.nearness(words, page))
    )
    kept = tuple(answering)[:1]
    return {"pages": kept} if kept else None


def _answering_both(said: str, whole: TurnState, tools: Toolbox, search: Search) -> tuple[Playbook, ...]:
    """Return the page with an answer of its own to what she asked and added, or of which the search is all but sure."""
    asked = {page.id for page in _near(said.splitlines()[0], whole, tools)}
    found = [page for page in (*search(whole, tools), *_meant(said, whole, tools)) if page.id in asked]
    answering = (page for page in found if answer_for(page, said, near=tools.nearness(said, page)) is not None)
    sure = _meant(said, whole, tools, float(phrases()["least_score"]["continued"]))
    return (*answering, *(page for page in sure if page.id in asked))[:1]


def _near(words: str, state: TurnState, tools: Toolbox) -> tuple[Playbook, ...]:
    """Return the pages that her earlier words alone lead to: what answers both together must be among them."""
    hits = tools.look_up(words, stage_of(state)).hits(kinds=_KINDS, today=state["snapshot"].today, limit=_MOST_NEAR)
    return tuple(hit.playbook for hit in hits)


def _meant(said: str, whole: TurnState, tools: Toolbox, least: float = 0.0) -> tuple[Playbook, ...]:
    """Return the pages that speak of her words and fit her days, of which the search is no less sure than `least`."""
    looked, snapshot, stage = tools.look_up(said, stage_of(whole)), whole["snapshot"], stage_of(whole)
    hits = looked.hits(kinds=_KINDS, today=snapshot.today, limit=_MOST_PAGES)
    about = [hit for hit in hits if is_about(hit, said, snapshot, looked, is_asked=True)]
    sure = [hit for hit in about if hit.score >= (least or least_to_complete())]
    return tuple(hit.playbook for hit in sure if least_for(hit.playbook, 0, said, stage) <= 1)


def kind_pages_of(words: str, state: TurnState, tools: Toolbox) -> tuple[Playbook, ...]:
    """Return the page that helps with the kind of trouble she tells, if it is for a child of her child's age."""
    stage = stage_of(state)
    pages = (page for name in kind_pages(words, state["snapshot"]) for page in tools.pages_named(name))
    return tuple(page for page in pages if age_gap(page.stage, stage) <= float(phrases()["other_age"]))[:1]
