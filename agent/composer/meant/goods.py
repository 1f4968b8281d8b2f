"""Which goods of ours she means: by name, by what was just spoken of, or by a size, a colour or a last word alone."""

from collections.abc import Sequence

from agent.composer.meant.things import (
    hers_meant,
    is_headed,
    is_named,
    name_parts,
    names_another,
    spoken_of,
    thing_words,
)
from agent.composer.meant.variants import names_some, picked_by_words
from agent.context import TurnContext
from tools.lists.meant import is_formula
from tools.members.snapshot import MemberSnapshot
from tools.models import Product
from tools.patterns import compiled


def ours_meant(words: str, snapshot: MemberSnapshot, context: TurnContext) -> tuple[Product, ...]:
    """Return what she names of ours; short words that name nothing go on about what was just spoken of."""
    named = context.tools.named_products(snapshot, words)
    if named:
        return named
    spoken = spoken_of(snapshot, context) if len(words) <= int(thing_words()["goes_on_up_to"]) else ()
    if names_another(words, spoken):
        return ()
    return spoken or _by_kind(words, snapshot, context)


def each_side(words: str, snapshot: MemberSnapshot, context: TurnContext) -> tuple[Product, ...]:
    """Return what stands on both sides of an "and" or an "or" of hers, () unless each side names its own few things."""
    found: list[tuple[Product, ...]] = []
    for part in compiled(thing_words()["sides"]).split(words):
        named = context.tools.named_products(snapshot, part)
        mine = [row for row in named if is_named(row.name, part)]
        if mine and not any(row in side for side in found for row in mine):
            found.append(tuple(mine))
    rows = tuple(row for side in found for row in side)
    return rows if len(found) > 1 and len(rows) <= int(thing_words()["headed_up_to"]) else ()


def bought_again(words: str, snapshot: MemberSnapshot, context: TurnContext) -> tuple[Product, ...]:
    """Return what is on sale of the thing that she bought last and wants again, () where she points at none."""
    if not compiled(thing_words()["again"]).search(words):
        return ()
    skus = [one.sku for one in hers_meant(words, snapshot)][:1]
    return tuple(row for row in context.tools.on_sale(snapshot) if row.sku in skus and not is_formula(row))


def _by_kind(words: str, snapshot: MemberSnapshot, context: TurnContext) -> tuple[Product, ...]:
    """Return the few things of one kind that she names by their last character, size, figure or colour alone.

    Only where no other kind on sale could be meant.
    """
    kinds: dict[str, list[Product]] = {}
    for one in context.tools.on_sale(snapshot):
        kinds.setdefault(kind_of(one.name), []).append(one)
    meant = [rows for rows in kinds.values() if _is_meant(rows, words)]
    return tuple(meant[0]) if len(meant) == 1 and len(meant[0]) <= int(thing_words()["headed_up_to"]) else ()


def picked_alone(words: str, snapshot: MemberSnapshot, context: TurnContext) -> tuple[Product, ...]:
    """Return what a size, a figure or a colour alone picks of the only kind that it may mean, () otherwise."""
    rows = _by_kind(words, snapshot, context)
    places = picked_by_words([one.name for one in rows], words)
    return tuple(rows[place] for place in places)


def kind_of(name: str) -> str:
    """Return what sizes and colours of one thing have in common."""
    parts = name_parts(name)
    return parts[0] if parts else name


def _is_meant(rows: Sequence[Product], words: str) -> bool:
    names = [one.name for one in rows]
    return any(is_headed(name, words) for name in names) or names_some(names, words)
