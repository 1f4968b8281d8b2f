"""The queue: drafts grouped by suggestion, deliveries by what became of them, and today's numbers."""

from collections.abc import Sequence
from urllib.parse import urlencode

from sqlmodel import Session

from api.console import moments
from api.console.labels import call_words
from api.console.pages.queue import QueueCard, QueuePage, Tab
from api.console.reading.texts import worst_of
from api.console.reading.who import who_by_id
from api.console.visit import Visit
from tools import reviews
from tools.access import may_decide
from tools.figures import day_figures
from tools.members.find import get
from tools.members.sealing import open_sentences, seals
from tools.members.sealing import shown as sealed_or_open
from tools.models import Delivery, Draft, Message, Suggestion
from tools.models.draft import DRAFT_KINDS
from tools.models.score import QUADRANTS
from tools.outbox import open_deliveries
from tools.reviews.standstill import open_holds

TABS = {
    "waiting": ("proposed",),
    "approved": ("queued", "sending"),
    "sent": ("sent",),
    "attention": ("unknown", "failed", "refused"),
    "closed": ("rejected", "superseded", "expired", "voided"),
}
_OF_DRAFTS = ("waiting", "closed")
_READ_AT_ONCE, _CARDS_A_PAGE, _MOST_READS = 24, 10, 12
_MOST_DELIVERIES = 60


def queue_page(visit: Visit, session: Session, *, tab: str, kind: str, quadrant: str, cursor: str) -> QueuePage:
    """Return one page of the queue. Raises BadInput for a cursor that is not ours."""
    chosen = tab if tab in TABS else "waiting"
    read = _draft_cards if chosen in _OF_DRAFTS else _delivery_cards
    cards, next_cursor = read(visit, session, chosen, kind, quadrant, cursor)
    wanted = {"tab": chosen, "kind": kind, "quadrant": quadrant}
    return QueuePage(
        chrome=visit.chrome(session),
        tab=chosen,
        tabs=tuple(Tab(code, f"/?{urlencode({'tab': code})}", code == chosen) for code in TABS),
        figures=day_figures(session, visit.actor, visit.now),
        kind=kind,
        kinds=DRAFT_KINDS,
        quadrant=quadrant,
        quadrants=QUADRANTS,
        cards=tuple(cards),
        next_href=f"/?{urlencode(wanted | {'cursor': next_cursor})}" if next_cursor else "",
        may_resolve=visit.may("resolve_delivery"),
        reasons=tuple(reviews.reasons().items()),
    )


def _draft_cards(
    visit: Visit, session: Session, tab: str, kind: str, quadrant: str, cursor: str
) -> tuple[list[QueueCard], str]:
    cards: list[QueueCard] = []
    for _ in range(_MOST_READS):
        page = reviews.queue(session, visit.actor, states=TABS[tab], limit=_READ_AT_ONCE, cursor=cursor)
        for draft in page.drafts:
            family = _family(session, draft, TABS[tab])
            if family[0].id == draft.id and kind in ("", draft.kind):
                card = card_of(visit, session, family)
                cards += [card] if quadrant in ("", card.who.quadrant) else []
        cursor = page.next_cursor
        if len(cards) >= _CARDS_A_PAGE or not cursor:
            break
    return cards, cursor


def _deliveries(visit: Visit, session: Session, tab: str) -> list[Delivery]:
    """Return what needs a person oldest first, what is done newest first."""
    is_done = tab != "attention"
    return open_deliveries(session, visit.actor, states=TABS[tab], limit=_MOST_DELIVERIES * 3, newest_first=is_done)


def _family(session: Session, draft: Draft, states: Sequence[str]) -> list[Draft]:
    """Return the suggestion's drafts in these states in the queue's own order: the first one stands for all."""
    family = [draft, *(sibling for sibling in reviews.siblings(session, draft) if sibling.state in states)]
    return sorted(family, key=lambda each: (-each.risk, each.expires_at, each.id))


def _delivery_cards(
    visit: Visit, session: Session, tab: str, kind: str, quadrant: str, _cursor: str
) -> tuple[list[QueueCard], str]:
    cards = []
    for delivery in _deliveries(visit, session, tab):
        draft = session.get(Draft, delivery.draft_id)
        if draft is not None and kind in ("", draft.kind):
            card = card_of(visit, session, [draft], delivery)
            cards += [card] if quadrant in ("", card.who.quadrant) else []
    return cards[:_MOST_DELIVERIES], ""


def card_of(visit: Visit, session: Session, family: Sequence[Draft], delivery: Delivery | None = None) -> QueueCard:
    """Return the card of a suggestion, shown by its usual draft."""
    member = get(session, family[0].member_id)
    shown = sealed_or_open(member, next((draft for draft in family if draft.style == "usual"), family[0]))
    suggestion = session.get(Suggestion, shown.suggestion_id)
    findings = [row for draft in family for row in draft.findings or []]
    route = suggestion.route if suggestion else ""
    answered = session.get(Message, shown.answers_message_id) if shown.answers_message_id else None
    level, cause = call_of(visit, session, shown)
    return QueueCard(
        draft_id=shown.id,
        version=shown.version,
        who=who_by_id(session, shown.member_id),
        kind=shown.kind,
        why_now="".join(open_sentences(member, [suggestion.why_now])) if suggestion else "",
        intent=suggestion.intent if suggestion else "other",
        route=route,
        level=level,
        todo=call_words(route, cause),
        style=shown.style,
        styles=tuple(style for style in ("short", "usual", "warm") if any(draft.style == style for draft in family)),
        text=delivery.text if delivery and not seals(member, shown) else shown.text,
        quote=answered.text if answered else "",
        state=shown.state,
        delivery_id=delivery.id if delivery else "",
        delivery_state=delivery.state if delivery else "",
        when=_when(visit, shown, delivery),
        finding_count=len(findings),
        verdict=worst_of(findings),
        is_late=shown.state == "proposed" and (shown.expires_at - visit.now).total_seconds() < 2 * 3600,
        may_batch=_may_batch(visit, shown, route),
        may_pick=shown.state == "proposed" and not route and visit.may("edit"),
    )


def _when(visit: Visit, draft: Draft, delivery: Delivery | None) -> str:
    if delivery is not None:
        return moments.moment(delivery.sent_at or delivery.not_before, visit.now)
    if draft.state == "proposed":
        return moments.left(draft.expires_at, visit.now)
    return moments.moment(draft.decided_at or draft.created_at, visit.now)


def is_plain(visit: Visit, session: Session, draft_id: str) -> bool:
    """Tell whether a draft may be approved among others: nothing is found in it, and nobody is called."""
    draft = session.get(Draft, draft_id)
    suggestion = session.get(Suggestion, draft.suggestion_id) if draft is not None else None
    # What is no longer there, or was decided meanwhile, is told by the decision itself.
    if draft is None or draft.state != "proposed":
        return True
    return _may_batch(visit, draft, suggestion.route if suggestion else "")


def _may_batch(visit: Visit, draft: Draft, route: str) -> bool:
    """Offer a batch only for what needs no second look: nothing found, nobody called."""
    if draft.state != "proposed" or draft.findings or route or not visit.may("approve"):
        return False
    return not may_decide(visit.actor, draft.kind, "pass")


def call_of(visit: Visit, session: Session, draft: Draft) -> tuple[str, str]:
    """Return level and cause of the open hold that the answered message set off, blanks without one."""
    if not draft.answers_message_id:
        return "", ""
    holds = open_holds(session, draft.member_id, visit.now)
    caused = (hold for hold in holds if hold.message_id == draft.answers_message_id)
    return next(((hold.level, hold.cause) for hold in caused), ("", ""))
