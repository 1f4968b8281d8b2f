"""What may this draft be? Rules and recorded facts decide before a word is written."""

from dataclasses import replace
from datetime import timedelta
from statistics import median

from langgraph.runtime import Runtime

from agent.composer.goods.bedding import asks_for_bed, tells_bed
from agent.composer.goods.covers import asks_for_cover
from agent.composer.goods.fitting import asks_what_fits, tells_figures
from agent.composer.goods.offers import CHEAPER, PRICE, offer_asked
from agent.composer.goods.wishes import (
    asks_list,
    asks_no_goods,
    asks_to_buy,
    asks_what_is_ours,
    wants_outright,
    wishes_for_goods,
)
from agent.composer.hearing.listening import hear
from agent.composer.hearing.matters import (
    asks_about_order,
    grumbles,
    only_haggles,
    serves_order,
    tells_of_order,
    wants_checklist,
    wants_no_list,
)
from agent.composer.hearing.reacting import line_before
from agent.composer.phrases import is_question, recommended_elsewhere, thanks_elsewhere
from agent.composer.record.orders import is_open_intent
from agent.composer.talk.completing import asks_for_measure, completed
from agent.composer.talk.other_one import other_one_meant
from agent.composer.talk.pointing import asks_after, question_joined, variant_asked
from agent.composer.talk.settling import settles_a_return
from agent.composer.talk.thread import is_said_alone
from agent.composer.talk.told_before import asks_again
from agent.context import TurnContext
from agent.reply_to import her_words, only_calls, pending
from agent.request import Request
from agent.stance import Stance
from agent.state import TurnState
from agent.toolbox import Case, QuadrantView, Toolbox
from tools.checks import Purpose, Refusal, Triage, triage
from tools.errors import BadInput
from tools.members.snapshot import MemberSnapshot

_ALL_STYLES = ("usual", "short", "warm")
# A rep's reading time is the scarcest thing: where little comes back, two drafts are enough.
_STYLES_BY_QUADRANT = {"low_yield": ("usual", "short")}
# Her last messages, and the characters up to which they count as few words.
_LATEST, _FEW_WORDS = 4, 8
_ASKS = ("asks_products", "price")
# So long a wish for a list holds after we said that we would make it.
_ASK_HOLDS = timedelta(hours=72)
_SERVICE = "order_service"


def stance(state: TurnState, runtime: Runtime[TurnContext]) -> TurnState:
    """Decide kind, purpose and what forbids it. Raises BadInput for a reply to nothing."""
    asked, (found, offer) = state["request"], _heard(state, runtime.context)
    if (whole := _completed(state, found, offer)) is not None:
        # What she answers to a question of ours is read with what she had asked.
        heard = _heard(whole, runtime.context)
        state, (found, offer) = (whole, heard) if _is_of_shop(whole, *heard) else (state, (found, offer))
    request, snapshot = state["request"], state["snapshot"]
    words = her_words(request, snapshot)
    kind = _kind(request, found, words)
    if kind == "product_list" and request.kind != kind and (offer or _goes_on(words, snapshot, runtime.context)):
        # What goes on about the one thing that lies before her, or asks which of two: the whole list is no answer.
        kind = "reply"
    styles = _as_she_writes(_styles(state["quadrant"]), snapshot)
    decided = _care(styles) if kind == "care" else _answer(kind, found, words, styles)
    if request.kind == "product_list" and not words:
        proof = _still_asked(snapshot, runtime.context)
        decided = replace(decided, proof=proof, asked_products=bool(proof))
    decided = replace(decided, voice=runtime.context.workshop.gate.voice, offer=offer if kind == "reply" else "")
    return {
        "request": request,
        "is_completed": request is not asked,
        "triage": found,
        "stance": decided,
        "blocked_by": _blocked(decided, request, state["case"], runtime.context.tools),
    }


def _heard(state: TurnState, context: TurnContext) -> tuple[Triage | None, str]:
    """Return what her words are about, and what they ask of goods of ours, '' for nothing."""
    request, snapshot = state["request"], state["snapshot"]
    words = her_words(request, snapshot)
    answers_us = not state.get("is_completed") and _answers_us(snapshot, context)
    understood = _read(state.get("triage"), words, snapshot)
    found = _wishing(understood, request, words, snapshot, context, answers_us=answers_us)
    offer = _offer(request, found, words, snapshot, context)
    return (replace(found, intent=PRICE) if found and offer == PRICE else found), offer


def _completed(state: TurnState, found: Triage | None, offer: str) -> TurnState | None:
    """Return the turn with what her words complete, None where they say enough or are nothing to be read on."""
    is_open = found is not None and not found.route and is_open_intent(found.intent) and found.intent not in _ASKS
    whole = (
        completed(state)
        if is_open and not is_said_alone(state) and not offer and state["request"].kind in ("", "reply")
        else None
    )
    if whole is None or found is None:
        return None
    said = triage(her_words(whole["request"], whole["snapshot"]))
    return whole if said.route else {**whole, "is_completed": True, "triage": replace(found, intent=said.intent)}


def _is_of_shop(whole: TurnState, found: Triage | None, offer: str) -> bool:
    """Tell whether her words read on are about an order, or about goods that our question was about."""
    if found is None or (words := her_words(whole["request"], whole["snapshot"])) == "":
        return False
    is_of_goods = bool(offer) or found.intent in _ASKS
    return (is_of_goods and asks_for_measure(whole)) or (found.intent == _SERVICE and asks_about_order(words))


def _read(found: Triage | None, words: str, snapshot: MemberSnapshot) -> Triage | None:
    """Read an intent by what our lines before tell of it, else by her words alone."""
    if found is not None and not found.route:
        intent = _intent_behind_ours(found, words, snapshot)
        if intent != found.intent:
            return replace(found, intent=intent)
    return _understood(found, words, snapshot)


def _understood(found: Triage | None, words: str, snapshot: MemberSnapshot) -> Triage | None:
    """Read an intent more closely: where her parcel is concerns an order, and a sigh is no ask for goods."""
    if found is None or found.route:
        return found
    is_other_one = other_one_meant(words, snapshot) is not None
    if is_open_intent(found.intent) and (is_other_one or _is_of_order(words, found)):
        return replace(found, intent=_SERVICE)
    if wants_checklist(words) and not asks_what_is_ours(words) and is_open_intent(found.intent):
        return replace(found, intent="asks_advice")
    if (asks_list(words) or asks_what_is_ours(words)) and is_open_intent(found.intent):
        return replace(found, intent="asks_products")
    if found.intent == "thanks" and thanks_elsewhere(words):
        return replace(found, intent="smalltalk")
    haggles = found.intent == "asks_products" and only_haggles(words) and not asks_list(words)
    wants_none = grumbles(words) or wants_no_list(words) or recommended_elsewhere(words) or asks_no_goods(words)
    if haggles or (found.intent in _ASKS and wants_none):
        return replace(found, intent="other")
    if found.intent in _ASKS and not is_question(words):
        heard = hear(words, snapshot, guess=False)
        is_sigh = heard is not None and heard.concept.tone in ("hurt", "weary", "careful")
        return replace(found, intent="smalltalk") if is_sigh else found
    return found


def _intent_behind_ours(found: Triage, words: str, snapshot: MemberSnapshot) -> str:
    """Return what short words mean in a talk: a call for us, a way that she picks, what we told her once more."""
    if found.intent == "asks_advice" and only_calls(words):
        return "smalltalk"
    if not is_open_intent(found.intent) and found.intent != _SERVICE:
        return found.intent
    if settles_a_return(words, snapshot):
        return _SERVICE
    # What we told her before is looked up among our lines, whatever goods it names.
    return "asks_advice" if asks_again(words) else found.intent


def _is_of_order(words: str, found: Triage) -> bool:
    """Tell whether her words are about an order: how it stands, or what is to be done about it."""
    return asks_about_order(words) or tells_of_order(words) or (serves_order(words) and found.intent not in _ASKS)


def _wishing(
    found: Triage | None,
    request: Request,
    words: str,
    snapshot: MemberSnapshot,
    context: TurnContext,
    *,
    answers_us: bool,
) -> Triage | None:
    """Hear a wish for something that we have as an ask for goods; in a talk only where she asks for no advice."""
    if found is None or found.route:
        return found
    if found.intent in _ASKS and request.kind != "product_list" and answers_us and _only_answers(words):
        return replace(found, intent="smalltalk")
    if not is_open_intent(found.intent) or found.intent in _ASKS:
        return found
    wants_advice = request.kind != "product_list" and is_question(words) and not asks_to_buy(words)
    if request.kind == "care" or wants_advice or asks_no_goods(words):
        return found
    wishes = wishes_for_goods(words, snapshot, context, answers_us=answers_us)
    return replace(found, intent="asks_products") if wishes else found


def _only_answers(words: str) -> bool:
    """Tell whether what sounds like an ask for goods is none behind a line of ours that was about no goods."""
    return not (is_question(words) or wants_outright(words) or asks_list(words))


def _answers_us(snapshot: MemberSnapshot, context: TurnContext) -> bool:
    """Tell whether her words stand behind a line of ours that names no goods."""
    ours = line_before(pending(snapshot), snapshot.thread)
    return bool(ours) and not context.tools.named_products(snapshot, ours)


def _goes_on(words: str, snapshot: MemberSnapshot, context: TurnContext) -> bool:
    """Tell whether she asks for more of what lies before her, or goes on from a question of her own."""
    has_before = variant_asked(words, snapshot, context) or question_joined(words, snapshot, context.now)
    return bool(has_before) or asks_after(words) or _asks_size(words, snapshot, context)


def _asks_size(words: str, snapshot: MemberSnapshot, context: TurnContext) -> bool:
    """Tell whether she gives figures, asked for or with the question which size it is, and asks for no list."""
    ours = line_before(pending(snapshot), snapshot.thread)
    if tells_bed(words, ours) or tells_figures(words, ours):
        return True
    asks = (asks_what_fits, asks_for_bed, asks_for_cover)
    is_size = any(one(words, snapshot, context) for one in asks)
    return is_size and not asks_list(words)


def _offer(request: Request, found: Triage | None, words: str, snapshot: MemberSnapshot, context: TurnContext) -> str:
    """Return what she asks about goods of ours, '' where it is no such message or her own purchases answer it."""
    if not words or request.kind in ("care", "product_list") or found is None or found.route:
        return ""
    is_open = is_open_intent(found.intent) or found.intent == PRICE
    asked = offer_asked(words, snapshot, context) if is_open else ""
    # "Too dear!" asks for no goods, unless for something cheaper.
    return "" if grumbles(words) and asked != CHEAPER else asked


def _kind(request: Request, found: Triage | None, words: str) -> str:
    if request.kind == "care" or (not request.kind and not words):
        return "care"
    if request.kind == "product_list" or (found is not None and found.intent == "asks_products"):
        return "product_list"
    if not words:
        raise BadInput(
            "She has not written anything that waits for an answer.", fix="Give her message, or ask for kind care."
        )
    return "reply"


def _still_asked(snapshot: MemberSnapshot, context: TurnContext) -> str:
    """Return her last ask for goods that we only said yes to, '' where none waits for its list."""
    since = context.now - _ASK_HOLDS
    for said in reversed([one for one in snapshot.thread if one.at >= since]):
        if said.direction == "out" and said.purpose == "product_list":
            return ""
        if said.direction == "in":
            found = _understood(triage(said.text), said.text, snapshot)
            return said.text if found is not None and found.intent == "asks_products" else ""
    return ""


def _styles(quadrant: QuadrantView) -> tuple[str, ...]:
    """Save the rep's time only on the strength of a real score: a guess must not cost the member a choice."""
    return _STYLES_BY_QUADRANT.get(quadrant.name, _ALL_STYLES) if quadrant.run_id else _ALL_STYLES


def _as_she_writes(styles: tuple[str, ...], snapshot: MemberSnapshot) -> tuple[str, ...]:
    """Put the short draft first for somebody who writes in few words herself."""
    lengths = [len(said.text) for said in snapshot.thread if said.direction == "in"][-_LATEST:]
    writes_little = len(lengths) >= _LATEST and median(lengths) <= _FEW_WORDS
    return tuple(sorted(styles, key=lambda style: style != "short")) if writes_little else styles


def _care(styles: tuple[str, ...]) -> Stance:
    """Stand on nothing that she asked: outreach with her price question behind it would be a pretext."""
    return Stance(kind="care", proactive=True, styles=styles)


def _answer(kind: str, found: Triage | None, words: str, styles: tuple[str, ...]) -> Stance:
    has_asked = found is not None and found.intent in _ASKS
    return Stance(
        kind=kind,
        proof=words if has_asked else "",
        asked_price=found is not None and found.intent == "price",
        asked_products=has_asked,
        asks_where=found is not None and found.intent == _SERVICE and asks_about_order(words),
        styles=styles,
    )


def _blocked(decided: Stance, request: Request, case: Case, tools: Toolbox) -> tuple[str, ...]:
    if decided.kind == "product_list" and not decided.proof and not request.started_by_rep:
        return ("LS-1",)
    refusals = tools.ask_contact(case, _purpose(decided))
    return tuple(dict.fromkeys(refusal.rule for refusal in refusals if not _only_later(refusal)))


def _purpose(decided: Stance) -> Purpose:
    if decided.kind == "product_list":
        return "product_list" if decided.proof else "marketing"
    return "proactive" if decided.kind == "care" else "reply"


def _only_later(refusal: Refusal) -> bool:
    """A quiet hour delays the sending, not the drafting; and her yes may still come before the approval."""
    return refusal.delay or refusal.may_prepare
