"""Answer whether we still know her: from her last order and what she told, nothing that the record does not hold."""

from collections.abc import Sequence
from datetime import date

from agent.composer.evidence import as_evidence
from agent.composer.hearing.listening import hear
from agent.composer.hearing.telling import course_of, is_hushed
from agent.composer.page.pages import new_draft
from agent.composer.phrases import is_question
from agent.composer.record.orders import order_evidence
from agent.context import TurnContext
from agent.reply_to import her_words
from agent.state import TurnState
from tools.checks.normalise import readable
from tools.checks.numerals import numbers_in
from tools.clock import shanghai_day
from tools.members.parcels import OrderStanding
from tools.members.snapshot import Fact, MemberSnapshot, Said
from tools.models import Draft
from tools.patterns import compiled
from tools.yaml_text import table_beside

_table = table_beside(__file__)

_ASKS = "remembers_her"
_GONE = ("refunded", "cancelled")
_HEAVY = ("hurt", "careful", "weary", "worry")


def remembering_drafts(state: TurnState, context: TurnContext) -> tuple[Draft, ...]:
    """Return what we remember her by; () where she asks something else, or nothing on record may be said."""
    snapshot = state["snapshot"]
    heard = hear(her_words(state["request"], snapshot), snapshot, guess=False)
    if heard is None or heard.concept.id != _ASKS or snapshot.is_sealed or snapshot.open_holds:
        return ()
    order, told = _last_order(state, context), _last_told(state)
    kind = "both" if order and told else "ordered" if order else "told" if told else ""
    return _written(state, kind, order, told) if kind else ()


def _last_order(state: TurnState, context: TurnContext) -> OrderStanding | None:
    """Return the latest order that stands, None where she has none."""
    orders = context.tools.orders_ever(state["request"].member_id)
    standing = (one for one in orders if one.state not in _GONE and not one.refunded_fen and one.names)
    return max(standing, key=lambda one: one.ordered_at, default=None)


def _last_told(state: TurnState) -> Said | None:
    """Return the latest line of hers before this one that bears being remembered."""
    snapshot, now = state["snapshot"], her_words(state["request"], state["snapshot"])
    earlier = (said for said in reversed(snapshot.thread) if said.direction == "in" and said.text not in now)
    return next((said for said in earlier if _bears(said.text, snapshot)), None)


def _bears(text: str, snapshot: MemberSnapshot) -> bool:
    plain = text.strip()
    if len(plain) > int(_table()["longest_told"]) or compiled(_table()["not_told"]).search(plain):
        return False
    heard = hear(plain, snapshot, guess=False)
    weighs = heard is not None and heard.concept.tone in _HEAVY
    is_long = len(plain) >= int(_table()["least_told"])
    return is_long and not (weighs or is_question(plain) or is_hushed(plain) or course_of(plain) == "bad")


def _called(name: str) -> str:
    """Return a product's name without its sizes, as it stands otherwise."""
    return " ".join(part for part in name.split() if not compiled(r"\d").search(part)) or name


def _month(day: date, today: date) -> str:
    """Say the month of an order, seen from today."""
    ways = {0: "this", 1: "last"}
    return str(_table()["months"][ways.get(today.year - day.year, "older")]).format(month=day.month, year=day.year)


def _written(state: TurnState, kind: str, order: OrderStanding | None, told: Said | None) -> tuple[Draft, ...]:
    snapshot, stance = state["snapshot"], state["stance"]
    slots = {"told": told.text.strip("\u3002\uff01!~ ") if told else ""}
    if order:
        slots |= {"when": _month(shanghai_day(order.ordered_at), snapshot.today), "name": _called(order.names[0])}
    evidence = [as_evidence(fact) for fact in _facts(order, told)]
    texts = {style: str(_table()[kind][style]).format(**slots) for style in stance.styles}
    return tuple(
        new_draft(
            snapshot,
            stance,
            style,
            text,
            evidence=list(evidence),
            grounds={"numbers": sorted(numbers_in([readable(text).text]))},
        )
        for style, text in texts.items()
    )


def _facts(order: OrderStanding | None, told: Said | None) -> Sequence[Fact]:
    said = (Fact("messages", told.text, f"message {told.message_id}", told.at.isoformat()),) if told else ()
    return (*(order_evidence([order]) if order else ()), *said)
