"""The seven kinds of file: their columns, keys and what they refer to."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, cached_property
from itertools import chain, repeat
from typing import Any

from sqlalchemy import Table
from sqlmodel import SQLModel

from tools.errors import BadInput
from tools.importing.cells import consents, plain, structures, times, values
from tools.importing.column import Column, RowRefused
from tools.models import Event, Member, Message, Order, OrderLine, Product, Staff

Row = dict[str, Any]
Key = tuple[Any, ...]

# Written by the program, never compared and never restored.
STAMPS = ("created_at", "updated_at")


@dataclass(frozen=True)
class Reference:
    """A row of another kind that must exist first."""

    column: str
    kind: str
    noun: str


@dataclass(frozen=True)
class Kind:
    """One kind of file."""

    name: str
    model: type[SQLModel]
    table_name: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]
    refers_to: Reference | None = None
    # What a row needs when all its cells are read; None when nothing.
    settle: Callable[[Row], None] | None = None

    @cached_property
    def table(self) -> Table:
        """Return the table that rows of this kind live in."""
        return SQLModel.metadata.tables[self.table_name]

    @cached_property
    def defaults(self) -> Row:
        """Return the value of every stored column that a new row need not name."""
        fields = self.model.model_fields.items()
        return {name: field.get_default(call_default_factory=True) for name, field in fields if not field.is_required()}

    @cached_property
    def stamps(self) -> tuple[str, ...]:
        """Name the columns that the program stamps with the time."""
        return tuple(name for name in STAMPS if name in self.table.c)

    @cached_property
    def joined(self) -> dict[str, Callable[[Any, Any], Any]]:
        """Return the stored columns that a file adds to instead of replacing them, each with how."""
        return {column.stored: column.joins for column in self.columns if column.joins is not None}

    @cached_property
    def required(self) -> tuple[Column, ...]:
        """Return the columns that every row must fill."""
        return tuple(column for column in self.columns if column.required)

    def key_of(self, row: Row) -> Key:
        """Return the values that tell one row from another."""
        return tuple(row[name] for name in self.key)


def _ordered(low: str, high: str) -> Callable[[Row], None]:
    def check(row: Row) -> None:
        first, last = row.get(low), row.get(high)
        if first is not None and last is not None and first > last:
            raise RowRefused(low, f"{first} is above {high} {last}.", fix="Swap or correct the two.")

    return check


def _settle_product(row: Row) -> None:
    _ordered("age_min_months", "age_max_months")(row)
    _ordered("gest_week_min", "gest_week_max")(row)


def _settle_member(row: Row) -> None:
    nicknames = row.pop("child_nickname", None) or []
    if nicknames and "children" in row:
        children: list[dict[str, str]] = row["children"]
        spare = chain(nicknames, repeat(""))
        row["children"] = [
            {**child, "nickname": child["nickname"] or name} for child, name in zip(children, spare, strict=False)
        ]


def _id(name: str, longest: int, **how: Any) -> Column:
    return Column(name, values.identity(longest), plain=plain.ID, **how)


def _moment(name: str, **how: Any) -> Column:
    return Column(name, times.moment, plain=plain.MOMENT, **how)


def _money(name: str, **how: Any) -> Column:
    return Column(name, values.money, plain=plain.MONEY, **how)


_MEMBER = Reference("member_id", "members", "member")

_MEMBERS = Kind(
    "members",
    Member,
    "member",
    ("member_id",),
    (
        _id("member_id", 64, required=True),
        Column("name", values.text, verbatim=True),
        Column("nickname", values.text, verbatim=True),
        Column("gender", values.one_of("gender")),
        Column("birthday", times.day),
        Column("phone", values.phone),
        Column("city", values.text),
        Column("tier", values.text),
        _moment("joined_at"),
        _id("owner_staff_id", 64),
        Column("store", values.text),
        Column("personas", structures.known_labels("personas")),
        Column("due_date", times.day),
        Column("children", structures.children),
        Column("child_nickname", structures.labels),
        Column("tags", structures.labels),
        Column("stated_spend", structures.yearly_spend),
        Column("consent_care", values.consent),
        Column("consent_marketing", values.consent),
        Column("consent_automated", values.consent),
        Column("consent_sensitive", consents.field_names),
        Column("consent_records", consents.text_records, joins=consents.later),
        _id("wecom_external_userid", 64),
        _moment("dnd_until"),
        Column("care_hold", values.flag),
        Column("opted_out", values.flag),
    ),
    settle=_settle_member,
)

_ORDERS = Kind(
    "orders",
    Order,
    "member_order",
    ("order_id",),
    (
        _id("order_id", 64, required=True),
        _id("member_id", 64, required=True),
        _moment("ordered_at", required=True),
        _money("amount", required=True, stored_as="amount_fen"),
        Column("status", values.one_of("order_status")),
        Column("channel", values.text),
        _money("refund_amount", stored_as="refund_fen"),
    ),
    refers_to=_MEMBER,
)

_ORDER_LINES = Kind(
    "order_lines",
    OrderLine,
    "order_line",
    ("order_id", "line_no"),
    (
        _id("order_id", 64, required=True),
        Column("line_no", values.whole(), required=True),
        _id("sku", 64, required=True),
        Column("quantity", values.whole(smallest=1), required=True),
        _money("amount", required=True, stored_as="amount_fen"),
    ),
    refers_to=Reference("order_id", "orders", "order"),
)

_PRODUCTS = Kind(
    "products",
    Product,
    "product",
    ("sku",),
    (
        _id("sku", 64, required=True),
        Column("name", values.text, required=True),
        Column("category", values.text, required=True),
        Column("price", values.price, required=True, stored_as="price_fen"),
        Column("list_price", values.list_price, stored_as="list_price_fen"),
        Column("spec", values.text),
        Column("stock", values.whole(smallest=-1_000_000_000)),
        Column("url", values.link),
        Column("image_url", values.link),
        Column("age_min_months", values.whole(largest=1200)),
        Column("age_max_months", values.whole(largest=1200)),
        Column("gest_week_min", values.whole(largest=45)),
        Column("gest_week_max", values.whole(largest=45)),
        Column("product_class", values.one_of("product_class")),
        Column("formula_stage", values.whole(largest=9)),
        Column("registration_no", values.text),
        Column("unsuitable", structures.texts),
        Column("status", values.one_of("product_status")),
        Column("checklist_items", structures.texts),
    ),
    settle=_settle_product,
)

_EVENTS = Kind(
    "events",
    Event,
    "event",
    ("event_id",),
    (
        _id("event_id", 128, required=True),
        _id("member_id", 64, required=True),
        _moment("at", required=True),
        Column("type", values.open_word("event_type"), required=True),
        Column("channel", values.text),
        Column("payload", structures.json_object),
    ),
    refers_to=_MEMBER,
)

_MESSAGES = Kind(
    "messages",
    Message,
    "message",
    ("message_id",),
    (
        _id("message_id", 128, required=True),
        _id("member_id", 64, required=True),
        _moment("at", required=True),
        Column("direction", values.one_of("direction"), required=True),
        Column("sender", values.text),
        Column("text", values.text, required=True, verbatim=True),
    ),
    refers_to=_MEMBER,
)

_STAFF = Kind(
    "staff",
    Staff,
    "staff",
    ("staff_id",),
    (
        _id("staff_id", 64, required=True),
        Column("name", values.text, required=True, verbatim=True),
        Column("role", values.one_of("role"), required=True),
        Column("team", values.text),
        Column("store", values.text),
        _id("wecom_userid", 64),
        Column("credential", values.text),
        Column("weekly_minutes", values.whole(largest=10_080)),
    ),
)


@cache
def kinds() -> dict[str, Kind]:
    """Return every kind by its name."""
    return {kind.name: kind for kind in (_MEMBERS, _ORDERS, _ORDER_LINES, _PRODUCTS, _EVENTS, _MESSAGES, _STAFF)}


def kind_named(name: str) -> Kind:
    """Return a kind by its name. Raises BadInput."""
    if name not in kinds():
        raise BadInput(f"There is no kind {name!r} to import.", fix=f"Use {', '.join(kinds())}.")
    return kinds()[name]
