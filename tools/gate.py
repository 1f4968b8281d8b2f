"""The gate every text passes three times: when drafted, when a human edited it, and just before it is sent."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from sqlalchemy import bindparam, or_
from sqlmodel import Session, col, select

from tools.access import SYSTEM
from tools.added_words import findings_on_added
from tools.checks import (
    Ask,
    Finding,
    Inspection,
    Line,
    Purpose,
    Refusal,
    inspect,
    inspect_together,
    may_contact,
)
from tools.checks.rulebook import get_rule
from tools.checks.voice import BrandVoice
from tools.clock import shanghai_day
from tools.context import lines_before
from tools.grounds import Records, grounds_for, read_records
from tools.members import stage
from tools.members.contact import contact_facts
from tools.members.find import get
from tools.models import Delivery, Draft, Member, PlaybookVersion, Product, Suggestion
from tools.store import ask, read_mark

_WITHDRAWN = select(PlaybookVersion.playbook_id, PlaybookVersion.version).where(
    col(PlaybookVersion.playbook_id).in_(bindparam("named", expanding=True)),
    or_(col(PlaybookVersion.status) != "published", col(PlaybookVersion.expires_on) < bindparam("today")),
)


@dataclass(frozen=True)
class Gate:
    """Checks on the final text, with facts read afresh: prices move, stages move, holds appear."""

    bms_brand: bool = False
    voice: BrandVoice = field(default_factory=BrandVoice)
    # What the company promises everybody (tools/checks/tenant.py).
    promises: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def inspect(self, session: Session, draft: Draft, text: str, now: datetime) -> tuple[Finding, ...]:
        """Return the findings of every check on a text that would go out for this draft now."""
        moment = _read_moment(session, get(session, draft.member_id), now)
        setting = self._setting(session, draft, moment)
        found = dict.fromkeys((*inspect(text, setting), *findings_on_added(draft, text, setting)))
        voiced = self.voice.findings(text, draft.kind)
        return (*found, *voiced, *_about_page(draft, text, _withdrawn(session, [draft], now)))

    def inspect_drafts(
        self, session: Session, drafts: Sequence[Draft], now: datetime
    ) -> tuple[tuple[Finding, ...], ...]:
        """Return the findings on each draft of one member as it stands; what they share is read once."""
        if not drafts:
            return ()
        moment = _read_moment(session, get(session, drafts[0].member_id), now)
        found = inspect_together([(draft.text, self._setting(session, draft, moment)) for draft in drafts])
        withdrawn = _withdrawn(session, drafts, now)
        pairs = zip(found, drafts, strict=True)
        return tuple(
            (*one, *self.voice.findings(draft.text, draft.kind), *_about_page(draft, draft.text, withdrawn))
            for one, draft in pairs
        )

    def may_contact(self, session: Session, draft: Draft, now: datetime) -> tuple[Refusal, ...]:
        """Return what speaks against contacting her now, by the draft's purpose."""
        member = get(session, draft.member_id)
        facts = contact_facts(session, member, now=now)
        return may_contact(facts, purpose_of(draft), now, _ask_of(session, draft))

    def _setting(self, session: Session, draft: Draft, moment: "_Moment") -> Inspection:
        week, months, phase = _phase(moment.member, moment.records.now)
        grounds = draft.grounds or {}
        return Inspection(
            kind=_kind(draft),
            context=(*moment.context, *_on_their_way(session, draft)),
            asked_price=bool(grounds.get("asked_price")),
            asked_products=bool(grounds.get("asked_products")),
            unasked_list=purpose_of(draft) == "marketing",
            health_topic=bool(grounds.get("health")),
            care_hold=moment.member.care_hold,
            sealed=stage.is_sealed(moment.member),
            stage=phase,
            stage_weeks=week,
            stage_months=months,
            own_products=moment.owned_names,
            grounds=grounds_for(draft, moment.records, _attached(session, draft)),
            brand_words=moment.brand_words,
            bms_brand=self.bms_brand,
            promises=self.promises,
        )


@dataclass(frozen=True)
class _Moment:
    """What every text for one member is held against at one moment."""

    records: Records
    context: tuple[Line, ...]
    owned_names: frozenset[str]
    brand_words: frozenset[str]

    @property
    def member(self) -> Member:
        """Return whom the texts are for."""
        return self.records.member


def _read_moment(session: Session, member: Member, now: datetime) -> _Moment:
    records = read_records(session, member, now)
    owned_names = frozenset(name for name, _ in records.owned)
    return _Moment(records, lines_before(records.messages, now), owned_names, _brand_words(session))


def _withdrawn(session: Session, drafts: Sequence[Draft], now: datetime) -> frozenset[tuple[str, str]]:
    """Return the pages behind drafts that were suspended or retired meanwhile, or have expired: (id, version) each."""
    named = {draft.playbook_id for draft in drafts if draft.playbook_id}
    if not named:
        return frozenset()
    rows = ask(session, _WITHDRAWN, {"named": sorted(named), "today": shanghai_day(now)})
    return frozenset((row[0], row[1]) for row in rows)


def _about_page(draft: Draft, text: str, withdrawn: frozenset[tuple[str, str]]) -> tuple[Finding, ...]:
    if (draft.playbook_id, draft.playbook_version) not in withdrawn:
        return ()
    rule = get_rule("PAGE-WITHDRAWN")
    return (Finding(rule.id, "block", 0, len(text), rule.message),)


def purpose_of(draft: Draft) -> Purpose:
    """Return the contact rules' word for what a draft is for; a list without her own words behind it is marketing."""
    if draft.kind == "fixed_reply":
        return "fixed_reply"
    if draft.kind == "product_list":
        return "product_list" if draft.request_quote else "marketing"
    return "proactive" if draft.proactive else "reply"


def _ask_of(session: Session, draft: Draft) -> Ask:
    suggestion = session.get(Suggestion, draft.suggestion_id)
    return Ask(
        topic=draft.topic if draft.proactive else "",
        fields=frozenset(str(entry.get("field", "")) for entry in draft.evidence or []),
        # What the plan started by itself was asked for by nobody.
        automated=suggestion is not None and suggestion.asked_by == SYSTEM.staff_id,
    )


def _kind(draft: Draft) -> Literal["care", "reply", "product_list", "after_sale", "fixed_reply"]:
    kinds: dict[str, Literal["care", "reply", "product_list", "after_sale", "fixed_reply"]] = {
        "reply": "reply",
        "product_list": "product_list",
        "after_sale": "after_sale",
        "fixed_reply": "fixed_reply",
    }
    # An unknown kind is judged as care: the strictest.
    return kinds.get(draft.kind, "care")


def _phase(
    member: Member, now: datetime
) -> tuple[int | None, int | None, Literal["pregnancy", "infant_0_12", "child"] | None]:
    """Return week, months and phase from the rows themselves: a check may know more than a draft may use."""
    if stage.is_sealed(member):
        return None, None, None
    today = shanghai_day(now)
    known = stage.is_birth_known(member, today)
    week = stage.gest_week(member.due_date, today) if member.due_date and not known else None
    children = stage.born_children(member, today)
    months = children[0].age_months if children else None
    if week is not None:
        return week, months, "pregnancy"
    if months is None:
        return None, None, None
    return None, months, "infant_0_12" if months < stage.INFANT_MONTHS else "child"


def _on_their_way(session: Session, draft: Draft) -> tuple[Line, ...]:
    """Return what was approved for her and has not left: care and a list she did not ask for must not meet there."""
    if draft.kind != "care" and purpose_of(draft) != "marketing":
        return ()
    statement = select(Delivery.text, Delivery.purpose).where(
        Delivery.member_id == draft.member_id,
        Delivery.draft_id != draft.id,
        col(Delivery.state).in_(("queued", "sending")),
    )
    return tuple(Line("out", text, 0.0, purpose) for text, purpose in session.exec(statement).all())


def _attached(session: Session, draft: Draft) -> Sequence[Product]:
    said = {str(entry["sku"]): entry for entry in draft.attachments or [] if entry.get("sku")}
    if not said:
        return ()
    found = session.exec(select(Product).where(col(Product.sku).in_(said), Product.status == "on")).all()
    # A row that was said to be in stock and has sold out has lost its ground, price and all.
    return [product for product in found if product.stock > 0 or not said[product.sku].get("stock")]


def _brand_words(session: Session) -> frozenset[str]:
    brand = read_mark(session, "brand")
    return frozenset({brand}) if brand else frozenset()
