"""Write a requested list: what she limited said back, why each row is hers, what was left out and why."""

from collections import Counter
from collections.abc import Iterator, Set
from dataclasses import replace
from datetime import date
from typing import Any

from agent.composer.evidence import as_evidence
from agent.composer.goods.catalogue import catalogue_draft, short_spec
from agent.composer.page.pages import new_draft
from agent.composer.phrases import phrases
from agent.stance import Stance
from knowledge.families import family_of
from tools.checks.normalise import readable
from tools.checks.numerals import numbers_in
from tools.lists.choose import Choice, LeftOut
from tools.lists.limits import Limits
from tools.lists.meant import is_formula
from tools.lists.telling import said_back, told_rules, why_left_out, why_listed
from tools.members.snapshot import Fact, MemberSnapshot
from tools.models import Draft, Product
from tools.money import short_yuan
from tools.patterns import compiled
from tools.products.catalogue import spoken_name
from tools.yaml_text import table_beside

_table = table_beside(__file__)

_LOW_STOCK = 5
_MOST_REASONS, _MOST_NAMES, _MOST_WHYS = 2, 2, 3
# Left out without a word of hers that meant it: these limits are her own all the same.
_HER_LIMITS = frozenset(
    {"BUDGET", "BUDGET-IN-ALL", "UNWANTED", "BEARS-NOT", "KNOWN-NOT", "SIZE", "COLOUR", "HAD", "BOUGHT"}
    | {"TOLD-UNSUITED", "TOLD-WARNED"}
)

# What does not fit beside something that would.
_FITS_NOT = frozenset({"AGE", "GEST-WEEK", "NOT-ON-SALE", "FOR-A-MOTHER", "FOR-A-CHILD", "SIZE"})


def list_drafts(choice: Choice, snapshot: MemberSnapshot, stance: Stance, *, said: Fact | None) -> tuple[Draft, ...]:
    """Write a requested list in each style; nothing that fits is said plainly."""
    if not choice.products:
        return _nothing_drafts(choice, snapshot, stance, said)
    drafts = []
    for style in stance.styles:
        text = _table()["body"][style].format(**_slots(choice, snapshot, style))
        draft = catalogue_draft(snapshot, stance, style, text, choice.products, said=said, kind="product_list")
        drafts.append(_grounded(draft, choice))
    return tuple(drafts)


def _nothing_drafts(choice: Choice, snapshot: MemberSnapshot, stance: Stance, said: Fact | None) -> tuple[Draft, ...]:
    """Say plainly that nothing fits, and why where one limit of hers keeps out everything she asked for."""
    meant = {left.rule for left in choice.left_out if left.named or left.rule in _HER_LIMITS}
    rules = meant or {left.rule for left in choice.left_out}
    asked = _asked(replace(choice.limits, cheapest_first=False))
    rule = _one_reason(rules, {left.rule for left in choice.left_out if left.named})
    missing = _missing(choice)
    rule = "NOT-FOUND" if choice.not_found else "NOT-CARRIED" if missing else rule
    rule = "gift" if _only_a_gift(choice, rule, missing) else rule
    rule = _sort_of_gift(choice, rule, said) or rule
    table = _table()["nothing"]
    texts = (
        table.get(rule, table["any"])
        if asked or missing or rule == "gift" or rule in _table()["gift_sorts"] or rule in _table()["known_reasons"]
        else table["any"]
    )
    evidence = [as_evidence(said)] if said is not None else []
    slots = {"call": snapshot.call, "asked": asked, "missing": missing, "names": _names(choice, rule)}
    slots |= _of_recipient(choice)
    gone = choice.sold_out if rule == "OUT-OF-STOCK" else ()
    drafts = (
        catalogue_draft(snapshot, stance, style, texts[style].format(**slots), gone, said=said, kind="reply")
        if gone
        else new_draft(snapshot, stance, style, texts[style].format(**slots), kind="reply", evidence=evidence)
        for style in stance.styles
    )
    return tuple(_grounded(draft, choice) for draft in drafts)


def _only_a_gift(choice: Choice, rule: str, missing: str) -> bool:
    """Tell whether she asks what to give a grown-up and names neither a thing nor a limit that keeps all out."""
    recipient = choice.limits.recipient
    is_open = (
        not missing and rule in ("any", "FOR-A-CHILD", "NO-GIFT") and not any(left.named for left in choice.left_out)
    )
    return recipient is not None and recipient.is_grown_up and is_open


def _sort_of_gift(choice: Choice, rule: str, said: Fact | None) -> str:
    """Return how a present for a grown-up is chosen, by its sort, where we have nothing of what she has in mind."""
    recipient = choice.limits.recipient
    if recipient is None or not recipient.is_grown_up or said is None or rule not in _table()["unhelpful"]:
        return ""
    sorts: dict[str, str] = _table()["gift_sorts"]
    return next(name for name, said_by in sorts.items() if compiled(said_by).search(said.value))


def _of_recipient(choice: Choice) -> dict[str, str]:
    whom = choice.limits.recipient.call if choice.limits.recipient is not None else ""
    he = next((word for word, of in _table()["pronoun"].items() if compiled(of).search(whom)), "")
    return {"whom": whom, "he": he}


def _one_reason(rules: Set[str], of_named: Set[str]) -> str:
    """Return the reason that is told: of what she named, what is sold out tells more than what does not fit."""
    if "OUT-OF-STOCK" in of_named and rules <= _FITS_NOT | {"OUT-OF-STOCK"}:
        return "OUT-OF-STOCK"
    if "AGE" in of_named and rules <= _FITS_NOT:
        return "AGE"
    known = rules - {"AGE", "OUT-OF-STOCK"}
    return next(iter(known)) if len(rules) == len(known) == 1 else "any"


def _names(choice: Choice, rule: str) -> str:
    names = dict.fromkeys(_said_name(left) for left in choice.left_out if left.rule == rule and left.named)
    return str(_table()["left"]["joint"]).join(list(names)[:_MOST_NAMES])


def _missing(choice: Choice) -> str:
    """Return what she asked for and we do not have, '' where it is not that."""
    if choice.not_found:
        return choice.not_found
    if choice.not_carried_for:
        return str(_table()["left"]["missing_for"]).format(said=choice.not_carried_for)
    return str(_table()["left"]["joint"]).join(choice.not_carried)


def _grounded(draft: Draft, choice: Choice) -> Draft:
    """Let a text hold the figures that she named herself, and those of the pages it lists."""
    grounds, pages = draft.grounds or {}, [readable(product.spec).text for product in choice.products]
    figures = {*grounds.get("numbers", []), *numbers_in([*said_back(choice.limits), *pages])}
    draft.grounds = {**grounds, "numbers": sorted(figures)}
    return draft


def _asked(limits: Limits) -> str:
    return str(_table()["left"]["joint"]).join(said_back(limits))


def _slots(choice: Choice, snapshot: MemberSnapshot, style: str) -> dict[str, Any]:
    rows = [_row(number, product, style, choice) for number, product in enumerate(choice.products, start=1)]
    return {
        "lead": _lead(choice, snapshot, style),
        "rows": "\n".join(rows),
        "left": _left(choice, style),
        "free": _free(choice, style),
    }


def _lead(choice: Choice, snapshot: MemberSnapshot, style: str) -> str:
    # One row is in no order.
    is_one = len(choice.products) == 1
    asked = _asked(replace(choice.limits, cheapest_first=False) if is_one else choice.limits)
    pattern = _table()["lead"][("one_" if is_one else "") + ("asked" if asked else "plain")][style]
    return str(pattern).format(call=snapshot.call, asked=asked, count=len(choice.products), day=_day(snapshot.today))


def _day(day: date) -> str:
    return str(phrases()["day"]).format(month=day.month, day=day.day)


def _left(choice: Choice, style: str) -> str:
    """Say what she meant that is not on the list, and why; the rest is passed over in one sentence."""
    missing = str(_table()["left"]["joint"]).join(choice.not_carried)
    first = [str(_table()["left"]["missing"]).format(names=missing)] if missing else []
    sentences = [*first, *_kept_to_itself(choice), *_left_sentences(choice)][:_MOST_WHYS]
    if sentences:
        return "".join(sentences) + "\n"
    has_rest = bool(choice.left_out) and style != "short"
    return f"{_table()['left']['rest']}\n" if has_rest else ""


def _kept_to_itself(choice: Choice) -> Iterator[str]:
    """Say of what a rule keeps off, and no name may be given of, which kind of thing it was, where she meant it."""
    table = _table()["left"]
    # Where a stage of it is listed, nothing that she asked for was passed over.
    if not any(map(is_formula, choice.products)):
        yield from (text for rule, text in table["barred"].items() if _is_off(choice, rule, named=True))
    if choice.limits.known_not and _is_off(choice, "UNSUITABLE"):
        yield str(table["unsuitable"]).format(what=str(table["joint"]).join(choice.limits.known_not))


def _is_off(choice: Choice, rule: str, *, named: bool = False) -> bool:
    return any(left.rule == rule and (left.named or not named) for left in choice.left_out)


def _left_sentences(choice: Choice) -> Iterator[str]:
    told = [left for left in choice.left_out if _may_tell(left)]
    for rule, what in dict.fromkeys((left.rule, left.what) for left in told):
        names = list(dict.fromkeys(_said_name(left) for left in told if (left.rule, left.what) == (rule, what)))
        few = len(names) <= _MOST_NAMES
        pattern = _table()["left"]["named" if few else "counted"]
        joined = str(_table()["left"]["joint"]).join(names)
        yield str(pattern).format(names=joined, count=len(names), why=why_left_out(rule, what))


def _said_name(left: LeftOut) -> str:
    """Return its name without a count of pieces that reads like a sum of money."""
    return compiled(_table()["like_money"]).sub("", left.name)


def _may_tell(left: LeftOut) -> bool:
    return left.rule in told_rules() and (left.named or left.rule in _HER_LIMITS)


def _free(choice: Choice, style: str) -> str:
    """Return one free thing to do that suits what is on the list; the short style has no room for one."""
    table, recipient = _table()["free"], choice.limits.recipient
    if recipient is None:
        return str(table.get(_sort(choice), table["any"]).get(style, ""))
    of_sort = table.get(f"gift_{_sort(choice)}", table["gift"])
    texts = of_sort if recipient.is_grown_up else table["child_gift"]
    return str(texts.get(style, "")).format(whom=recipient.call)


def _sort(choice: Choice) -> str:
    if any(key == "checklist" for found in choice.because.values() for key, _ in found):
        return "checklist"
    return Counter(_sort_of(product) for product in choice.products).most_common(1)[0][0]


def _sort_of(product: Product) -> str:
    named = (sort for sort, pattern in _table()["named_sorts"].items() if compiled(pattern).search(product.name))
    if sort := next(named, ""):
        return sort
    of_its_own = (sort for sort, categories in _table()["sorts"].items() if product.category.lower() in categories)
    return next(of_its_own, "") or family_of(product.category, product.name) or "any"


def _because(product: Product, choice: Choice) -> str:
    """Return why this row is hers, '' where nothing but her word for it is known."""
    said = why_listed(choice.because.get(product.sku, ()))[:_MOST_REASONS]
    return str(_table()["because"]).format(reasons=_table()["because_joint"].join(said)) if said else ""


def _row(number: int, product: Product, style: str, choice: Choice) -> str:
    table, spec = _table(), short_spec(product.spec)
    low = 0 < product.stock <= _LOW_STOCK
    return str(table[_row_form(product, style, choice)]).format(
        n=number,
        name=spoken_name(product),
        price=short_yuan(product.price_fen),
        spec=table["spec"].format(spec=spec) if spec else "",
        stock=table["low_stock"].format(stock=product.stock) if low else table["in_stock"],
        url=product.url,
        because=_because(product, choice),
    )


def _row_form(product: Product, style: str, choice: Choice) -> str:
    if style != "short":
        return "row" if product.url else "row_plain"
    has_room = len(choice.products) == 1 or choice.limits.wants_links
    return "row_alone" if product.url and has_room else "row_short"
