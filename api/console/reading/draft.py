"""One suggestion: her words, our reasons, the drafts, what they rest on, and what happened to them."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlmodel import Session

from api.console import moments
from api.console.labels import call_words, label
from api.console.pages.draft import Chip, DraftPage, DraftView, PageRef, Past, ProductRow, SaidView
from api.console.pages.tasks import DutyView
from api.console.reading.draft_view import Given, draft_view
from api.console.reading.exchanges import exchange_views
from api.console.reading.queue import call_of
from api.console.reading.tasks import duty_view
from api.console.reading.told import told_lines
from api.console.reading.who import who_of
from api.console.visit import Visit, names_of
from api.portrait import duty_for_message
from knowledge import library
from tools import audit, reviews
from tools.clock import parse_time
from tools.errors import BadInput, NotFound
from tools.members.find import get
from tools.members.sealing import open_sentences, shown
from tools.members.touches import recent_messages
from tools.models import Delivery, Draft, Message, Suggestion
from tools.reviews.if_nothing import if_nothing

_STYLES = ("short", "usual", "warm")
_LINES_BEFORE, _LINES_AFTER = 4, 3
_REFRESH_S, _SOON_S = 4, 120


def draft_page(visit: Visit, session: Session, draft_id: str, given: Given | None = None) -> DraftPage:
    """Return the page of a draft and its siblings; `given` is what a refused form held. Raises NotFound."""
    draft = reviews.get(session, visit.actor, draft_id)
    member, names = get(session, draft.member_id), names_of(session)
    draft, siblings = shown(member, draft), [shown(member, each) for each in reviews.siblings(session, draft)]
    family = sorted([draft, *siblings], key=lambda each: _STYLES.index(each.style))
    suggestion = session.get_one(Suggestion, draft.suggestion_id)
    answered = session.get(Message, draft.answers_message_id) if draft.answers_message_id else None
    views = tuple(draft_view(visit, session, each, draft.id, names, given) for each in family)
    level, cause = call_of(visit, session, draft)
    return DraftPage(
        chrome=visit.chrome(session, refresh_s=_refresh(views)),
        who=who_of(session, member, str(suggestion.quadrant.get("name", "")) or None),
        kind=draft.kind,
        quote=answered.text if answered else "",
        thread=_thread(visit, session, draft, answered),
        intent=suggestion.intent,
        route=suggestion.route,
        level=level,
        todo=call_words(suggestion.route, cause),
        duty=_duty(visit, session, draft),
        why_now="".join(open_sentences(member, [suggestion.why_now])),
        if_nothing=if_nothing(suggestion),
        told=told_lines(session, member, visit.now),
        quadrant_reasons=open_sentences(member, suggestion.quadrant.get("reasons", ())),
        drafter=suggestion.drafter,
        fallback_reason=suggestion.fallback_reason,
        deadline=moments.left(draft.expires_at, visit.now) if draft.state == "proposed" else "",
        drafts=views,
        chips=_chips(visit, family),
        playbooks=_playbooks(session, family),
        products=_products(family),
        reasons=tuple(reviews.reasons().items()),
        history=_history(visit, session, family, suggestion, names),
        exchanges=exchange_views(visit, session, suggestion.id),
        refusal=given.refusal if given else None,
        refusal_reasons=given.reasons if given else (),
        own_text=_homeless(views, given),
        says_last_step=given is not None and given.is_overtaken,
        may_resolve=visit.may("resolve_delivery"),
    )


def _duty(visit: Visit, session: Session, draft: Draft) -> DutyView | None:
    """Say openly whether anybody is there, as long as the hold behind this is open."""
    status = duty_for_message(visit.services, session, draft.member_id, draft.answers_message_id)
    return duty_view(status) if status else None


def _homeless(views: Sequence[DraftView], given: Given | None) -> str:
    """Return a person's own words when no edit box can hold them any more: nothing typed is lost."""
    if given is None or not given.text:
        return ""
    own = next(view for view in views if view.is_focus)
    return "" if own.box == given.text and own.may_decide and own.state == "proposed" else given.text


def _refresh(views: Sequence[DraftView]) -> int:
    """Reload while a text is about to leave, and only then: nobody is typing on such a page."""
    leaving = [view.delivery for view in views if view.delivery and view.state == "approved"]
    on_its_way = any(d.state == "sending" or (d.state == "queued" and d.seconds_left < _SOON_S) for d in leaving)
    return _REFRESH_S if on_its_way else 0


def _thread(visit: Visit, session: Session, draft: Draft, answered: Message | None) -> tuple[SaidView, ...]:
    messages = list(recent_messages(session, draft.member_id, now=visit.now))
    ids = [message.message_id for message in messages]
    place = ids.index(answered.message_id) if answered and answered.message_id in ids else len(ids) - 1
    around = messages[max(place - _LINES_BEFORE, 0) : place + _LINES_AFTER]
    return tuple(
        SaidView(
            direction=message.direction,
            text=message.text,
            when=moments.moment(message.at, visit.now),
            is_answered=answered is not None and message.message_id == answered.message_id,
        )
        for message in around
    )


def chip_of(visit: Visit, fact: Mapping[str, Any]) -> Chip:
    """Return a fact with the words for its field, source and date."""
    source = str(fact.get("source", ""))
    return Chip(
        field=label("fields", str(fact["field"])),
        value=_value(str(fact["field"]), str(fact.get("value", ""))),
        source=label("sources", source.replace(".", " ").partition(" ")[0]),
        when=_dated(visit, str(fact.get("at", "") or "")),
    )


def _value(field: str, value: str) -> str:
    """Return a value as a rep reads it: an order and how it stands, anything else as it is kept."""
    if field != "orders":
        return value
    order_id, _, standing = value.partition(" ")
    return f"{order_id} {label('order_standings', standing)}".strip()


def _dated(visit: Visit, at: str) -> str:
    try:
        return moments.age(parse_time(at), visit.now) if at else ""
    except BadInput:
        return at


def _chips(visit: Visit, family: Sequence[Draft]) -> tuple[Chip, ...]:
    """Return the facts behind the drafts, each once; products with a row of their own are left to it."""
    has_rows = any(draft.attachments for draft in family)
    facts = (
        fact for draft in family for fact in draft.evidence or [] if not (has_rows and fact["field"] == "products")
    )
    return tuple(dict.fromkeys(chip_of(visit, fact) for fact in facts))


def _playbooks(session: Session, family: Sequence[Draft]) -> tuple[PageRef, ...]:
    used = dict.fromkeys((draft.playbook_id, draft.playbook_version) for draft in family if draft.playbook_id)
    return tuple(_reference(session, playbook_id, version) for playbook_id, version in used)


def _reference(session: Session, playbook_id: str, version: str) -> PageRef:
    try:
        return PageRef(playbook_id, version, library.get(session, playbook_id, version).title, True)
    except NotFound:
        return PageRef(playbook_id, version, playbook_id, False)


def _products(family: Sequence[Draft]) -> tuple[ProductRow, ...]:
    rows = [entry for draft in family for entry in draft.attachments or [] if entry.get("sku")]
    found = {str(row["sku"]): row for row in rows}
    return tuple(
        ProductRow(
            sku=sku,
            name=str(row.get("name", "")),
            spec=str(row.get("spec", "")),
            price=str(row.get("price", "")),
            stock=int(row.get("stock", 0)),
            url=str(row.get("url", "")),
            image_url=str(row.get("image_url", "")),
        )
        for sku, row in found.items()
    )


def _history(
    visit: Visit, session: Session, family: Sequence[Draft], suggestion: Suggestion, names: Mapping[str, str]
) -> tuple[Past, ...]:
    subjects = [f"suggestion:{suggestion.id}"]
    for draft in family:
        delivery: Delivery | None = reviews.find_delivery(session, draft)
        subjects += [f"draft:{draft.id}", *([f"delivery:{delivery.id}"] if delivery else [])]
    entries = [entry for subject in subjects for entry in audit.entries(session, subject=subject, limit=20)]
    return tuple(
        Past(
            when=moments.moment(entry.at, visit.now),
            who=names.get(entry.actor, entry.actor),
            action=label("actions", entry.action),
            rules=tuple(str(rule) for rule in entry.detail.get("findings", ())),
        )
        for entry in sorted(entries, key=lambda entry: -entry.number)
    )
