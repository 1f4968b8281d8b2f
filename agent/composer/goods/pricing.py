"""Answer what goods cost and whether they are there: one, each of several, a sum, the gap between two."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from agent.composer.evidence import as_evidence
from agent.composer.goods.catalogue import attachment
from agent.composer.goods.offers import offer_words, split_by_goods
from agent.composer.meant.goods import kind_of
from agent.composer.meant.things import short_name
from agent.composer.meant.variants import how_many, labels_of, picked_by_words, size_of
from agent.composer.page.pages import new_draft
from agent.composer.promise import answer_by, promise_grounds
from agent.reply_to import said_fact
from agent.state import TurnState
from tools.checks.normalise import readable
from tools.checks.numerals import numbers_in
from tools.members.snapshot import Fact
from tools.models import Draft, Product
from tools.money import short_yuan
from tools.patterns import compiled


def picked_of(meant: Sequence[Product], words: str) -> list[Product]:
    """Return those that a size, a figure or a colour of hers picks, all where none does."""
    places = picked_by_words([one.name for one in meant], words)
    return [meant[place] for place in places] or list(meant)


def price_answer(state: TurnState, meant: Sequence[Product], words: str) -> tuple[Draft, ...]:
    """Say what the ones she means cost: a gap, a sum, one price, or each; () where too many are meant."""
    picked = picked_of(meant, words)
    if len(picked) == 2 and compiled(offer_words()["wants_gap"]).search(words):
        gap = abs(picked[0].price_fen - picked[1].price_fen)
        return offer_texts(state, "gap", {"rows": price_rows(picked), "gap": short_yuan(gap)}, picked)
    counts = _counts(meant, picked, words)
    if sum(counts) > 1 and all(counts):
        return _sum(state, picked, counts)
    if len(picked) > 1 and compiled(offer_words()["wants_sum"]).search(words):
        return _sum(state, picked, [count or 1 for count in counts])
    if len(picked) == 1:
        one = picked[0]
        listed = one.list_price_fen or 0
        slots = {"name": short_name(one.name), "price": short_yuan(one.price_fen), "stock": stock_words(one)}
        what = (
            "listed" if listed > one.price_fen and compiled(offer_words()["wants_list_price"]).search(words) else "one"
        )
        return offer_texts(state, what, slots | {"list": short_yuan(listed)}, picked)
    if compiled(offer_words()["wants_each"]).search(words) and len(picked) <= int(offer_words()["prices_up_to"]):
        return offer_texts(state, "each", {"rows": price_rows(picked)}, picked)
    return ()


def _counts(meant: Sequence[Product], picked: Sequence[Product], words: str) -> list[int]:
    """Return how many she wants of each picked one; [0] where she does not say."""
    if len(picked) == 1:
        return [how_many("", words)]
    names = [one.name for one in meant]
    return [how_many(size_of(names, names.index(one.name)), words) for one in picked]


def _sum(state: TurnState, picked: Sequence[Product], counts: Sequence[int]) -> tuple[Draft, ...]:
    parts = [(one, count) for one, count in zip(picked, counts, strict=True)]
    total = sum(one.price_fen * count for one, count in parts)
    row = str(offer_words()["row_many"])
    rows = [row.format(n=n, name=short_name(one.name), price=short_yuan(one.price_fen * n)) for one, n in parts]
    slots = {"rows": str(offer_words()["joint"]).join(rows), "total": short_yuan(total)}
    return offer_texts(state, "sum", slots, picked)


def price_rows(picked: Sequence[Product], *, listed: bool = False) -> str:
    """Return each with its price in one line, with the price it was marked at where `listed`."""
    row, gone = str(offer_words()["row"]), str(offer_words()["gone"])
    rows = [
        row.format(name=short_name(one.name), price=short_yuan(one.price_fen), gone="" if one.stock > 0 else gone)
        + (_listed(one) if listed else "")
        for one in picked
    ]
    return str(offer_words()["joint"]).join(rows)


def _listed(one: Product) -> str:
    was = one.list_price_fen or 0
    return str(offer_words()["listed"]).format(list=short_yuan(was)) if was > one.price_fen else ""


def stock_answer(
    state: TurnState, now: datetime, meant: Sequence[Product], words: str, beside: Sequence[Product] = ()
) -> tuple[Draft, ...]:
    """Say whether the one she means is there, how many where she asks for that, and what else is where it is not.

    beside: the other colours and sizes of it.
    """
    picked = picked_of(meant, words)
    one = picked[0]
    if len(picked) > 1:
        rows = [str(offer_words()["stock_row" if row.stock > 0 else "stockless_row"]) for row in picked]
        said = [row.format(name=short_name(each.name)) for row, each in zip(rows, picked, strict=True)]
        return offer_texts(state, "stocks", {"rows": str(offer_words()["joint"]).join(said)}, picked)
    if one.stock > 0:
        of_stock = split_by_goods(words)[0] or words
        what = "count" if compiled(offer_words()["wants_count"]).search(of_stock) else "in_stock"
        return offer_texts(state, what, {"name": short_name(one.name), "n": str(one.stock)}, [one])
    rest = list({other.sku: other for other in (*meant, *beside) if other.stock > 0 and other.sku != one.sku}.values())
    others = _told_apart(one, rest)[: int(offer_words()["compare_up_to"])]
    names = str(offer_words()["others"]).format(names=str(offer_words()["joint"]).join(others)) if others else ""
    due, when = answer_by(now)
    slots = {"name": short_name(one.name), "others": names, "when": when}
    return offer_texts(state, "out_of_stock", slots, [one, *rest], grounds=promise_grounds(due))


def _told_apart(one: Product, rest: Sequence[Product]) -> list[str]:
    """Return others by what tells them from one of the same kind: nobody says a whole name twice."""
    own = labels_of((one.name, *(other.name for other in rest)))[1:] if rest else ()
    alike = [kind_of(other.name) == kind_of(one.name) for other in rest]
    return [
        label.replace(" ", "") if is_alike and label else short_name(other.name)
        for other, label, is_alike in zip(rest, own, alike, strict=True)
    ]


def stock_words(one: Product) -> str:
    """Return how a price goes on about the stock."""
    return str(offer_words()["some" if one.stock > 0 else "none"])


def offer_texts(
    state: TurnState,
    what: str,
    slots: dict[str, str],
    shown: Sequence[Product],
    *,
    grounds: dict[str, Any] | None = None,
) -> tuple[Draft, ...]:
    """Return the drafts of one answer of offers.yaml, with the products shown as their grounds."""
    snapshot, stance, said = state["snapshot"], state["stance"], said_fact(state)
    rows = [Fact("products", one.sku, f"product {one.sku}", one.updated_at.isoformat()) for one in shown]
    evidence = [as_evidence(fact) for fact in (*((said,) if said else ()), *rows)]
    texts = offer_words()["says"][what]
    numbers = sorted(numbers_in(readable(text).text for text in slots.values()))
    return tuple(
        new_draft(
            snapshot,
            stance,
            style,
            texts[style].format(**slots),
            kind="reply",
            evidence=list(evidence),
            grounds={**(grounds or {}), "numbers": sorted({*numbers, *(grounds or {}).get("numbers", [])})},
            attachments=[attachment(one) for one in shown],
        )
        for style in stance.styles
    )
