"""What the page of a thing says on what she asks beside its price or its stock, in the same breath."""

import re

from agent.composer.goods.manual import clauses_for
from agent.composer.goods.offers import BOTH, CHEAPER, COMPARE, PROMO, is_of_goods, offer_words, split_by_goods
from agent.composer.meant.things import of_catalogue
from agent.composer.phrases import is_question
from agent.context import TurnContext
from agent.reply_to import her_words
from agent.state import TurnState
from tools.checks.normalise import readable
from tools.checks.numerals import numbers_in
from tools.models import Draft, Product

_SENTENCE = re.compile(r"[^\u3002\uff01\uff1f!?]+[\u3002\uff01\uff1f!?]+")


def with_its_page(drafts: tuple[Draft, ...], state: TurnState, context: TurnContext) -> tuple[Draft, ...]:
    """Put behind a price or a stock what the page of that one thing says on the rest of her questions.

    What only fills such an answer gives way to it.
    """
    if state["stance"].offer in (COMPARE, BOTH, CHEAPER, PROMO):
        # Several things side by side say their pages themselves.
        return drafts
    asked = split_by_goods(her_words(state["request"], state["snapshot"]))[1]
    label = _label(drafts, asked, state, context) if is_question(asked) else ""
    if not label:
        return drafts
    for draft in drafts:
        first = _SENTENCE.match(draft.text)
        told = str(offer_words()["page_says"][draft.style]).format(label=label)
        draft.text = draft.proposed_text = (first.group() if first else draft.text) + told
        known = (draft.grounds or {}).get("numbers", [])
        numbers = sorted({*known, *numbers_in([readable(label).text])})
        draft.grounds = {**(draft.grounds or {}), "numbers": numbers, "labels": [label]}
    return drafts


def is_told(drafts: tuple[Draft, ...], words: str, state: TurnState, context: TurnContext) -> bool:
    """Tell whether an answer about goods answers words, too: they ask for no more, or the page of each speaks of it."""
    return is_of_goods(words) or is_on_page(drafts, words, state, context)


def is_on_page(drafts: tuple[Draft, ...], words: str, state: TurnState, context: TurnContext) -> bool:
    """Tell whether the pages of all goods that an answer shows speak of words."""
    rows = _shown(drafts, state, context)
    return bool(rows) and all(clauses_for(of_catalogue(row), words) for row in rows)


def _shown(drafts: tuple[Draft, ...], state: TurnState, context: TurnContext) -> list[Product]:
    skus = {one["sku"] for draft in drafts for one in draft.attachments or ()}
    return [row for row in context.tools.on_sale(state["snapshot"]) if row.sku in skus] if skus else []


def _label(drafts: tuple[Draft, ...], asked: str, state: TurnState, context: TurnContext) -> str:
    """Return what the page of the thing that an answer shows says on what was asked, where all that it shows say so."""
    told = {clauses_for(of_catalogue(row), asked) for row in _shown(drafts, state, context)}
    return told.pop() if len(told) == 1 else ""
