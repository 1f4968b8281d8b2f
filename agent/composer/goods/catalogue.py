"""Compose what comes from the catalogue: price answers, and the rows of lists; every figure is a row's own."""

import re
from collections.abc import Sequence
from typing import Any

from agent.composer.evidence import as_evidence, evidence_for
from agent.composer.page.pages import new_draft
from agent.composer.phrases import phrases
from agent.stance import Stance
from tools.members.snapshot import Fact, MemberSnapshot
from tools.models import Draft, Product
from tools.money import short_yuan, yuan
from tools.products.catalogue import spoken_name

_CLAUSE_END = re.compile(r"[\u3002\uff1b;\uff0c,\n]")
_LONGEST_SPEC = 18
_MOST_PRICES = 4


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
        drafts.append(catalogue_draft(snapshot, stance, style, text, shown, said=said, kind="reply"))
    return tuple(drafts)


def _price_slots(products: Sequence[Product]) -> dict[str, str]:
    table = phrases()["price"]
    # Of several, only what is missing is told beside its price.
    gone = [table["gone"] if product.stock <= 0 else "" for product in products]
    rows = [
        table["row"].format(name=spoken_name(one), price=short_yuan(one.price_fen), gone=note)
        for one, note in zip(products, gone, strict=True)
    ]
    first = products[0]
    stock = phrases()["stock"]["some" if first.stock > 0 else "none"]
    return {
        "name": spoken_name(first),
        "price": short_yuan(first.price_fen),
        "stock": stock,
        "rows": table["joint"].join(rows),
    }


def short_spec(spec: str) -> str:
    """Return the spec's first clause if it gives a size; advice on use belongs on the product page."""
    first = _CLAUSE_END.split(spec, maxsplit=1)[0].strip()
    gives_size = any(char.isdigit() for char in first)
    return first if gives_size and len(first) <= _LONGEST_SPEC else ""


def catalogue_draft(
    snapshot: MemberSnapshot,
    stance: Stance,
    style: str,
    text: str,
    products: Sequence[Product],
    *,
    said: Fact | None,
    kind: str,
) -> Draft:
    """Return a draft that rests on catalogue rows, which are attached to it."""
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
