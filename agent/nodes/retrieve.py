"""Which pages may this draft speak from, or which products may the list hold?"""

from langgraph.runtime import Runtime

from agent.composer.care.choosing import care_pages
from agent.composer.hearing.kinds import only_tells, wants_an_ear_for
from agent.composer.hearing.listening import tells_with_thanks
from agent.composer.hearing.matters import (
    gives_figure,
    leaves_figure_open,
    page_for,
    shares_a_word,
    shares_all,
    speaks_of,
)
from agent.composer.hearing.telling import course_of, noun_of
from agent.composer.phrases import ADVICE_KINDS, is_question, phrases, tells_of_trouble
from agent.composer.talk.advising import is_about, is_of_today, least_for, least_to_advise
from agent.composer.talk.guarded import guarded_page
from agent.composer.talk.pointing import (
    line_stood_in,
    question_continued,
    question_in_talk,
    question_joined,
    thing_stood_in,
)
from agent.composer.talk.reacting import our_line, reaction_in
from agent.composer.talk.resumed import joined_to_ours
from agent.composer.talk.topic import answers_further, goes_on_from_ours
from agent.context import TurnContext
from agent.nodes.halves import asked_apart, by_half, points_back, surely_answers
from agent.nodes.read_on import kind_pages_of, read_on, stage_of
from agent.reply_to import her_words
from agent.state import TurnState
from agent.toolbox import Toolbox
from knowledge.answering import answer_for
from knowledge.playbook import Playbook
from knowledge.search import Hit, Looked
from knowledge.stage import MemberStage, age_gap, fits_life
from tools.checks import Triage
from tools.clock import shanghai_day
from tools.members.snapshot import MemberSnapshot

_REPLY_KINDS = ("care_script", "after_sale", "reply_script", "checklist", "concierge")
_FIGURE_KINDS = ("care_script", "after_sale", "reply_script")
_EAR_KINDS = ("reply_script",)
_LIST = "checklist"
_MOST_PAGES = 3


def retrieve(state: TurnState, runtime: Runtime[TurnContext]) -> TurnState:
    """Find the pages or products behind this draft."""
    context, snapshot, stance = runtime.context, state["snapshot"], state["stance"]
    context.progress("retrieve")
    if stance.kind == "product_list":
        ask = stance.proof or state["request"].message
        return {"choice": context.tools.choose_products(snapshot, ask), "pages": ()}
    if stance.kind == "care":
        pages = care_pages(context.tools, snapshot, state["request"].brief, context.now)
        return {"pages": pages[:_MOST_PAGES], "choice": None}
    # To a mere reaction no page has anything to say, least of all the one that she reacts to.
    if not state.get("is_completed") and reaction_in(state) is not None:
        return {"pages": (), "choice": None}
    if guarded := _guarded(state, context.tools):
        return {"pages": guarded, "asks": (), "half": "", "choice": None}
    pages = _reply_pages(state, context.tools)
    if (whole := read_on(state, pages, context.tools, _reply_pages)) is not None:
        return {**whole, "asks": (), "half": "", "choice": None}
    pages, half = by_half(state, pages, context.tools)
    asks = asked_apart(state, pages, context.tools, _reply_pages)
    return {"pages": pages, "asks": asks, "half": half, "choice": None}


def _guarded(state: TurnState, tools: Toolbox) -> tuple[Playbook, ...]:
    """Return the page that alone may answer her words, looked up as any other is."""
    words = her_words(state["request"], state["snapshot"])
    name = guarded_page(words, state["snapshot"]) if words else ""
    if not name:
        return ()
    tools.look_up(words, stage_of(state))
    return tools.pages_named(name)


def _reply_pages(state: TurnState, tools: Toolbox) -> tuple[Playbook, ...]:
    words, found = her_words(state["request"], state["snapshot"]), state.get("triage")
    if not words:
        return ()
    named = tools.pages_named(page_for(words)) if page_for(words) else ()
    joined = question_joined(words, state["snapshot"], tools.now)
    further = _further_pages(words, state, tools) if is_question(words) else ()
    if named or further or joined:
        # A figure that is left open comes from a page that holds one, and from no other.
        continued = _continued_pages(words, state, tools) if thing_stood_in(words) else ()
        return (
            named
            or further
            or _joined_pages(joined, state, tools)
            or continued
            or _sure_pages(words, joined, state, tools)
        )
    pages = _found_pages(words, found, state, tools) or _continued_pages(words, state, tools)
    return pages or (_of_her_days(words, state, tools) if is_question(words) and not points_back(words) else ())


def _further_pages(words: str, state: TurnState, tools: Toolbox) -> tuple[Playbook, ...]:
    """Return the page that our own last lines came from, for a short question that goes on from them."""
    if not goes_on_from_ours(words):
        return ()
    rules, stage = phrases()["topic"], stage_of(state)
    ours = [said.text for said in reversed(state["snapshot"].thread) if said.direction == "out"][: int(rules["lines"])]
    hits = (hit for line in ours for hit in tools.find_playbooks(line, stage, ADVICE_KINDS, 1))
    page = next((hit.playbook for hit in hits if hit.score >= float(rules["sure"])), None)
    return (page,) if page is not None and answers_further(page, words) else ()


def _joined_pages(joined: str, state: TurnState, tools: Toolbox) -> tuple[Playbook, ...]:
    """Return pages for a question that goes on from the one before, as far as they hold the figure she asks for."""
    hits = tools.find_playbooks(joined, stage_of(state), _FIGURE_KINDS, _MOST_PAGES)
    least, words = float(phrases()["least_score"]["trouble"]), her_words(state["request"], state["snapshot"])
    sure = (hit.playbook for hit in hits if hit.score >= least and speaks_of(hit.playbook, joined))
    return tuple(page for page in sure if gives_figure(page, words))


def _sure_pages(words: str, joined: str, state: TurnState, tools: Toolbox) -> tuple[Playbook, ...]:
    """Return the page that a question which goes on finds surely by its own words, else with her lines before it."""
    pages = _sure_alone(words, state, tools) or _sure_in_talk(words, joined, state, tools)
    return tuple(page for page in pages if not leaves_figure_open(page, words))


def _sure_alone(words: str, state: TurnState, tools: Toolbox) -> tuple[Playbook, ...]:
    hits = tools.find_playbooks(words, stage_of(state), _FIGURE_KINDS, _MOST_PAGES)
    sure = (hit.playbook for hit in hits if hit.score >= float(phrases()["least_score"]["trouble"]))
    return tuple(page for page in sure if shares_a_word(page, words) and speaks_of(page, words))


def _sure_in_talk(words: str, joined: str, state: TurnState, tools: Toolbox) -> tuple[Playbook, ...]:
    """Return pages for a question read with her lines before it: where it names no thing, any that is all but sure."""
    texts = [text for text in (joined, question_in_talk(words, state["snapshot"], tools.now)) if text]
    stage, least = stage_of(state), float(phrases()["least_score"]["continued"])
    hits = [hit for text in texts for hit in tools.find_playbooks(text, stage, _FIGURE_KINDS, _MOST_PAGES)]
    sure = (hit.playbook for hit in hits if hit.score >= least and speaks_of(hit.playbook, joined))
    return tuple(page for page in sure if not noun_of(words) or shares_a_word(page, words))


def _continued_pages(words: str, state: TurnState, tools: Toolbox) -> tuple[Playbook, ...]:
    """Return pages for a short question that none answers alone: read with her line before, if they speak of it."""
    joined = question_continued(words, state["snapshot"], tools.now)
    if not joined:
        return ()
    hits = tools.find_playbooks(joined, stage_of(state), _FIGURE_KINDS, _MOST_PAGES)
    about = [hit for hit in hits if speaks_of(hit.playbook, joined)]
    least, stood_in = (float(phrases()["least_score"][name]) for name in ("continued", "stood_in"))
    sure = tuple(hit.playbook for hit in about if hit.score >= least)
    near, before = _near_alone(words, state, tools), _of_line_before(words, state, tools)
    kept = tuple(page for page in sure if shares_all(page, words) or page.id in near)
    return kept or tuple(hit.playbook for hit in about if hit.score >= stood_in and hit.playbook.id in before)


def _near_alone(words: str, state: TurnState, tools: Toolbox) -> set[str]:
    """Return the pages that a short question alone finds as well, though not surely enough to be answered by them."""
    looked = tools.look_up(words, stage_of(state))
    hits = looked.hits(kinds=_FIGURE_KINDS, today=state["snapshot"].today, limit=_MOST_PAGES)
    return {hit.playbook.id for hit in hits if hit.score >= float(phrases()["least_score"]["asked"])}


def _of_line_before(words: str, state: TurnState, tools: Toolbox) -> set[str]:
    """Return the page of what she said before, where her question only puts another thing in its place."""
    before = line_stood_in(words, state["snapshot"], tools.now)
    hits = tools.find_playbooks(before, stage_of(state), _FIGURE_KINDS, 1) if before else ()
    return {hit.playbook.id for hit in hits if hit.score >= float(phrases()["least_score"]["trouble"])}


def _found_pages(words: str, found: Triage | None, state: TurnState, tools: Toolbox) -> tuple[Playbook, ...]:
    # Good news and sighs want an ear: a page of advice, however near its words are, would answer past her.
    is_told = found is not None and not is_question(words) and _tells(found.intent, words, state["snapshot"])
    looked = tools.look_up(words, stage_of(state))
    if tells_with_thanks(words, state["snapshot"]):
        # What helped her is no trouble any more, however a page words it.
        return ()
    if asked := _pages_asked(words, state, looked):
        return asked
    if is_told and (advice := _advice(words, state, looked) or kind_pages_of(words, state, tools)):
        return advice
    kinds = _EAR_KINDS if is_told else _REPLY_KINDS
    hits = looked.hits(kinds=kinds, today=state["snapshot"].today, limit=_MOST_PAGES)
    least = float(phrases()["least_score"]["told" if is_told else "asked"])
    snapshot = state["snapshot"]
    sure = [hit for hit in hits if hit.score >= least and is_about(hit, words, snapshot, looked, is_asked=not is_told)]
    wants_ear = wants_an_ear_for(words, state["snapshot"])
    resumed = _resumed_pages(words, state, tools) if is_told and not wants_ear else ()
    pages = tuple(hit.playbook for hit in sure) or resumed
    pages = pages or (_neighbours(words, state, tools) if is_question(words) else ())
    return pages or _page_for_intent(found, words, looked, tools)


def _neighbours(words: str, state: TurnState, tools: Toolbox) -> tuple[Playbook, ...]:
    """Return the page that answers her words for another age, near enough for what it says of every age."""
    stage, least = stage_of(state), float(phrases()["least_score"]["without_a_word"])
    looked, snapshot = tools.look_up(words, None), state["snapshot"]
    hits = looked.hits(kinds=ADVICE_KINDS, today=snapshot.today, limit=_MOST_PAGES)
    near = (hit for hit in hits if hit.score >= least and 0 < age_gap(hit.playbook.stage, stage) < 1)
    snapshot = state["snapshot"]
    return tuple(hit.playbook for hit in near if is_about(hit, words, snapshot, looked, is_asked=False))[:1]


def _of_her_days(words: str, state: TurnState, tools: Toolbox) -> tuple[Playbook, ...]:
    """Return the page for her very days that has the answer to her question, however unsure the search is of it."""
    snapshot, stage = state["snapshot"], stage_of(state)
    looked = tools.look_up(words, stage)
    hits = looked.hits(kinds=ADVICE_KINDS, today=snapshot.today, limit=_MOST_PAGES)
    own = (hit for hit in hits if hit.playbook.stage.ranges and fits_life(hit.playbook.stage, stage))
    pages = (hit.playbook for hit in own if is_about(hit, words, snapshot, looked, is_asked=False))
    return tuple(page for page in pages if surely_answers(page, words, tools))[:1]


def _pages_asked(words: str, state: TurnState, looked: Looked) -> tuple[Playbook, ...]:
    """Return the pages that list all but her very words, however sure the search is, and though she only tells."""
    snapshot = state["snapshot"]
    hits = looked.hits(kinds=_REPLY_KINDS, today=snapshot.today, limit=_MOST_PAGES)
    asked = (hit for hit in hits if answer_for(hit.playbook, words, is_best=False) is not None)
    stage = stage_of(state) if len(snapshot.children) < 2 else MemberStage()
    meant = (hit for hit in asked if least_for(hit.playbook, 0, words, stage) <= 1)
    return tuple(hit.playbook for hit in meant if is_about(hit, words, snapshot, looked, is_asked=False))


def _tells(intent: str, words: str, snapshot: MemberSnapshot) -> bool:
    """Tell whether she tells: by the intent, or as she is glad or in no trouble."""
    if intent in phrases()["intent_pages"]:
        return True
    is_glad = course_of(words) in ("good", "funny")
    is_even = only_tells(words, snapshot) and not tells_of_trouble(words)
    return intent in phrases()["told_intents"] and (is_glad or is_even)


def _resumed_pages(words: str, state: TurnState, tools: Toolbox) -> tuple[Playbook, ...]:
    """Return pages for a short trouble that says nothing by itself: read with our own line that it goes on from."""
    joined = joined_to_ours(words, our_line(state)) if tells_of_trouble(words) or course_of(words) == "bad" else ""
    if not joined:
        return ()
    hits = tools.find_playbooks(joined, stage_of(state), ADVICE_KINDS, _MOST_PAGES)
    least = float(phrases()["least_score"]["continued"])
    return tuple(hit.playbook for hit in hits if hit.score >= least and speaks_of(hit.playbook, joined))


def _advice(words: str, state: TurnState, looked: Looked) -> tuple[Playbook, ...]:
    """Return pages for a trouble or situation that she tells without asking: only where one clearly is about it."""
    least = least_to_advise(words, state["snapshot"])
    if least > 1:
        return ()
    hits = looked.hits(kinds=ADVICE_KINDS, today=state["snapshot"].today, limit=_MOST_PAGES)
    # Of several children any may be meant: then no age speaks against a page.
    stage = stage_of(state) if len(state["snapshot"].children) < 2 else MemberStage()
    # Where she had rather be listened to, a page of her own days is no surer than any other.
    is_ear = wants_an_ear_for(words, state["snapshot"])
    sure = (
        hit
        for hit in hits
        if hit.score >= max(least * is_ear, least_for(hit.playbook, least, words, stage))
        or (not is_ear and _answers_trouble(hit, words, stage, looked))
    )
    # Who only tells asks for no list: a page that advises comes before one.
    pages = sorted((hit.playbook for hit in sure if speaks_of(hit.playbook, words)), key=lambda one: one.kind == _LIST)
    return tuple(page for page in pages if is_of_today(page, words, state["snapshot"].today))


def _answers_trouble(hit: Hit, words: str, stage: MemberStage, looked: Looked) -> bool:
    """Tell whether a page lists as asked what she tells to go badly: then less than all but sure is enough."""
    is_trouble = course_of(words) == "bad" or tells_of_trouble(words)
    least = float(phrases()["least_score"]["listed_trouble" if is_trouble else "listed"])
    if hit.score < least or least_for(hit.playbook, 0, words, stage) > 1:
        return False
    return answer_for(hit.playbook, words, near=looked.nearness(hit.playbook)) is not None


def _page_for_intent(found: Triage | None, words: str, looked: Looked, tools: Toolbox) -> tuple[Playbook, ...]:
    """Fall back to a page by what she does rather than by what she says: a thank-you needs no search.

    A question that no page answers is not small talk: it gets a promise instead.
    """
    if found is None or is_question(words):
        return ()
    wanted = phrases()["intent_pages"].get(found.intent, [])
    pages = (looked.named(name, shanghai_day(tools.now)) for name in wanted)
    return tuple(page for page in pages if page is not None)[:1]
