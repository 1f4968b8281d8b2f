"""Goods on the shelf of the tests' shop, and what a member is shown of them."""

from typing import Any

from tests.agent.shop import Shop
from tests.builders import make_product

ASK = "你们家有哪些浴巾？"


def stock(shop: Shop, *products: dict[str, Any]) -> None:
    with shop.database.writing() as session:
        for number, columns in enumerate(products):
            make_product(
                session, **{"sku": f"K{number}", "stock": 9, "url": f"https://shop.example/{number}", **columns}
            )


def listed(shop: Shop, message: str = ASK, **columns: Any) -> list[str]:
    proposal = shop.ask(message, **columns)
    return [str(entry["sku"]) for entry in proposal.drafts[0].attachments] if proposal.drafts else []


def blocking(shop: Shop, draft: Any) -> set[str]:
    with shop.database.reading() as session:
        findings = shop.workshop.gate.inspect(session, draft, draft.text, shop.now())
    return {finding.rule for finding in findings if finding.verdict == "block"}
