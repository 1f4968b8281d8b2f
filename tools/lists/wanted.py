"""What an ask wants of a catalogue: the list it points at, names, everyday nouns, situations, a kind, or anything."""

from collections.abc import Sequence
from dataclasses import dataclass

from tools.lists.meant import is_for_birth, is_formula, meant_by
from tools.lists.needs import Need, answering, naming_part, needs_in, needs_table, one_unknown
from tools.models import Product
from tools.patterns import compiled
from tools.products.catalogue import Named, named_in, narrowed, wants_the_like


@dataclass(frozen=True)
class Wanted:
    """What an ask wants.

    is_named: it names these, or a situation that they answer; is_open: it names nothing, all may be meant.
    not_carried: what it names and we do not have; not_carried_for: the situation that nothing of ours answers;
    not_found: a single thing that it names by a word we do not know.
    """

    products: tuple[Product, ...]
    is_named: bool = False
    is_open: bool = False
    not_carried: tuple[str, ...] = ()
    not_carried_for: str = ""
    not_found: str = ""


def wanted_goods(
    products: Sequence[Product], ask: str, said_before: str, points: Sequence[str], elliptical_up_to: int
) -> Wanted:
    """Return what an ask wants; a short one that names nothing is about what was just spoken of.

    points: words by which it points at a list said before.
    """
    named, spoken_of = named_in(products, naming_part(ask)), named_in(products, said_before)
    listed = [product for product in products if product.checklist_items]
    if listed and is_for_birth(ask):
        return Wanted(tuple(listed), is_open=True)
    pointed = _pointed(products, named, spoken_of, said_before) if _points(ask, points) else []
    if pointed:
        return Wanted(tuple(pointed))
    specific = _specific(products, named, ask)
    if specific.products or specific.not_carried:
        return specific
    if named:
        return Wanted(_bare(named))
    needs = needs_in(ask)
    if needs:
        # A situation that nothing of ours answers: whatever else there is would be no answer.
        return Wanted((), not_carried_for=needs[0].said)
    if spoken_of and len(ask) <= elliptical_up_to:
        return Wanted(_named_in_full(_bare(spoken_of), said_before))
    return _unnamed(products, ask)


def _named_in_full(spoken_of: Sequence[Product], said_before: str) -> tuple[Product, ...]:
    """Return of what was spoken of that whose whole name was said, its size included; all where none was."""
    said = "".join(said_before.split())
    return tuple(one for one in spoken_of if "".join(one.name.split()) in said) or tuple(spoken_of)


def _unnamed(products: Sequence[Product], ask: str) -> Wanted:
    """Return what an ask wants that names no product: formula by its stage, one thing we do not know, or anything."""
    if meant_by(ask).names_formula:
        return Wanted(tuple(product for product in products if is_formula(product)), is_named=True)
    unknown = one_unknown(ask)
    return Wanted((), not_found=unknown) if unknown else Wanted(tuple(products), is_open=True)


def _points(ask: str, points: Sequence[str]) -> bool:
    """Tell whether an ask points at a list said before; one that asks for a list to be made does not."""
    pointing = compiled(needs_table()["makes_a_list"]).sub("", ask)
    return any(point in pointing for point in points)


def is_answered(products: Sequence[Product], ask: str) -> bool:
    """Tell whether an ask names, by whatever words, something of these products, or a situation that one answers."""
    named = named_in(products, naming_part(ask))
    if is_for_birth(ask) and any(product.checklist_items for product in products):
        return True
    return bool(named or _specific(products, named, ask).products)


def _pointed(
    products: Sequence[Product], named: Sequence[Named], spoken_of: Sequence[Named], said_before: str
) -> list[Product]:
    """Return what an ask that points at a list means, [] where it names a thing that is sold."""
    # A thing that is sold no more may bear the list's own name.
    if any(n.is_by_name for n in named if n.product.status == "on"):
        return []
    listed = [product for product in products if product.checklist_items]
    pointed = [p for p in listed if any(item in said_before for item in p.checklist_items)]
    # A kind of goods that stands in the list's own name ("the hospital bag") narrows nothing down.
    return pointed or list(_bare(named)) or list(_bare(spoken_of)) or listed


def _specific(products: Sequence[Product], named: Sequence[Named], ask: str) -> Wanted:
    """Return what names or things said answer, else what her situation does; things that nothing answers are named."""
    needs = needs_in(ask)
    things = [need for need in needs if need.is_thing]
    answered = _fitting(answering(products, things), needs)
    by_name = _by_name(named, things, answered, ask)
    if (
        not any(product.status == "on" for product in by_name)
        and not things
        and (situated := answering(products, needs))
    ):
        # What is sold no more must not hide what answers her situation.
        return Wanted(_joined(by_name, situated), is_named=True)
    if by_name and not things and set(p.sku for p in by_name) <= {p.sku for p in answering(products, needs)}:
        return Wanted(_joined(by_name, answering(products, needs)), is_named=True)
    if by_name or answered:
        liked = _bare(narrowed(named, ask)) if by_name and wants_the_like(ask) else ()
        missing = () if by_name else _missing(products, things)
        return Wanted(_joined(by_name, answered, liked), is_named=True, not_carried=missing)
    if things:
        return Wanted((), not_carried=_missing(products, things))
    return Wanted(tuple(answering(products, needs)), is_named=True)


def _by_name(
    named: Sequence[Named], things: Sequence[Need], answered: Sequence[Product], ask: str
) -> tuple[Product, ...]:
    """Return what is named by name; a name that shares no more than an everyday noun must answer that noun."""
    left = naming_part(ask)
    for need in things:
        left = left.replace(need.said, " ")
    beside = {n.product.sku for n in named_in([n.product for n in named], left) if n.is_by_name}
    answering_too = {product.sku for product in answered}
    # Where the rest of her words describes what answers the noun, it names nothing beside it.
    skus = answering_too | (set() if beside & answering_too else beside)
    return _bare([n for n in named if n.is_by_name and (not things or n.product.sku in skus)])


def _fitting(answered: Sequence[Product], needs: Sequence[Need]) -> Sequence[Product]:
    """Return of the things said those that answer her situation as well, all where none does."""
    situations = [need for need in needs if not need.is_thing]
    return answering(answered, situations) or answered


def _missing(products: Sequence[Product], things: Sequence[Need]) -> tuple[str, ...]:
    return tuple(need.said for need in things if not answering(products, [need]))


def _bare(named: Sequence[Named]) -> tuple[Product, ...]:
    return tuple(n.product for n in named)


def _joined(*groups: Sequence[Product]) -> tuple[Product, ...]:
    return tuple({product.sku: product for group in groups for product in group}.values())
