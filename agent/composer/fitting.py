"""Answer which size fits a height or a weight that she gives, by the ranges that the sizes' own pages state."""

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from agent.composer.catalogue import attachment
from agent.composer.evidence import as_evidence
from agent.composer.goods import kind_of
from agent.composer.pages import new_draft
from agent.composer.things import hers_meant, short_name
from agent.composer.variants import digit_of
from agent.context import TurnContext
from agent.reply_to import her_words, said_fact
from agent.state import TurnState
from tools.checks.normalise import readable
from tools.checks.numerals import numbers_in
from tools.members.snapshot import Fact
from tools.models import Draft, Product
from tools.yaml_text import read_yaml

_CLAUSE = re.compile(r"[^\uff0c\u3002\uff1b,;\n]+")
_HEIGHT = "height"


@cache
def _table() -> dict[str, Any]:
    loaded: dict[str, Any] = read_yaml(Path(__file__).parent / "fitting.yaml")
    return loaded


def fitting_drafts(state: TurnState, context: TurnContext) -> tuple[Draft, ...]:
    """Return which size holds the figure she gives; () where she gives none or no one kind of goods states ranges."""
    words, table = her_words(state["request"], state["snapshot"]), _table()
    if not re.search(table["asks"], words) or re.search(table["unless"], words):
        return ()
    measured = list(_measured(words))
    sizes = _sizes(state, context, words) if measured else ()
    for what, figure, said in measured:
        holding = [one for one in sizes if _holds(one, what, figure)]
        if holding:
            return _drafts(state, holding[:2], what, said)
    return ()


def _measured(words: str) -> Iterator[tuple[str, Decimal, str]]:
    """Give each measure that she tells: what it measures, its figure, and her words for it."""
    table = _table()
    for what, unit in table["units"].items():
        patterns = [table["figure"].replace("{unit}", unit)]
        patterns += [table["bare"].replace("{told_by}", told)] if (told := table["told_by"].get(what)) else []
        found = (match for pattern in patterns if (match := re.search(pattern, words)))
        yield from ((what, Decimal(match["n"]), match.group().strip()) for match in found)
    for match in re.finditer(table["metres"], words):
        tenths = match["n"] or str(digit_of(match["word"]))
        yield _HEIGHT, Decimal(100) + Decimal(tenths.ljust(2, "0")), match.group()


def _sizes(state: TurnState, context: TurnContext, words: str) -> Sequence[Product]:
    """Return the sizes of the one kind that she names, has lately bought, or that alone states ranges."""
    sized = [one for one in context.tools.on_sale(state["snapshot"]) if any(_ranges(one))]
    named = {one.sku for one in context.tools.named_products(state["snapshot"], words)}
    kinds = {kind_of(one.name) for one in sized if one.sku in named}
    kinds = kinds or {kind_of(one.name) for one in hers_meant(words, state["snapshot"])}
    kinds = kinds or {kind_of(one.name) for one in sized}
    return [one for one in sized if kind_of(one.name) in kinds] if len(kinds) == 1 else ()


def _ranges(one: Product) -> Iterator[tuple[str, Decimal, Decimal, str]]:
    """Give each range that a page states: what it measures, from, to, and the clause that states it."""
    table = _table()
    for clause in _CLAUSE.findall(one.spec or ""):
        for what, unit in table["units"].items():
            match = re.search(table["range"].replace("{unit}", unit), clause)
            if match:
                yield what, Decimal(match["low"]), Decimal(match["high"]), clause.strip()


def _holds(one: Product, what: str, figure: Decimal) -> bool:
    return any(measure == what and low <= figure <= high for measure, low, high, _ in _ranges(one))


def _label(one: Product, what: str) -> str:
    return next(clause for measure, _, _, clause in _ranges(one) if measure == what)


def _drafts(state: TurnState, holding: Sequence[Product], what: str, said_back: str) -> tuple[Draft, ...]:
    table, first = _table(), holding[0]
    rows = [table["row"].format(name=short_name(one.name), label=_label(one, what)) for one in holding]
    slots = {
        "name": short_name(first.name),
        "label": _label(first, what),
        "said": said_back,
        "rows": str(table["joint"]).join(rows),
        "gone": "" if first.stock > 0 else table["gone"],
    }
    said = said_fact(state)
    facts = [Fact("products", one.sku, f"product {one.sku}", one.updated_at.isoformat()) for one in holding]
    evidence = [as_evidence(fact) for fact in (*((said,) if said else ()), *facts)]
    numbers = sorted(numbers_in(readable(text).text for text in slots.values()))
    texts = table["says"]["one" if len(holding) == 1 else "several"]
    return tuple(
        new_draft(
            state["snapshot"],
            state["stance"],
            style,
            texts[style].format(**slots),
            kind="reply",
            evidence=list(evidence),
            grounds={"numbers": numbers},
            attachments=[attachment(one) for one in holding],
        )
        for style in state["stance"].styles
    )
