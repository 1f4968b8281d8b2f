"""Compose drafts offline: a page, a price, a list, or the honest word that we have to ask."""

from datetime import datetime, timedelta
from typing import Any

from agent.composer.catalogue import list_drafts, price_drafts
from agent.composer.ear import ear_drafts, heard_in, hello_drafts, wants_an_ear, with_acknowledgement
from agent.composer.evidence import as_evidence
from agent.composer.pages import new_draft, page_drafts
from agent.composer.phrases import is_question, phrases
from agent.context import TurnContext
from agent.reply_to import her_words, said_fact
from agent.state import TurnState
from tools.clock import at_shanghai, shanghai
from tools.models import Draft

# An answer is promised within two working hours, 10:00–20:00 Shanghai time.
_ANSWER_WITHIN = timedelta(hours=2)
_ALMOST_AN_HOUR = timedelta(hours=1) - timedelta(microseconds=1)
_FIRST_HOUR, _LAST_HOUR = 10, 20


def compose(state: TurnState, context: TurnContext) -> tuple[Draft, ...]:
    """Return the composer's drafts; () rather than something wrong."""
    kind = state["stance"].kind
    if kind == "fixed_reply":
        return state.get("drafts", ())
    if kind == "product_list":
        return _list(state)
    if kind == "care":
        return _from_pages(state, context)
    return _price(state, context) or _answer(state, context) or without_page(state, context)


def _list(state: TurnState) -> tuple[Draft, ...]:
    choice = state["choice"]
    return list_drafts(choice, state["snapshot"], state["stance"], said=said_fact(state)) if choice else ()


def _price(state: TurnState, context: TurnContext) -> tuple[Draft, ...]:
    if not state["stance"].asked_price:
        return ()
    snapshot = state["snapshot"]
    products = context.tools.named_products(snapshot, her_words(state["request"], snapshot))
    return price_drafts(products, state["snapshot"], state["stance"], said=said_fact(state)) if products else ()


def _answer(state: TurnState, context: TurnContext) -> tuple[Draft, ...]:
    """Listen where she tells, answer from a page where she asks; her own detail comes first in both."""
    if state["stance"].asked_price:
        return ()
    heard = heard_in(state) if state["stance"].listens else None
    if heard is not None and wants_an_ear(state, heard):
        return ear_drafts(state, heard)
    return with_acknowledgement(_from_pages(state, context), state, heard)


def _from_pages(state: TurnState, context: TurnContext) -> tuple[Draft, ...]:
    """Use the best page that gives a text; a page whose slots cannot be filled gives none."""
    snapshot = state["snapshot"]
    said = said_fact(state) if state["stance"].kind == "reply" else None
    for page in state["pages"]:
        drafts = hello_drafts(page, state, context.now) if state["stance"].proactive else ()
        drafts = drafts or page_drafts(page, snapshot, state["stance"], context.rep_name(snapshot), said=said)
        if drafts:
            return drafts
    return ()


def without_page(state: TurnState, context: TurnContext) -> tuple[Draft, ...]:
    """Promise to ask when she wants to know something; take note when she only tells."""
    asks = state["stance"].asked_products or is_question(her_words(state["request"], state["snapshot"]))
    return _waiting(state, context) if asks else _noted(state)


def _waiting(state: TurnState, context: TurnContext) -> tuple[Draft, ...]:
    due, when = answer_by(context.now)
    grounds = {"promise_due": due.isoformat(), "numbers": [str(shanghai(due).hour)]}
    return tuple(
        new_draft(
            state["snapshot"],
            state["stance"],
            style,
            phrases()["waiting"][style].format(when=when),
            grounds=grounds,
            evidence=_said(state),
        )
        for style in state["stance"].styles
    )


def _said(state: TurnState) -> list[dict[str, Any]]:
    fact = said_fact(state)
    return [as_evidence(fact)] if fact is not None else []


def answer_by(now: datetime) -> tuple[datetime, str]:
    """Return by when an answer can honestly be promised, and how to say it."""
    # Rounded up to the full hour: an hour is what people say.
    due = shanghai(now + _ANSWER_WITHIN + _ALMOST_AN_HOUR).replace(minute=0, second=0, microsecond=0)
    today = shanghai(now).date()
    if due.date() == today and _FIRST_HOUR <= due.hour <= _LAST_HOUR:
        return at_shanghai(today, due.hour), str(phrases()["today_at"]).format(hour=due.hour)
    if due.date() == today and due.hour < _FIRST_HOUR:
        return at_shanghai(today, _FIRST_HOUR), str(phrases()["today_at"]).format(hour=_FIRST_HOUR)
    later = at_shanghai(due.date() if due.date() > today else today + timedelta(days=1), _FIRST_HOUR)
    return later, str(phrases()["tomorrow_at"]).format(hour=_FIRST_HOUR)


def _noted(state: TurnState) -> tuple[Draft, ...]:
    texts = phrases()["note_only"]
    styles = [style for style in state["stance"].styles if style in texts]
    return tuple(
        new_draft(state["snapshot"], state["stance"], style, texts[style], evidence=_said(state)) for style in styles
    )
