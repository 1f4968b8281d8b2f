"""What an ask limits: how much it may cost, what it must not be, which size and colour, and for whom it is."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from tools.lists.budget import Budget, asked_budget
from tools.lists.burdens import not_borne_in
from tools.lists.meant import Meant, meant_by, unmeant_rule, without_had
from tools.lists.recipient import Recipient, recipient_in
from tools.lists.sizes import Sizes, is_other_size, sizes_in
from tools.models import Product
from tools.patterns import compiled
from tools.yaml_text import table_beside

table = table_beside(__file__)


@dataclass(frozen=True)
class Limits:
    """What keeps a product off a list.

    without: what she will not have. bears_not: what she says she does not bear; known_not: what her tags say of it,
    and may_not: the same of tags that she gave us no leave to speak of.
    """

    budget: Budget | None = None
    cheapest_first: bool = False
    without: tuple[str, ...] = ()
    bears_not: tuple[str, ...] = ()
    known_not: tuple[str, ...] = ()
    may_not: tuple[str, ...] = ()
    sizes: Sizes = frozenset()
    colours: frozenset[str] = frozenset()
    recipient: Recipient | None = None
    meant: Meant = field(default_factory=Meant)
    wants_links: bool = False


def limits_in(ask: str, *, tags: Iterable[str] = (), hidden_tags: Iterable[str] = ()) -> Limits:
    """Read what an ask limits, and what her tags ("allergic to wool") add; hidden ones must never be told."""
    recipient = recipient_in(ask)
    # A present is not hers to bear.
    own, hidden = ((), ()) if recipient is not None else (tags, hidden_tags)
    return Limits(
        budget=asked_budget(ask),
        cheapest_first=bool(compiled(table()["cheap"]).search(ask)),
        without=_found("without", ask),
        bears_not=(*(named := _not_borne(ask)), *not_borne_in(ask, besides=named)),
        known_not=_tagged(own),
        may_not=_tagged(hidden),
        sizes=sizes_in(ask),
        colours=_colours_asked(ask),
        recipient=recipient,
        meant=meant_by(ask),
        wants_links=bool(compiled(table()["links"]).search(ask)),
    )


def wanted_part(ask: str) -> str:
    """Return an ask without what she has, will not have or does not bear: it names nothing wanted."""
    ask = without_had(ask)
    for match in (match for pattern in table()["without"] for match in compiled(pattern).finditer(ask)):
        if _bare(match["what"]):
            ask = ask.replace(match.group(), "")
    for match in (match for pattern in table()["bears_not"] for match in compiled(pattern).finditer(ask)):
        if _not_borne_in(match):
            ask = ask.replace(match.group(), "")
    return ask


def _found(row: str, ask: str) -> tuple[str, ...]:
    parts = (match["what"] for pattern in table()[row] for match in compiled(pattern).finditer(ask))
    return tuple(dict.fromkeys(what for part in parts if (what := _bare(part))))


def _not_borne(ask: str) -> tuple[str, ...]:
    """Return what somebody does not bear: a thing like that is never said by the way."""
    found = (_not_borne_in(match) for pattern in table()["bears_not"] for match in compiled(pattern).finditer(ask))
    return tuple(dict.fromkeys(what for what in found if what))


def _not_borne_in(match: re.Match[str]) -> str:
    what = compiled(table()["bears_not_who"]).sub("", compiled(table()["tail"]).sub("", match["what"]))
    return "" if compiled(table()["bears_not_thing"]).search(what) else what


def _bare(part: str) -> str:
    """Return what a clause is about, '' where it says nothing about goods ("don't worry")."""
    what = compiled(table()["lead"]).sub("", part)
    bare = compiled(table()["tail"]).sub("", what)
    return "" if compiled(table()["nothing"]).search(what) or compiled(table()["nothing"]).search(bare) else bare


def _tagged(tags: Iterable[str]) -> tuple[str, ...]:
    found = (compiled(table()["bears_not_tag"]).search(tag) for tag in tags)
    return tuple(dict.fromkeys(match["what"] for match in found if match))


def _colours_asked(ask: str) -> frozenset[str]:
    unwanted = "".join(_found("without", ask))
    found = {match["colour"] for match in compiled(table()["colour_asked"]).finditer(ask)}
    return frozenset(colour for colour in found if colour not in unwanted)


def limit_rule(product: Product, limits: Limits) -> tuple[str, str]:
    """Return the limit of hers that a product does not keep and what in it is meant, ('', '') if it keeps all."""
    return next(_broken(product, limits), ("", ""))


def _broken(product: Product, limits: Limits) -> Iterator[tuple[str, str]]:
    unwanted = {
        "UNSUITABLE": limits.may_not,
        "BEARS-NOT": limits.bears_not,
        "KNOWN-NOT": limits.known_not,
        "UNWANTED": limits.without,
    }
    for rule, things in unwanted.items():
        is_borne = rule == "UNWANTED"
        yield from ((rule, what) for what in things if _holds(product, what) or not (is_borne or _suits(product, what)))
    yield from ((rule, "") for rule in _broken_by_kind(product, limits))


def _broken_by_kind(product: Product, limits: Limits) -> Iterator[str]:
    budget = limits.budget
    if unmeant := unmeant_rule(product, limits.meant):
        yield unmeant
    if budget is not None and not budget.allows(product.price_fen):
        yield "BUDGET-IN-ALL" if budget.in_all else "BUDGET"
    if limits.recipient is not None and limits.recipient.is_grown_up and is_for_a_child(product):
        yield "FOR-A-CHILD"
    if is_other_size(product.name, limits.sizes):
        yield "SIZE"
    if _is_other_colour(product, limits):
        yield "COLOUR"


def _holds(product: Product, what: str) -> bool:
    bare = compiled(table()["kind"]).sub("", what)
    if bare in table()["colours"]:
        return bare in colours_of(product.name)
    text = " ".join([product.name, product.spec, *product.checklist_items])
    named = table()["stands_for"].get(bare, [bare]) if bare else []
    return any(word in re.sub(str(table()["free_of"]) + re.escape(word), "", text) for word in named)


def _suits(product: Product, what: str) -> bool:
    """Tell whether the page names nobody as unsuited who does not bear something."""
    named = table()["stands_for"].get(what, [what])
    return not any(word in group for word in (what, *named) for group in product.unsuitable)


def is_for_a_child(product: Product) -> bool:
    """Tell whether it is graded for a child or a bump, or of a category that nobody buys for a grown-up."""
    graded = (product.age_min_months, product.age_max_months, product.gest_week_min, product.gest_week_max)
    return any(bound is not None for bound in graded) or product.category.lower() in table()["for_children"]


def _is_other_colour(product: Product, limits: Limits) -> bool:
    """Tell whether its name states another colour than she asked for; one that states none may be hers."""
    colours = colours_of(product.name)
    return bool(limits.colours and colours and not limits.colours & colours)


def colours_of(name: str) -> frozenset[str]:
    """Return the colour families that words of a name consist of."""
    words = re.split(r"[\s()\uff08\uff09]+", name)
    whole = " ".join(word for word in words if compiled(table()["colour_whole"]).search(word))
    return frozenset(family for family, pattern in table()["colours"].items() if compiled(pattern).search(whole))
