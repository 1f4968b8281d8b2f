"""Compose drafts offline: a page, a price, a list, or the honest word that we have to ask."""

from collections.abc import Callable
from dataclasses import replace

from agent.composer.care.opening import with_news, with_stage
from agent.composer.goods.assumed import assumed_drafts
from agent.composer.goods.bedding import bed_answered, bed_drafts
from agent.composer.goods.beside import with_its_page
from agent.composer.goods.care import care_drafts
from agent.composer.goods.covers import cover_drafts
from agent.composer.goods.fitting import figures_answered, figures_fitted, fitting_drafts
from agent.composer.goods.health_food import health_food_drafts
from agent.composer.goods.listing import list_drafts
from agent.composer.goods.manual import manual_drafts, unsaid_drafts
from agent.composer.goods.offering import asked_price_drafts, offer_drafts
from agent.composer.goods.resized import with_size_there
from agent.composer.goods.unfit import unfit_drafts
from agent.composer.hearing.listening import Heard, hear_kind, hear_told
from agent.composer.hearing.matters import ORDER, SIZE
from agent.composer.hearing.telling import course_of, still_hard
from agent.composer.page.address import named, sorry_to_wait
from agent.composer.page.child_gender import agreeing
from agent.composer.page.pages import page_drafts, voiced
from agent.composer.page.reader import for_reader
from agent.composer.phrases import ADVICE_KINDS, is_one_question, is_question, phrases
from agent.composer.promise import only_promises
from agent.composer.record.cancelling import cancelling_drafts
from agent.composer.record.purchases import purchase_drafts
from agent.composer.talk.any_age import of_any_age
from agent.composer.talk.behind_ours import drafts_behind_ours
from agent.composer.talk.covering import with_open_named
from agent.composer.talk.each import each_answered
from agent.composer.talk.ear import (
    acknowledged,
    deaf,
    ear_drafts,
    heard_in,
    hello_drafts,
    wants_an_ear,
    with_acknowledgement,
)
from agent.composer.talk.key_sentence import said_once, with_her_clause, with_key_sentence, with_named
from agent.composer.talk.page_answers import answer_drafts, is_only_general, is_very_question
from agent.composer.talk.pointing import pointing_drafts, with_thing_stood_in
from agent.composer.talk.reacting import our_line
from agent.composer.talk.remembering import remembering_drafts
from agent.composer.talk.resumed import without_what_was_said
from agent.composer.talk.several import GOODS, answered_by, came_wrong_drafts, matter_drafts, with_the_other
from agent.composer.talk.standing import standing_drafts
from agent.composer.talk.to_the_point import to_the_point
from agent.composer.talk.topic import was_said, without_repeats
from agent.composer.talk.unanswered import without_page
from agent.composer.talk.unclear import questions_back
from agent.context import TurnContext
from agent.reply_to import her_words, said_fact, was_kept_waiting
from agent.state import TurnState
from agent.whose import is_of_other, stage_meant, told_on
from tools.models import Draft

_JOY, _CARE = "joy", "care_script"
Way = Callable[[TurnState, TurnContext], tuple[Draft, ...]]


def compose(state: TurnState, context: TurnContext) -> tuple[Draft, ...]:
    """Return the composer's drafts, worded the brand's way; () rather than something wrong."""
    drafts = _composed(state, context)
    if state["stance"].kind == "reply" and was_kept_waiting(state["request"], state["snapshot"]):
        drafts = sorry_to_wait(drafts)
    for draft in drafts:
        named(draft, state["snapshot"], _words(state), context.now)
        # What was said back to her before the page's own words is ours, too.
        draft.text = draft.proposed_text = voiced(draft, state["snapshot"], state["stance"])
        if state["stance"].kind == "reply":
            draft.text = draft.proposed_text = agreeing(draft.text, _words(state))
    return drafts


def _composed(state: TurnState, context: TurnContext) -> tuple[Draft, ...]:
    kind = state["stance"].kind
    if kind == "fixed_reply":
        return state.get("drafts", ())
    if kind == "product_list":
        return _list(state)
    if kind == "care":
        return _from_pages(state, context)
    if drafts := bed_answered(state, context) or figures_answered(state, context) or drafts_behind_ours(state, context):
        return drafts
    drafts, is_open = recorded(state, context)[1], False
    if not drafts:
        ways = _ways_beside_records(state, context)
        way, drafts = next(((way, drafts) for way in ways if (drafts := way(state, context))), (without_page, ()))
        drafts, is_open = _with_the_other(way, drafts, state, context), way is without_page
    drafts = each_answered(state, context, drafts, _answered_alone, is_open=is_open)
    return with_open_named(said_once(with_size_there(drafts, state, context)), state, context)


def _ways_beside_records(state: TurnState, context: TurnContext) -> tuple[Way, ...]:
    """Return how words are answered that no record answers: a thing's own page before what holds for its kind."""
    pages: tuple[Way, ...] = (_advised, unsaid_drafts)
    return (*(reversed(pages) if is_only_general(state, context) else pages), without_page)


def _answered_alone(state: TurnState, context: TurnContext) -> tuple[Draft, ...]:
    """Return the answer to one part of her words; () where there would be none but a promise."""
    way, drafts = recorded(state, context)
    # To ask back which of several is no answer beside another.
    return (() if way in (pointing_drafts, questions_back) else drafts) or _advised(state, context)


def _advised(state: TurnState, context: TurnContext) -> tuple[Draft, ...]:
    """Return an answer of a page: what holds at every age where it is another's, told on where she asks for others."""
    words, snapshot = _words(state), state["snapshot"]
    drafts = for_reader(_answer(state, context), words, snapshot)
    if not drafts or not drafts[0].playbook_id or drafts[0].playbook_id != state["pages"][0].id:
        return drafts
    page = state["pages"][0]
    if not answer_drafts(state, context):
        drafts = of_any_age(drafts, page, stage_meant(words, snapshot))
    for draft in drafts if page.kind == _CARE else ():
        draft.text = draft.proposed_text = told_on(words, snapshot, draft.style, draft.text) + draft.text
    return drafts


def recorded(state: TurnState, context: TurnContext) -> tuple[Way, tuple[Draft, ...]]:
    """Return what records, catalogue, a thing's page or a question back answer, and by which way; () of none."""
    ways = (
        came_wrong_drafts,
        cancelling_drafts,
        remembering_drafts,
        unfit_drafts,
        health_food_drafts,
        assumed_drafts,
        bed_drafts,
        cover_drafts,
        fitting_drafts,
        offer_drafts,
        purchase_drafts,
        asked_price_drafts,
        manual_drafts,
        care_drafts,
        pointing_drafts,
        standing_drafts,
        questions_back,
        matter_drafts,
    )
    if is_very_question(state):
        # A page of advice lists her question as she asks it: it is about no thing of the shop, unless by her figures.
        if not (fitted := figures_fitted(state, context)):
            return unfit_drafts, unfit_drafts(state, context)
        return fitting_drafts, _with_the_other(fitting_drafts, fitted, state, context)
    way, drafts = next(((way, drafts) for way in ways if (drafts := way(state, context))), (without_page, ()))
    drafts = with_its_page(drafts, state, context) if way in (offer_drafts, asked_price_drafts) else drafts
    return way, _with_the_other(way, drafts, state, context) if drafts else ()


def _with_the_other(way: Way, drafts: tuple[Draft, ...], state: TurnState, context: TurnContext) -> tuple[Draft, ...]:
    """Answer the other matter of two, unless we ask back first: then nothing else belongs beside the question."""
    if way in (
        remembering_drafts,
        unfit_drafts,
        cancelling_drafts,
        pointing_drafts,
        questions_back,
        asked_price_drafts,
        assumed_drafts,
    ):
        return drafts
    known: dict[Way, str] = {
        standing_drafts: ORDER,
        cancelling_drafts: ORDER,
        fitting_drafts: SIZE,
        offer_drafts: GOODS,
        purchase_drafts: GOODS,
    }
    answered = known.get(way) or answered_by(drafts, state)
    if way is matter_drafts and state["stance"].listens:
        drafts = with_acknowledgement(drafts, state, _grave(heard_in(state)))
    return with_the_other(drafts, answered, state, context)


def _grave(heard: Heard | None) -> Heard | None:
    """Return what is heard where it weighs on her: a matter of the shop is no place for anything lighter."""
    return heard if heard is not None and heard.concept.tone in phrases()["weighs"] else None


def _list(state: TurnState) -> tuple[Draft, ...]:
    choice = state["choice"]
    return list_drafts(choice, state["snapshot"], state["stance"], said=said_fact(state)) if choice else ()


def _words(state: TurnState) -> str:
    return her_words(state["request"], state["snapshot"])


def _answer(state: TurnState, context: TurnContext) -> tuple[Draft, ...]:
    """Listen where she tells, answer from a page where she asks; her own detail comes first in both."""
    if state["stance"].asked_price:
        return ()
    if is_of_other(_words(state), state["snapshot"]):
        # What weighs on somebody else is not hers to be comforted for.
        state = deaf(state)
    heard = heard_in(state) if state["stance"].listens else None
    if heard is not None and wants_an_ear(state, heard) and not _is_asked(state, heard):
        return ear_drafts(state, heard)
    if (answered := answer_drafts(state, context)) and not _is_told_again(state, context):
        return _comforted(answered, state, heard)
    if state["pages"] and only_promises(state["pages"][0].id, _words(state)):
        return ()
    words = _words(state)
    drafts = _further(_from_pages(state, context), state, context)
    if not drafts:
        # Of what she tells, the page has been said in this talk already: she is listened to.
        told = _told_again(words, state) if state["stance"].listens and state["pages"] else None
        return ear_drafts(state, told) if told is not None and not is_question(words) else ()
    drafts = with_thing_stood_in(with_named(with_key_sentence(drafts, words), words), state, context)
    drafts = to_the_point(drafts, state["pages"][0], words)
    return _taken_up(drafts, state, heard)


def _is_asked(state: TurnState, heard: Heard) -> bool:
    """Tell whether a page lists her very words; good news is none the less only told."""
    return is_very_question(state) and (heard.concept.tone != _JOY or is_question(_words(state)))


def _comforted(drafts: tuple[Draft, ...], state: TurnState, heard: Heard | None) -> tuple[Draft, ...]:
    """Take up what weighs on her before the answer to it: a concept, else the kind of trouble that she tells."""
    words = _words(state)
    if heard is None and state["stance"].listens and not is_question(words):
        kind = hear_kind(words, state["snapshot"])
        return acknowledged(drafts, state, kind) if kind is not None else drafts
    return with_acknowledgement(drafts, state, heard)


def _told_again(words: str, state: TurnState) -> Heard | None:
    """Return what she goes on telling of a page that has been said: of trouble, that it takes a while."""
    told = hear_told(words, state["snapshot"])
    is_bad = course_of(words) == "bad" and state["pages"][0].kind in ADVICE_KINDS
    return replace(told, concept=still_hard()) if told is not None and is_bad and told.concept.id == "told" else told


def _is_told_again(state: TurnState, context: TurnContext) -> bool:
    """Tell whether she only goes on telling of what a page has said to her in this talk."""
    is_said = was_said(state["pages"][0], state["snapshot"], context.now)
    return is_said and not is_question(_words(state))


def _further(drafts: tuple[Draft, ...], state: TurnState, context: TurnContext) -> tuple[Draft, ...]:
    """Leave off what our lines of this talk have said; of a question, nothing where no more would be left."""
    words = _words(state)
    if not drafts or state["pages"][0].kind not in ADVICE_KINDS:
        return drafts
    left = without_repeats(drafts, state["snapshot"], context.now)
    if is_question(words):
        return left or drafts
    if was_said(state["pages"][0], state["snapshot"], context.now):
        return ()
    return without_what_was_said(left, our_line(state), words) or left


def _taken_up(drafts: tuple[Draft, ...], state: TurnState, heard: Heard | None) -> tuple[Draft, ...]:
    """Begin the drafts of a page with what she said: a concept, a kind of thing, her own noun, her child or week."""
    words = _words(state)
    is_advice = bool(drafts) and state["pages"][0].kind in ADVICE_KINDS
    texts = [draft.text for draft in drafts]
    # One bare question tells nothing: a topic in it ("and swimming?") is no news of hers.
    # A laugh beside a question is no good news either.
    is_laugh = heard is not None and heard.concept.id == _JOY and is_question(words)
    is_bare = is_laugh or (heard is not None and heard.concept.tone == _JOY and is_one_question(words))
    drafts = with_acknowledgement(drafts, state, None if is_bare else heard)
    if not state["stance"].listens:
        return drafts
    if texts != [draft.text for draft in drafts]:
        # Her words are taken up already: said back a second time they would sound like a form.
        return drafts
    kind = hear_kind(words, state["snapshot"]) if is_advice and not is_question(words) else None
    if kind is not None:
        return acknowledged(drafts, state, kind)
    drafts = with_her_clause(drafts, words, state["snapshot"].used_texts) if is_advice else drafts
    is_plain = texts == [draft.text for draft in drafts]
    return with_stage(drafts, state["pages"], words, state["snapshot"]) if is_plain else drafts


def _from_pages(state: TurnState, context: TurnContext) -> tuple[Draft, ...]:
    """Use the best page that gives a text; a page whose slots cannot be filled gives none."""
    snapshot = state["snapshot"]
    said = said_fact(state) if state["stance"].kind == "reply" else None
    # What fits anything is no answer to words that were heard and could not be taken up.
    anything = () if state["stance"].listens or state["stance"].proactive else phrases()["pages_for_anything"]
    for page in (page for page in state["pages"] if page.id not in anything):
        drafts = hello_drafts(page, state, context.now) if state["stance"].proactive else ()
        if drafts:
            return drafts
        drafts = page_drafts(page, snapshot, state["stance"], context.rep_name(snapshot), said=said)
        if drafts:
            return with_news(drafts, page, state, context.now)
    return ()
