"""Choose what goes on a requested list: what she asked for, minus everything unfit for her."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from tools.lists.asks import asked_ages, asked_count, asked_months, words
from tools.lists.burdens import Told, offence_of
from tools.lists.fitness import SMALL_CHILD_MONTHS, Life, is_made_for, unfit_rule
from tools.lists.limits import Limits, is_for_a_child, limit_rule, limits_in, wanted_part
from tools.lists.meant import for_both, is_for_birth, lately, unmeant_rule, wants_the_rest
from tools.lists.needs import with_qualities
from tools.lists.reasons import Reason, because_of
from tools.lists.sizes import larger_by
from tools.lists.wanted import wanted_goods
from tools.models import Product
from tools.patterns import compiled
from tools.products.catalogue import named_in

MOST_ROWS = 8


@dataclass(frozen=True)
class LeftOut:
    """A product that was asked for and must not be listed, with the rule and what in it is meant.

    named: her own words meant it.
    """

    sku: str
    rule: str
    name: str = ""
    named: bool = False
    what: str = ""


@dataclass(frozen=True)
class Choice:
    """The rows of a list, what was left out and why, and what in her ask or her life each row answers.

    because: SKU → (key of `because` in asks.yaml, its figures), the most telling first.
    not_carried: what she names and we have nothing of; not_carried_for: the situation that nothing of ours answers;
    not_found: the one thing that it names by a word we do not know; sold_out: what would fit and is out of stock.
    """

    products: tuple[Product, ...]
    left_out: tuple[LeftOut, ...]
    because: Mapping[str, tuple[tuple[str, dict[str, Any]], ...]] = field(default_factory=dict)
    limits: Limits = field(default_factory=Limits)
    not_carried: tuple[str, ...] = ()
    not_carried_for: str = ""
    not_found: str = ""
    sold_out: tuple[Product, ...] = ()


def choose(products: Sequence[Product], *, ask: str, said_before: str, life: Life) -> Choice:
    """Choose at most eight products for an ask, fewer if it says so; `said_before` is what 'these' points at."""
    limits = limits_in(ask, tags=life.told_tags, hidden_tags=life.hidden_tags)
    whom, wanted = (
        replace(_whom(ask, life, limits), sized_ahead=larger_by(ask), for_all=_is_for_all(ask)),
        wanted_part(ask),
    )
    whom = replace(whom, told=(Told(ask), *_told_of(life, limits)), for_child=_is_for_small_child(whom, limits))
    said_before = said_before.replace(ask, wanted)
    meant = wanted_goods(products, wanted, said_before, words()["points_at_checklist"], words()["elliptical_up_to"])
    named = {n.product.sku for n in named_in(products, wanted)}
    named |= {product.sku for product in meant.products if meant.is_named}
    # She named nothing: what is made for her stage comes before what suits everybody.
    candidates = sorted(meant.products, key=lambda product: meant.is_open and not is_made_for(product, whom))
    candidates = list(for_both(candidates)) if is_for_birth(ask) else candidates
    whom = replace(whom, bought=lately(whom.bought) if wants_the_rest(ask) else {})
    kept, left_out = _sifted(candidates, whom, limits, named)
    left_out = [_told_why(left, products, ask, limits) for left in left_out]
    kept = with_qualities(_for_the_child(kept, limits) if meant.is_open else kept, wanted)
    kept = list(_besides_what_was_said(kept, products, ask, said_before))
    rows = _rows(kept, limits)
    left_out += [LeftOut(p.sku, "BUDGET-IN-ALL", p.name, p.sku in named) for p in kept if p not in rows]
    rows = rows[: _most(ask, whom)]
    because = {product.sku: _because(product, limits, said_before, wanted, whom) for product in rows}
    gone = {left.sku for left in left_out if left.rule == "OUT-OF-STOCK"}
    return Choice(
        tuple(rows),
        tuple(left_out),
        because,
        limits,
        meant.not_carried,
        meant.not_carried_for,
        meant.not_found,
        tuple(one for one in candidates if one.sku in gone and not unmeant_rule(one, limits.meant)),
    )


def _most(ask: str, whom: Life) -> int:
    """Return how many rows an ask wants at most: "one each" is one for every child, where there are several."""
    children = len(whom.children_months)
    is_each = children < 2 and bool(compiled(words()["each"]).search(ask))
    count = None if is_each else asked_count(ask)
    return min((count or MOST_ROWS) * max(children, 1), MOST_ROWS)


def _sifted(
    candidates: Sequence[Product], whom: Life, limits: Limits, named: Collection[str]
) -> tuple[list[Product], list[LeftOut]]:
    """Return what is fit for her and keeps her limits, and the rest with its rule."""
    kept: list[Product] = []
    left_out: list[LeftOut] = []
    for product in candidates:
        rule, what = unfit_rule(product, whom), ""
        if not rule:
            rule, what = ("BOUGHT", "") if product.sku in whom.bought else limit_rule(product, limits)
        if rule:
            left_out.append(LeftOut(product.sku, rule, product.name, product.sku in named, what))
        else:
            kept.append(product)
    return kept, left_out


def _told_of(life: Life, limits: Limits) -> tuple[Told, ...]:
    """Return what was told before; a present is not for her, of whom the tags are."""
    return tuple(one for one in life.told if limits.recipient is None or one.text not in life.tags)


def _told_why(left: LeftOut, products: Sequence[Product], ask: str, limits: Limits) -> LeftOut:
    """Return what was left out as unsuitable with the reason that her own ask or a tag told of gives, no other one."""
    if left.rule != "UNSUITABLE":
        return left
    one = next(product for product in products if product.sku == left.sku)
    if (offence := offence_of(one, (Told(ask),))) is not None:
        return replace(left, rule=offence.rule, what=offence.what)
    rule, what = limit_rule(one, limits)
    return replace(left, rule=rule, what=what) if rule == "KNOWN-NOT" else left


def _for_the_child(kept: Sequence[Product], limits: Limits) -> Sequence[Product]:
    """Return of presents for the child of somebody what is made for children, all where nothing is."""
    if limits.recipient is None or limits.recipient.is_grown_up or limits.recipient.is_expecting:
        return kept
    return [product for product in kept if is_for_a_child(product)] or kept


def _besides_what_was_said(
    kept: Sequence[Product], products: Sequence[Product], ask: str, said_before: str
) -> Sequence[Product]:
    """Return what costs less than what lies before her, or is another, where she asks so; all where nothing is."""
    said = "".join(said_before.split())
    lying = [one for one in products if "".join(one.name.split()) in said]
    if lying and compiled(words()["for_less"]).search(ask):
        least = min(one.price_fen for one in lying)
        return [one for one in kept if one.price_fen < least] or kept
    if lying and compiled(words()["others"]).search(ask):
        return [one for one in kept if one not in lying] or kept
    return kept


def _because(product: Product, limits: Limits, said_before: str, wanted: str, whom: Life) -> tuple[Reason, ...]:
    has_child, has_bump = whom.child_months is not None, whom.gest_week is not None
    return because_of(product, limits, said_before, wanted, has_child=has_child, has_bump=has_bump)


def _rows(kept: Sequence[Product], limits: Limits) -> list[Product]:
    """Return what fits, the cheapest first where she asks so, as far as a sum for everything goes."""
    rows = sorted(kept, key=lambda product: product.price_fen) if limits.cheapest_first else list(kept)
    return limits.budget.paid_for(rows) if limits.budget is not None else rows


def _whom(ask: str, life: Life, limits: Limits) -> Life:
    """Return for whom the list is; what is unfit for her own bump or infant stays off it, whoever it is for."""
    months, recipient = asked_months(ask), limits.recipient
    if recipient is not None:
        # Her own stage must not steer what another gets.
        return Life(
            child_months=months, is_expecting=life.has_bump or recipient.is_expecting, has_infant=life.has_infant
        )
    if is_for_birth(ask) and life.gest_week is not None:
        return replace(life, child_months=None, children_months=())
    if len(ages := asked_ages(ask)) > 1:
        return replace(life, gest_week=None, child_months=ages[0], children_months=ages, is_expecting=life.has_bump)
    if months is None:
        return replace(life, children_months=_children_meant(ask, life))
    return replace(life, gest_week=None, child_months=months, children_months=(), is_expecting=life.has_bump)


def _is_for_small_child(whom: Life, limits: Limits) -> bool:
    """Tell whether a list is for a child that a page's warning for small children means."""
    is_small = whom.child_months is None or whom.child_months < SMALL_CHILD_MONTHS
    return limits.meant.of_child and not limits.meant.of_mother and not limits.meant.of_herself and is_small


def _is_for_all(ask: str) -> bool:
    return bool(compiled(words()["siblings"]["shared"]).search(ask))


def _children_meant(ask: str, life: Life) -> tuple[int, ...]:
    """Return the ages that a list is for: the youngest child's, unless she speaks of all or of the elder."""
    siblings = words()["siblings"]
    if len(life.children_months) > 1 and compiled(siblings["all"]).search(ask):
        return life.children_months
    return life.children_months[-1:] if compiled(siblings["elder"]).search(ask) else life.children_months[:1]
