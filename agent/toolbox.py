"""The READ tools a turn may call: typed, and authorised for the asking member of staff before anything is read."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache, cached_property

from sqlmodel import Session

from knowledge.families import family_of
from knowledge.playbook import Playbook
from knowledge.search import Hit, Librarian, Looked, Nearness
from knowledge.stage import MemberStage
from tools import scoring
from tools.access import SYSTEM, Actor
from tools.checks import Ask, ContactFacts, Line, Purpose, Refusal, may_contact
from tools.clock import shanghai_day
from tools.context import lines_before
from tools.database import Database
from tools.lists.burdens import Offence, Told, offence_of, told_before
from tools.lists.choose import Choice, choose
from tools.lists.fitness import Life, may_be_read_out, off_limits_rule
from tools.members.contact import contact_facts
from tools.members.find import get_for
from tools.members.identifiers import Identifiers, read_identifiers
from tools.members.parcels import OrderStanding, Points, order_standings, orders_ever, points_told
from tools.members.sealing import open_sentences
from tools.members.snapshot import MemberSnapshot, OwnedProduct, Said, read_snapshot
from tools.members.stage import words
from tools.members.standing import holds_of
from tools.members.touches import spoken_lately
from tools.models import Draft, Hold, Member, Product
from tools.products.catalogue import Named, all_products, named_apart, named_in, on_sale
from tools.reviews.standstill import standing_of


@dataclass(frozen=True)
class QuadrantView:
    """A member's quadrant with its reasons in plain words; `run_id` is '' for a provisional one."""

    name: str
    reasons: tuple[str, ...]
    run_id: str = ""


@dataclass(frozen=True)
class Case:
    """What a turn begins with: what may be said of her, and what the rules need to know before a word is written.

    `member`, `contact` and `holds` are for the rules alone; a draft knows the snapshot.
    """

    snapshot: MemberSnapshot
    quadrant: QuadrantView
    member: Member
    contact: ContactFacts
    holds: tuple[Hold, ...]


@dataclass(frozen=True)
class Toolbox:
    """Everything a draft may look up about one member, for one actor, at one moment."""

    database: Database
    librarian: Librarian
    actor: Actor
    now: datetime

    def read_member(self, member_id: str) -> MemberSnapshot:
        """Return what may be used about a member the actor may see. Raises NotFound."""
        with self.database.reading() as session:
            return read_snapshot(session, get_for(session, self.actor, member_id), now=self.now)

    def read_standing(self, member_id: str) -> tuple[MemberSnapshot, QuadrantView]:
        """Return the same with her quadrant and why, as of one moment. Raises NotFound."""
        with self.database.reading() as session:
            member = get_for(session, self.actor, member_id)
            return read_snapshot(session, member, now=self.now), self._quadrant(session, member)

    def read_case(self, member_id: str) -> Case:
        """Return what a turn begins with, all of it as of one moment. Raises NotFound."""
        with self.database.reading() as session:
            member = get_for(session, self.actor, member_id)
            messages = spoken_lately(session, member_id, now=self.now)
            of_hers = holds_of(session, [member_id])
            holds = tuple(hold for hold in of_hers if hold.is_open(self.now))
            snapshot = read_snapshot(session, member, now=self.now, messages=messages, holds=holds)
            contact = contact_facts(session, member, now=self.now, messages=messages, holds=of_hers)
            return Case(snapshot, self._quadrant(session, member), member, contact, holds)

    def read_identifiers(self, member_id: str) -> Identifiers:
        """Return what names her and us, for masking only. Raises NotFound."""
        with self.database.reading() as session:
            return read_identifiers(session, get_for(session, self.actor, member_id))

    def identifiers_of(self, case: Case) -> Identifiers:
        """Return the same for a case that this toolbox has read: whether the actor may see her was asked then."""
        with self.database.reading() as session:
            return read_identifiers(session, case.member)

    def _quadrant(self, session: Session, member: Member) -> QuadrantView:
        place = scoring.place_of(session, member.member_id)
        if place is not None:
            return QuadrantView(place.quadrant, open_sentences(member, place.reasons), place.run_id)
        name, reasons = scoring.provisional(session, member.member_id, as_of=shanghai_day(self.now))
        return QuadrantView(name, open_sentences(member, reasons))

    def ask_contact(self, case: Case, purpose: Purpose) -> tuple[Refusal, ...]:
        """Return what spoke against contacting her for this purpose: her standing, and the contact rules."""
        ask = Ask(automated=self.actor is SYSTEM)
        draft = _imagined(purpose)
        standing = [Refusal(one.rule, one.message) for one in standing_of(case.member, draft, case.holds)]
        return (*standing, *may_contact(case.contact, purpose, self.now, ask))

    def find_playbooks(
        self, query: str, stage: MemberStage | None, kinds: Collection[str] | None = None, limit: int = 3
    ) -> tuple[Hit, ...]:
        """Return the pages that answer a question, best first; () when nothing fits."""
        return self.look_up(query, stage).hits(kinds=kinds, today=shanghai_day(self.now), limit=limit)

    def look_up(self, query: str, stage: MemberStage | None) -> Looked:
        """Return what the library shows for a question; pages of each kind can be taken from it.

        A turn is one moment: what it asks again, for a part or for the whole, is not looked for again.
        """
        if (query, stage) not in self._looked:
            self._looked[query, stage] = self.librarian.look(query, member=stage)
        return self._looked[query, stage]

    def nearness(self, words: str, page: Playbook) -> Nearness:
        """Return how near words are to what a page is asked, {} for words not looked up this turn; encodes nothing."""
        looked = next((looked for (query, _), looked in self._looked.items() if query == words), None)
        return {} if looked is None else looked.nearness(page)

    def pages_named(self, playbook_id: str) -> tuple[Playbook, ...]:
        """Return the page of this id if it may be used today, else ()."""
        page = self.librarian.in_use(playbook_id, shanghai_day(self.now))
        return (page,) if page is not None else ()

    def pages_of_topic(self, topic: str) -> tuple[Playbook, ...]:
        """Return the pages of a topic that may be used today."""
        return self.librarian.of_topic(topic, shanghai_day(self.now))

    def matching_playbooks(self, stage: MemberStage, kinds: Collection[str]) -> tuple[Playbook, ...]:
        """Return the pages that fit her stage of life today, most specific first."""
        return self.librarian.matching(stage, shanghai_day(self.now), kinds=kinds)

    def named_products(self, snapshot: MemberSnapshot, text: str) -> tuple[Product, ...]:
        """Return the products on sale that a sentence names, clearest first, but none that is off limits for her."""
        named = self._named_in(text)
        best = [n.product for n in named if n.score == named[0].score]
        return _unbarred(best, snapshot)

    def labels_named(self, snapshot: MemberSnapshot, text: str) -> tuple[Product, ...]:
        """Return the health food that a sentence names best, of which nothing but the label may be told to her."""
        named = [one for one in self._named_in(text) if one.is_by_name]
        best = (one.product for one in named if one.score == named[0].score)
        return tuple(row for row in best if may_be_read_out(row, life_of(snapshot)))

    def named_unfit(self, text: str, groups: Collection[str]) -> tuple[Product, ...]:
        """Return the products that a sentence names best and whose own page says they are not for some groups."""
        named = [one for one in self._named_in(text) if one.is_by_name]
        best = [one.product for one in named if one.score == named[0].score]
        return tuple(row for row in best if any(group in unfit for unfit in row.unsuitable for group in groups))

    def named_against(self, text: str, told: Sequence[str]) -> tuple[tuple[Product, Offence], ...]:
        """Return the products that a sentence names best of which the page speaks against what lines tell, and how."""
        named = [one for one in self._named_in(text) if one.is_by_name]
        best = [one.product for one in named if one.score == named[0].score]
        lines = told_before(told)
        return tuple((row, offence) for row in best if (offence := offence_of(row, lines)) is not None)

    def ever_sold(self, snapshot: MemberSnapshot, text: str) -> tuple[Product, ...]:
        """Return what a sentence names best of all that is or was on sale, () where that is recalled or off limits."""
        rows = [row for row in self._catalogue if row.status in ("on", "off")]
        named = [one for one in named_in(rows, text) if one.is_by_name]
        best = [one.product for one in named if one.score == named[0].score]
        life = life_of(snapshot)
        return tuple(row for row in best if row.status == "off" or not off_limits_rule(row, life))

    def products_apart(self, snapshot: MemberSnapshot, text: str) -> tuple[Product, ...]:
        """Return the products on sale that a sentence names each by words of its own, but none off limits for her."""
        return named_apart(self.on_sale(snapshot), text)

    def on_sale(self, snapshot: MemberSnapshot) -> tuple[Product, ...]:
        """Return the products on sale that are not off limits for her."""
        return _unbarred(on_sale(self._catalogue), snapshot)

    def order_standings(self, member_id: str) -> tuple[OrderStanding, ...]:
        """Return how her latest orders stand. Raises NotFound."""
        with self.database.reading() as session:
            member = get_for(session, self.actor, member_id)
            return order_standings(session, member.member_id, now=self.now)

    def orders_ever(self, member_id: str) -> tuple[OrderStanding, ...]:
        """Return all her orders on record. Raises NotFound."""
        with self.database.reading() as session:
            member = get_for(session, self.actor, member_id)
            return orders_ever(session, member.member_id, now=self.now)

    def points_told(self, member_id: str) -> Points | None:
        """Return her points as they were last told, None where no record tells. Raises NotFound."""
        with self.database.reading() as session:
            member = get_for(session, self.actor, member_id)
            return points_told(session, member.member_id, now=self.now)

    def choose_products(self, snapshot: MemberSnapshot, ask: str) -> Choice:
        """Return what a requested list may hold for her."""
        said_before = _recent_text(snapshot.thread)
        return choose(self._catalogue, ask=ask, said_before=said_before, life=life_of(snapshot))

    def _named_in(self, text: str) -> tuple[Named, ...]:
        # Several ways of answering ask the same of the same words.
        if text not in self._named:
            self._named[text] = named_in(on_sale(self._catalogue), text)
        return self._named[text]

    @cached_property
    def _looked(self) -> dict[tuple[str, MemberStage | None], Looked]:
        return {}

    @cached_property
    def _named(self) -> dict[str, tuple[Named, ...]]:
        return {}

    @cached_property
    def _catalogue(self) -> Sequence[Product]:
        """Read the catalogue once: a turn asks several times what her words name, all of it as of one moment."""
        with self.database.reading() as session:
            return all_products(session)


def _unbarred(rows: Sequence[Product], snapshot: MemberSnapshot) -> tuple[Product, ...]:
    life = life_of(snapshot)
    return tuple(row for row in rows if not off_limits_rule(row, life))


@cache
def _imagined(purpose: Purpose) -> Draft:
    """Return the draft that is still to be written, as far as anybody's standing looks at it."""
    kinds = {"proactive": "care", "marketing": "product_list"}
    kind, is_outreach = kinds.get(purpose, purpose), purpose == "proactive"
    return Draft(id="", suggestion_id="", member_id="", kind=kind, proactive=is_outreach, text="", proposed_text="")


def life_of(snapshot: MemberSnapshot) -> Life:
    """Return for whom a list is made; what she did not consent to only ever takes something away."""
    months = snapshot.child.age_months if snapshot.child else None
    return Life(
        gest_week=snapshot.gest_week,
        child_months=months,
        children_months=tuple(sorted(child.age_months for child in snapshot.children)),
        tags=snapshot.avoid,
        told=(
            *told_before([said.text for said in snapshot.thread if said.direction == "in"]),
            *map(Told, snapshot.avoid),
        ),
        told_tags=snapshot.tags,
        is_expecting=snapshot.is_expecting,
        has_infant=snapshot.has_infant,
        bought={one.sku: one.days for one in snapshot.owned},
    )


def _recent_text(thread: Sequence[Said]) -> str:
    return " ".join(said.text for said in thread[-6:])


def lines_of(thread: Sequence[Said], now: datetime, *, without: str = "") -> tuple[Line, ...]:
    """Return the last three days of a thread the way the checks read it."""
    return lines_before((said for said in thread if said.message_id != without), now)


def _family(product: OwnedProduct | None) -> str:
    return family_of(product.category, product.name) if product else ""


def _of_refund(snapshot: MemberSnapshot) -> frozenset[str]:
    """Return the tag of a refund that was done lately, as far as nothing newer came to her."""
    rule, days, since = words()["refund_done"], snapshot.days_since_refund, snapshot.days_since_delivery
    is_lately = days is not None and days <= rule["days"] and (since is None or since >= days)
    return frozenset({rule["tag"]} if is_lately else ())


def stage_for(snapshot: MemberSnapshot) -> MemberStage:
    """Return the anonymous stage of life that pages are matched against; an early child counts by corrected age."""
    return MemberStage(
        personas=frozenset(snapshot.personas),
        gest_week=snapshot.gest_week,
        child_age_days=snapshot.child.corrected_days if snapshot.child else None,
        child_age_months=snapshot.child.corrected_months if snapshot.child else None,
        tags=frozenset(snapshot.tags) | _of_refund(snapshot),
        days_since_delivery=snapshot.days_since_delivery,
        dormant_days=snapshot.dormant_days,
        is_birthday=snapshot.is_birthday,
        family=_family(snapshot.last_bought),
        owned_families=frozenset(map(_family, snapshot.owned)) - {""},
    )
