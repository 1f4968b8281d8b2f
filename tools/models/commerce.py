"""Orders, their lines, and the catalogue: the only source of a price."""

from datetime import datetime

from sqlalchemy import BigInteger, CheckConstraint
from sqlmodel import Field, SQLModel

from tools.models.columns import list_column, one_of, time_column

ORDER_STATUSES = ("paid", "refunded", "partly_refunded", "cancelled")
PRODUCT_STATUSES = ("on", "off", "recalled")
PRODUCT_CLASSES = ("general", "food", "health_food", "special_medical", "formula", "cosmetic", "device")


class Order(SQLModel, table=True):
    """One order; net = amount - refund, and an order with net ≤ 0 is not a purchase."""

    __tablename__ = "member_order"
    __table_args__ = (
        one_of("status", ORDER_STATUSES),
        CheckConstraint("amount_fen >= 0 AND refund_fen >= 0", name="money"),
    )

    order_id: str = Field(primary_key=True, max_length=64)
    member_id: str = Field(foreign_key="member.member_id", index=True)
    ordered_at: datetime = time_column(index=True)
    amount_fen: int = Field(sa_type=BigInteger)
    refund_fen: int = Field(default=0, sa_type=BigInteger)
    status: str = "paid"
    channel: str = ""


class OrderLine(SQLModel, table=True):
    """One line of an order."""

    __tablename__ = "order_line"
    __table_args__ = (CheckConstraint("quantity > 0", name="quantity"),)

    order_id: str = Field(primary_key=True, foreign_key="member_order.order_id")
    line_no: int = Field(primary_key=True)
    sku: str = Field(index=True)
    quantity: int = 1
    amount_fen: int = Field(default=0, sa_type=BigInteger)


class Product(SQLModel, table=True):
    """One thing the brand sells, with everything that decides for whom it is unfit."""

    __table_args__ = (
        one_of("status", PRODUCT_STATUSES),
        one_of("product_class", PRODUCT_CLASSES),
        CheckConstraint("price_fen > 0", name="price"),
    )

    sku: str = Field(primary_key=True, max_length=64)
    name: str
    category: str = Field(index=True)
    price_fen: int = Field(sa_type=BigInteger)
    list_price_fen: int | None = Field(default=None, sa_type=BigInteger)
    spec: str = ""
    stock: int = 0
    url: str = ""
    image_url: str = ""
    age_min_months: int | None = None
    age_max_months: int | None = None
    gest_week_min: int | None = None
    gest_week_max: int | None = None
    product_class: str = "general"
    formula_stage: int | None = None
    registration_no: str = ""
    unsuitable: list[str] = list_column()
    status: str = "on"
    checklist_items: list[str] = list_column()
    updated_at: datetime = time_column()
