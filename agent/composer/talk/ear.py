"""Drafts that begin with what she just said: an ear for news and sighs, an acknowledgement before a fact."""

import re
from collections.abc import Collection
from dataclasses import replace
from datetime import datetime

from agent.composer.evidence import as_evidence, evidence_for
from agent.composer.hearing.listening import Heard, hear, hear_told
from agent.composer.hearing.recalling import hello, latest_news
from agent.composer.hearing.taking_up import taken_up
from agent.composer.hearing.telling import course_of, is_laughing, quote_of
from agent.composer.hearing.wording import acknowledgements, joined, spoken
from agent.composer.page.pages import new_draft, numbers_of
from agent.composer.phrases import ADVICE_KINDS, is_question, phrases
from agent.reply_to import her_words, said_fact
from agent.state import TurnState
from knowledge.playbook import Playbook
from tools.members.snapshot import MemberSnapshot
from tools.models import Draft

# So many acknowledgements are looked through for one that says a word of hers.
_MOST_ACKS = 6
_PAIR = re.compile(r"[\u4e00-\u9fff]{2}")
# A thank-you that says nothing of what it is for, unless it names it.
_BARE_THANKS = ("thanks", "tip_worked", "small_praise", "likes_it")


def heard_in(state: TurnState) -> Heard | None:
    """Return what her words tell, None when there is nothing to take up."""
    snapshot, words = state["snapshot"], her_words(state["request"], state["snapshot"])
    if not words:
        return None
    known = hear(words, snapshot, guess=False)
    is_bare_thanks = known is not None and known.concept.id in _BARE_THANKS and not known.slots.get("what")
    if is_bare_thanks and _tells_what_helped(words):
        # A thank-you that says what helped is answered with that, unless a concept takes it up by its name.
        return hear_told(words, snapshot) or known
    return known or (hear_told(words, snapshot) if _only_tells(state, words) else _guessed(words, snapshot))


def _guessed(words: str, snapshot: MemberSnapshot) -> Heard | None:
    """Return the mood of her words; where it tells nothing, what she tells beside a page that does not answer it."""
    mood = hear(words, snapshot)
    is_flat = mood is not None and mood.concept.tone == "plain" and not is_question(words)
    return (hear_told(words, snapshot) if is_flat else None) or mood


def _tells_what_helped(words: str) -> bool:
    """Tell whether a clause of hers beside the thanks says that something went well, and bears repeating."""
    return course_of(words) == "good" and bool(quote_of(words)) and not is_question(words)


def _only_tells(state: TurnState, words: str) -> bool:
    """Tell whether she asks nothing and no page speaks of what she tells."""
    found, pages = state.get("triage"), state["pages"]
    is_open = found is not None and found.intent in phrases()["told_intents"] and not is_question(words)
    return is_open and (not pages or pages[0].id in phrases()["pages_for_anything"])


def wants_an_ear(state: TurnState, heard: Heard) -> bool:
    """Tell whether she tells rather than asks: then no page, however near, answers better than listening.

    A sigh that a page of advice answers gets both, comfort before fact.
    """
    if is_question(her_words(state["request"], state["snapshot"])):
        return heard.concept.id in phrases()["ear_even_if_asked"]
    if heard.concept.is_only_heard or is_laughing(her_words(state["request"], state["snapshot"])):
        return True
    found = state.get("triage")
    if state["pages"] and state["pages"][0].kind in ADVICE_KINDS and heard.concept.tone != "joy":
        return False
    only_tells = found is None or found.intent in phrases()["intent_pages"] or not state["pages"]
    return only_tells or heard.concept.tone not in phrases()["comfort_before_fact"]


def ear_drafts(state: TurnState, heard: Heard) -> tuple[Draft, ...]:
    """Return drafts that only listen, each with her own details."""
    snapshot, stance, said = state["snapshot"], state["stance"], said_fact(state)
    seed = f"{snapshot.member_id}:{said.value if said else ''}"
    texts = spoken(heard, stance.styles, snapshot.used_texts, seed=seed)
    is_plain_talk = heard.concept.is_talk and heard.concept.tone == "plain"
    tone = "told" if is_plain_talk else heard.concept.tone
    texts, clause = taken_up(texts, her_words(state["request"], snapshot), tone)
    heard = heard.with_slot("clause", clause)
    slots = ("baby",) if heard.used_record else ()
    evidence = evidence_for(snapshot, None, slots, said=said)
    grounds = {"numbers": heard.numbers}
    return tuple(
        new_draft(snapshot, stance, style, text, evidence=evidence, grounds=grounds) for style, text in texts.items()
    )


def with_acknowledgement(drafts: tuple[Draft, ...], state: TurnState, heard: Heard | None) -> tuple[Draft, ...]:
    """Put an acknowledgement of her own before each page draft: comfort first, then the fact."""
    if heard is None or heard.concept.tone not in phrases()["acknowledged_before_fact"]:
        return drafts
    return acknowledged(drafts, state, heard)


def acknowledged(drafts: tuple[Draft, ...], state: TurnState, heard: Heard) -> tuple[Draft, ...]:
    """Put an acknowledgement of what is heard before each draft; before an answer only one that says a word of hers."""
    snapshot, words = state["snapshot"], her_words(state["request"], state["snapshot"])
    most = _MOST_ACKS if is_question(words) else len(drafts)
    acks = acknowledgements(heard, snapshot.used_texts, seed=snapshot.member_id, most=most)
    if is_question(words):
        acks = [ack for ack in acks if _says_hers(ack, words)]
    for draft, ack in zip(drafts, acks, strict=False):
        draft.text = draft.proposed_text = joined(ack, draft.text)
        numbers = [*(draft.grounds or {}).get("numbers", []), *heard.numbers]
        draft.grounds = {**(draft.grounds or {}), "numbers": sorted(set(numbers))}
    return drafts


def _says_hers(text: str, words: str) -> bool:
    """Tell whether a text says two characters in a row that she says: what says none of hers would fit anybody."""
    return any(words[at : at + 2] in text for at in range(len(words) - 1) if _PAIR.fullmatch(words[at : at + 2]))


def hello_drafts(page: Playbook, state: TurnState, now: datetime) -> tuple[Draft, ...]:
    """Return hellos of a page that rests on her messages, each with the news she told us; () without any."""
    snapshot, stance = state["snapshot"], state["stance"]
    news = latest_news(snapshot, now) if "messages" in page.rests_on else None
    if news is None:
        return ()
    texts = hello(news, snapshot.call, snapshot)
    evidence = [*evidence_for(snapshot, None, ("call",)), as_evidence(news.fact)]
    grounds = {"numbers": [*numbers_of(page), *news.heard.numbers], "health": page.health}
    return tuple(
        new_draft(
            snapshot,
            stance,
            style,
            texts[style],
            topic=page.topics[0] if page.topics else "",
            playbook_id=page.id,
            playbook_version=page.version,
            evidence=evidence,
            grounds=grounds,
        )
        for style in stance.styles
        if style in texts
    )


def has_news(snapshot: MemberSnapshot, now: datetime) -> bool:
    """Tell whether a hello could take up something she told us."""
    return latest_news(snapshot, now) is not None


def without_words(state: TurnState, texts: Collection[str]) -> TurnState:
    """Return the same turn with some texts among those already used: they are worded differently."""
    snapshot = state["snapshot"]
    used = (*texts, *snapshot.used_texts)
    return {**state, "snapshot": replace(snapshot, used_texts=used)}


def deaf(state: TurnState) -> TurnState:
    """Return the same turn as it would be answered without an ear: what a check refused is not said again."""
    return {**state, "stance": replace(state["stance"], listens=False)}
