"""What a model may look up while it drafts: READ tools for one member and one actor; results are typed and masked."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from pydantic import BaseModel, ConfigDict, Field

from agent.masking import Veil
from agent.masking.amounts import without_amounts
from agent.model.tools import Tool
from agent.prompts.render import plain, tool_words
from agent.toolbox import Toolbox, stage_for
from knowledge.playbook import Playbook
from tools.clock import days_between
from tools.members.snapshot import MemberSnapshot

_PAGE_KINDS = ("care_script", "after_sale", "reply_script", "checklist", "concierge")
_MOST = 5


class Nothing(BaseModel):
    """No argument: the member is the one of this draft and cannot be another."""

    model_config = ConfigDict(extra="forbid")


class Query(BaseModel):
    """What to look for, in a few words."""

    model_config = ConfigDict(extra="forbid")

    query: str = Field(min_length=1, max_length=200)


class MemberCard(BaseModel):
    """What may be used about her; nothing that names her."""

    stage: str
    child_age: str
    personas: tuple[str, ...]
    tags: tuple[str, ...]
    is_birthday: bool


class QuadrantCard(BaseModel):
    """Her quadrant and why: it steers the tone and is never said."""

    quadrant: str
    reasons: tuple[str, ...]


class PageCard(BaseModel):
    """One playbook page with its reviewed facts."""

    title: str
    goal: str
    facts: tuple[str, ...]


class ProductCard(BaseModel):
    """One product on sale; a price never comes from a model, so it is not here."""

    name: str
    category: str
    how_to_use: str
    in_stock: bool


class OrderCard(BaseModel):
    """One order: what it held, how each thing is used where its page tells, and how it stands; no sum."""

    products: tuple[str, ...]
    how_to_use: tuple[str, ...]
    state: str
    days_ago: int


class TouchCard(BaseModel):
    """One earlier message that she had not asked for."""

    days_ago: int
    topic: str
    answered: bool


@dataclass
class Lookups:
    """The look-ups of one draft, and what they found: pages and fields that the draft may cite."""

    toolbox: Toolbox
    veil: Veil
    member_id: str
    pages: list[Playbook] = field(default_factory=list)
    fields: list[str] = field(default_factory=list)

    def tools(self, *, with_products: bool) -> tuple[Tool, ...]:
        """Return the tools; in a care message products have no place, so there is no way to find any."""
        offered: list[tuple[type[BaseModel], Callable[..., Sequence[BaseModel]]]] = [
            (Nothing, self.read_member),
            (Nothing, self.read_quadrant),
            (Query, self.find_playbooks),
            (Nothing, self.read_orders),
            (Nothing, self.read_touches),
        ]
        if with_products:
            offered.append((Query, self.find_products))
        return tuple(self._tool(arguments, look) for arguments, look in offered)

    def read_member(self, _asked: Nothing) -> Sequence[BaseModel]:
        """Read the member of this draft."""
        snapshot = self._snapshot()
        self.fields += ["due_date", "children", "tags"]
        card = MemberCard(
            stage=snapshot.week_words,
            child_age=snapshot.age_words,
            personas=snapshot.personas,
            tags=snapshot.tags,
            is_birthday=snapshot.is_birthday,
        )
        return [card]

    def read_quadrant(self, _asked: Nothing) -> Sequence[BaseModel]:
        """Read her quadrant."""
        _, quadrant = self.toolbox.read_standing(self.member_id)
        return [QuadrantCard(quadrant=quadrant.name, reasons=tuple(map(without_amounts, quadrant.reasons)))]

    def find_playbooks(self, asked: Query) -> Sequence[BaseModel]:
        """Find pages that answer a question at her stage of life."""
        words = self.veil.show(asked.query)
        hits = self.toolbox.find_playbooks(words, stage_for(self._snapshot()), _PAGE_KINDS)
        found = [hit.playbook for hit in hits]
        self.pages += [page for page in found if page not in self.pages]
        return [PageCard(title=p.title, goal=p.goal, facts=tuple(fact.text for fact in p.facts)) for p in found]

    def find_products(self, asked: Query) -> Sequence[BaseModel]:
        """Find products on sale by their names, none that is unfit for her."""
        found = self.toolbox.named_products(self._snapshot(), self.veil.show(asked.query))[:_MOST]
        return [
            ProductCard(name=plain(p.name), category=p.category, how_to_use=plain(p.spec), in_stock=p.stock > 0)
            for p in found
        ]

    def read_orders(self, _asked: Nothing) -> Sequence[BaseModel]:
        """Read what she bought and how it stands, newest first."""
        spec_of = {one.name: one.spec for one in self._snapshot().owned}
        self.fields.append("orders")
        return [
            OrderCard(
                products=tuple(map(plain, order.names)),
                how_to_use=tuple(plain(spec) for name in order.names if (spec := spec_of.get(name, ""))),
                state=order.state,
                days_ago=self._ago(order.ordered_at),
            )
            for order in self.toolbox.orders_ever(self.member_id)[:_MOST]
        ]

    def read_touches(self, _asked: Nothing) -> Sequence[BaseModel]:
        """Read the last messages she had not asked for, newest first."""
        touches = reversed(self._snapshot().touches[-_MOST:])
        return [TouchCard(days_ago=self._ago(t.at), topic=t.topic, answered=t.answered) for t in touches]

    def _ago(self, at: datetime) -> int:
        return days_between(at, self.toolbox.now)

    def _snapshot(self) -> MemberSnapshot:
        """Read her afresh each time: the toolbox asks every time whether this colleague may see her."""
        return self.toolbox.read_member(self.member_id)

    def _tool(self, arguments: type[BaseModel], look: Callable[..., Sequence[BaseModel]]) -> Tool:
        def run(asked: BaseModel) -> str:
            found = ",".join(card.model_dump_json() for card in look(asked))
            return self.veil.hide(f"[{found}]")

        name = look.__name__
        return Tool(name, tool_words()[name], arguments, run)
