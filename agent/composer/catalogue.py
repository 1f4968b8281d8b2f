"""Compose what comes from the catalogue: price answers and product lists; every figure is a row's own."""

import re
from collections.abc import Sequence
from datetime import date
from typing import Any

from agent.composer.evidence import as_evidence, evidence_for
from agent.composer.pages import new_draft
from agent.composer.phrases import phrases
from agent.stance import Stance
from tools.lists.choose import Choice, words
from tools.members.snapshot import Fact, MemberSnapshot
from tools.models import Draft, Product
from tools.money import short_yuan, yuan
from tools.products.catalogue import spoken_name

_CLAUSE_END = re.compile(r"[。；;，,\n]")
_LONGEST_SPEC = 18
_LOW_STOCK = 5
_MOST_PRICES = 4
_MOST_LEFT_OUT, _MOST_REASONS = 3, 2


def price_drafts(
    products: Sequence[Product], snapshot: MemberSnapshot, stance: Stance, *, said: Fact | None
) -> tuple[Draft, ...]:
    """Answer her own question about a price with the catalogue's figure and no push."""
    shown = products[:_MOST_PRICES]
    texts = phrases()["price"]["one" if len(shown) == 1 else "many"]
    slots = _price_slots(shown)
    drafts = []
    for style in stance.styles:
        text = texts[style].format(**slots)
        drafts.append(_catalogue_draft(snapshot, stance, style, text, shown, said=said, kind="reply"))
    return tuple(drafts)


def _price_slots(products: Sequence[Product]) -> dict[str, str]:
    table = phrases()["price"]
    rows = [table["row"].format(name=spoken_name(p), price=short_yuan(p.price_fen)) for p in products]
    first = products[0]
    stock = phrases()["stock"]["some" if first.stock > 0 else "none"]
    return {
        "name": spoken_name(first),
        "price": short_yuan(first.price_fen),
        "stock": stock,
        "rows": table["joint"].join(rows),
    }


def list_drafts(choice: Choice, snapshot: MemberSnapshot, stance: Stance, *, said: Fact | None) -> tuple[Draft, ...]:
    """Write a requested list in each style; nothing that fits is said plainly."""
    if not choice.products:
        texts = _nothing(choice)
        evidence = [as_evidence(said)] if said is not None else []
        styles = [style for style in stance.styles if style in texts]
        return tuple(new_draft(snapshot, stance, s, texts[s], kind="reply", evidence=evidence) for s in styles)
    drafts = []
    for style in stance.styles:
        text = phrases()["list"][style].format(**_list_slots(choice, snapshot, style))
        drafts.append(_catalogue_draft(snapshot, stance, style, text, choice.products, said=said, kind="product_list"))
    return tuple(drafts)


def _nothing(choice: Choice) -> dict[str, str]:
    """Say plainly that nothing fits, and why where one reason keeps out everything she asked for."""
    rules = {left.rule for left in choice.left_out if left.named or left.rule == "BUDGET"}
    table = phrases()["nothing_to_list"]
    texts: dict[str, str] = table.get(next(iter(rules)), table["any"]) if len(rules) == 1 else table["any"]
    return texts


def _list_slots(choice: Choice, snapshot: MemberSnapshot, style: str) -> dict[str, Any]:
    table = phrases()["list"]
    rows = [_row(number, product, style, choice) for number, product in enumerate(choice.products, start=1)]
    return {
        "call": snapshot.call,
        "count": len(choice.products),
        "rows": "\n".join(rows),
        "day": _day(snapshot.today),
        "later": _later(choice),
    }


def _later(choice: Choice) -> str:
    """Say what she named that is not on the list, and why; the rest is passed over in one sentence."""
    table = phrases()["list"]
    named = [left for left in choice.left_out if left.named and left.rule in words()["told"]][:_MOST_LEFT_OUT]
    if not named:
        return str(table["later"]) if choice.left_out else ""
    parts = [table["left"].format(name=left.name, why=words()["left_out"][left.rule]) for left in named]
    return str(table["left_out"]).format(parts=table["left_joint"].join(parts))


def _because(product: Product, choice: Choice) -> str:
    """Return why this row is hers, '' where nothing but her word for it is known."""
    table, found = phrases()["list"], choice.because.get(product.sku, ())
    said = [words()["because"][key].format(**figures) for key, figures in found[:_MOST_REASONS]]
    return str(table["because"]).format(reasons=table["because_joint"].join(said)) if said else ""


def _day(day: date) -> str:
    return str(phrases()["day"]).format(month=day.month, day=day.day)


def _row(number: int, product: Product, style: str, choice: Choice) -> str:
    table = phrases()["list"]
    short_spec = _short_spec(product.spec)
    spec = table["spec"].format(spec=short_spec) if short_spec else ""
    low = 0 < product.stock <= _LOW_STOCK
    stock = table["low_stock"].format(stock=product.stock) if low else table["in_stock"]
    pattern = table["row_short"] if style == "short" else table["row" if product.url else "row_plain"]
    return str(
        pattern.format(
            n=number,
            name=spoken_name(product),
            price=short_yuan(product.price_fen),
            spec=spec,
            stock=stock,
            url=product.url,
            because=_because(product, choice),
        )
    )


def _short_spec(spec: str) -> str:
    """Return the spec's first clause if it gives a size; advice on use belongs on the product page."""
    first = _CLAUSE_END.split(spec, maxsplit=1)[0].strip()
    gives_size = any(char.isdigit() for char in first)
    return first if gives_size and len(first) <= _LONGEST_SPEC else ""


def _catalogue_draft(
    snapshot: MemberSnapshot,
    stance: Stance,
    style: str,
    text: str,
    products: Sequence[Product],
    *,
    said: Fact | None,
    kind: str,
) -> Draft:
    rows = [as_evidence(Fact("products", p.sku, f"product {p.sku}", p.updated_at.isoformat())) for p in products]
    return new_draft(
        snapshot,
        stance,
        style,
        text,
        kind=kind,
        evidence=[*evidence_for(snapshot, None, ("call",), said=said), *rows],
        attachments=[attachment(product) for product in products],
    )


def attachment(product: Product) -> dict[str, Any]:
    """Return a product as an attachment: the list's page and picture card are made from it."""
    return {
        "type": "product",
        "sku": product.sku,
        "name": product.name,
        "spec": product.spec,
        "price": yuan(product.price_fen),
        "stock": product.stock,
        "url": product.url,
        "image_url": product.image_url,
    }
