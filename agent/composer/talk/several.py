"""Answer a matter that no page is for, and where she asks about two, the second in a sentence behind the first."""

import re
from typing import Any

from agent.composer.evidence import as_evidence
from agent.composer.goods.beside import is_on_page
from agent.composer.goods.care import care_sentence
from agent.composer.goods.upkeep import item_meant, upkeep_drafts, upkeep_sentence
from agent.composer.hearing.matters import INVOICE, ORDER, WASHING, Matter, matter_words, matters_in
from agent.composer.hearing.telling import turned
from agent.composer.meant.things import thing_meant
from agent.composer.page.pages import new_draft
from agent.composer.promise import answer_by, promise_grounds
from agent.composer.record.orders import asks_invoice_status, order_drafts, standing_said
from agent.composer.talk.topic import in_new_words
from agent.context import TurnContext
from agent.reply_to import her_words, said_fact
from agent.state import TurnState
from tools.checks.normalise import readable
from tools.checks.numerals import numbers_in
from tools.models import Draft
from tools.patterns import compiled

_SHORT = "short"
# What an answer from the catalogue or from her purchases answers.
GOODS = "goods"


def matter_drafts(state: TurnState, context: TurnContext) -> tuple[Draft, ...]:
    """Return the answer to a matter that a record or our own text answers; () for all others."""
    for matter in _matters(state):
        drafts = _own(state, context, matter)
        if drafts:
            return drafts
    return ()


def came_wrong_drafts(state: TurnState, context: TurnContext) -> tuple[Draft, ...]:
    """Return the answer to what came and is not as it should be; () where she tells nothing of the kind."""
    wrong = (matter for matter in _matters(state) if matter.name in matter_words()["came_wrong"])
    return next((drafts for matter in wrong if (drafts := _own(state, context, matter))), ())


def _own(state: TurnState, context: TurnContext, matter: Matter) -> tuple[Draft, ...]:
    if matter.name == WASHING:
        return upkeep_drafts(state, context, matter.clause)
    if not matter.says or (matter.is_of_hers and not _is_hers(matter, state, context)):
        return ()
    says = in_new_words(matter.says, state["snapshot"], context.now)
    due, when = answer_by(context.now)
    said, clause = said_fact(state), _said_back(matter.clause)
    standing = _standing(matter, state, context)
    grounds = promise_grounds(due)
    # A figure of hers is hers to be said back.
    grounds["numbers"] = sorted({*grounds["numbers"], *numbers_in([readable(clause + standing).text])})
    return tuple(
        new_draft(
            state["snapshot"],
            state["stance"],
            style,
            says[style].format(when=when, clause=clause, standing=standing),
            topic=matter.topic,
            grounds=dict(grounds),
            evidence=[as_evidence(said)] if said else [],
        )
        for style in state["stance"].styles
    )


def _is_hers(matter: Matter, state: TurnState, context: TurnContext) -> bool:
    """Tell whether a thing of hers is meant, by the clause itself or by what stands around it."""
    return any(thing_meant(text, state["snapshot"], context) for text in (matter.clause, _words(state)))


def _standing(matter: Matter, state: TurnState, context: TurnContext) -> str:
    """Return how her latest order stands where the answer to a matter tells it, else ''."""
    if not any("{standing}" in text for text in matter.says.values()):
        return ""
    return standing_said(context.tools.order_standings(state["request"].member_id))


def with_the_other(
    drafts: tuple[Draft, ...], answered: str, state: TurnState, context: TurnContext
) -> tuple[Draft, ...]:
    """Add to each draft one sentence on the other matter that she asked about in the same breath."""
    matters = _matters(state)
    was_grumble = any(one.is_grumble for one in matters if one.name == answered)
    # Two grumbles about a price are one matter.
    others = [one for one in matters if one.name != answered and not (was_grumble and one.is_grumble)]
    others = [one for one in others if not one.is_any]
    came_wrong = matter_words()["came_wrong"]
    if answered in came_wrong:
        others = [one for one in others if one.name not in (ORDER, *came_wrong)]
    if answered in matter_words()["alike"]:
        others = [one for one in others if one.name not in matter_words()["alike"]]
    if answered == GOODS:
        others = [one for one in others if one.name in matter_words()["beside_goods"]]
        others = [one for one in others if not is_on_page(drafts, one.clause, state, context)]
    if answered == ORDER and asks_invoice_status(_words(state)):
        # The record told what became of it.
        others = [one for one in others if one.name != INVOICE]
    if not answered or not others:
        return drafts
    sentence, numbers = _sentence(others[0], state, context)
    when = answer_by(context.now)[1]
    for draft in drafts:
        second = _promised_once(sentence, when) if when in draft.text else sentence
        draft.text = draft.proposed_text = matter_words()["also"].format(first=draft.text, second=second)
        known = (draft.grounds or {}).get("numbers", [])
        draft.grounds = {**(draft.grounds or {}), **_promise(sentence, context)}
        draft.grounds["numbers"] = sorted({*known, *numbers, *draft.grounds.get("numbers", [])})
    return drafts


def _promised_once(sentence: str, when: str) -> str:
    """Return a sentence without the hour that the text before it has promised already."""
    together = str(matter_words()["together"])
    if together in sentence:
        hour = rf"[\uff0c\uff1b]{re.escape(when)}\u524d(?!{together})[^\uff0c\uff1b\u3002]*(?=\u3002)"
        sentence = compiled(hour).sub("", sentence)
    return sentence.replace(f"{when}\u524d{together}", together).replace(f"{when}\u524d", together)


def answered_by(drafts: tuple[Draft, ...], state: TurnState) -> str:
    """Return the matter that some drafts answer: the one whose page they are from, else the first of her own."""
    names = [one.name for one in _matters(state)]
    pages = {one.page: one.name for one in _matters(state) if one.page}
    if drafts and drafts[0].playbook_id:
        return pages.get(drafts[0].playbook_id, "")
    if wrong := next((name for name in names if name in matter_words()["came_wrong"]), ""):
        return wrong
    return next((name for name in names if name == WASHING or (name != ORDER and name not in pages.values())), "")


def _matters(state: TurnState) -> tuple[Matter, ...]:
    kin = state["snapshot"].kin
    return tuple(one for one in matters_in(_words(state)) if not one.of_kin or kin in one.of_kin)


def _words(state: TurnState) -> str:
    return her_words(state["request"], state["snapshot"])


def _sentence(matter: Matter, state: TurnState, context: TurnContext) -> tuple[str, list[str]]:
    """Return one sentence on a matter, and the figures that it may hold."""
    when = answer_by(context.now)[1]
    text = matter.also.format(when=when, clause=_said_back(matter.clause))
    if matter.name == ORDER:
        standings = context.tools.order_standings(state["request"].member_id)
        text = _short(order_drafts(state, standings, context.now, clause=matter.clause))
        also = "invoice_also" if asks_invoice_status(matter.clause) else "order_also"
        text = text or str(matter_words()[also]).format(when=when)
    if matter.name == WASHING:
        item = item_meant(state, context, matter.clause)
        text = (upkeep_sentence(item, matter.clause) if item else "") or care_sentence(matter.clause) or text
    return text, sorted(numbers_in([readable(text).text]))


def _short(drafts: tuple[Draft, ...]) -> str:
    return next((draft.text for draft in drafts if draft.style == _SHORT), "")


def _said_back(clause: str) -> str:
    """Return a clause of hers turned to her, as a wish is said back: without what only leads in or asks."""
    rules = matter_words()["said_back"]
    wish = compiled(rules["lead"]).sub("", clause.strip())
    return turned(compiled(rules["end"]).sub("", wish))


def _promise(sentence: str, context: TurnContext) -> dict[str, Any]:
    due, when = answer_by(context.now)
    return promise_grounds(due) if when in sentence else {}
