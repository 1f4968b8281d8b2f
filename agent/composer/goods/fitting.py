"""Answer which size fits a height, a weight, a foot or an age, by the ranges that the sizes' own pages state."""

from collections.abc import Iterator, Sequence
from decimal import Decimal

from agent.composer.evidence import as_evidence
from agent.composer.goods.catalogue import attachment
from agent.composer.meant.goods import kind_of
from agent.composer.meant.ranges import FOOT, KILOS, MONTHS, WEIGHT, Measured, Range, fitting_words, measured, ranges_of
from agent.composer.meant.things import hers_meant, is_named, short_name
from agent.composer.meant.variants import picked_by_words
from agent.composer.page.pages import new_draft
from agent.context import TurnContext
from agent.reply_to import her_words, said_fact
from agent.state import TurnState
from tools.checks.normalise import readable
from tools.checks.numerals import numbers_in
from tools.lists.asks import asked_months
from tools.lists.sizes import sizes_in
from tools.members.snapshot import Fact, MemberSnapshot
from tools.models import Draft, Product
from tools.patterns import compiled


def fitting_drafts(state: TurnState, context: TurnContext) -> tuple[Draft, ...]:
    """Return which size holds the figure she gives, by the child's months where no page states a weight or height;
    the question for the figure where a page does and she gives none; () where no one kind of goods states ranges.
    """
    words, table = her_words(state["request"], state["snapshot"]), fitting_words()
    if not compiled(table["asks"]).search(words) or compiled(table["unless"]).search(words):
        return ()
    told = [*measured(words), *_foot(words)]
    sizes = _sizes(state, context, words, is_measured=bool(told))
    for one in (*told, *_months(words, sizes, state["snapshot"])):
        holding = _holding(sizes, one, words)
        if holding:
            return _drafts(state, holding[:2], one.said, lasts=bool(compiled(table["lasting"]).search(words)))
    return _asked_back(state, sizes, words) if not told else ()


def figures_fitted(state: TurnState, context: TurnContext) -> tuple[Draft, ...]:
    """Return which size holds a figure that she tells, () where she tells none."""
    words = her_words(state["request"], state["snapshot"])
    return fitting_drafts(state, context) if any(measured(words)) else ()


def _holding(sizes: Sequence[Product], one: Measured, words: str) -> list[tuple[Product, Range]]:
    """Return the sizes that hold a measure: of several those she names, the largest where hers is tight."""
    spans = [(size, span) for size in sizes for span in ranges_of(size) if span.holds(one)]
    spans.sort(key=lambda row: row[1].low)
    if compiled(fitting_words()["tight"]).search(words):
        return spans[-1:]
    picked = [sizes[place] for place in picked_by_words([size.name for size in sizes], words)]
    return [row for row in spans if row[0] in picked] or spans


def _foot(words: str) -> Iterator[Measured]:
    for match in compiled(fitting_words()["foot"]["told"]).finditer(words):
        yield Measured(FOOT, Decimal(match["n"]), match.group())


def _months(words: str, sizes: Sequence[Product], snapshot: MemberSnapshot) -> Iterator[Measured]:
    """Give the age that she names, else that of her only child, where nothing but the months tells the sizes apart."""
    if any(_measures(one) for one in sizes):
        return
    if (months := asked_months(words)) is not None:
        yield Measured(MONTHS, Decimal(months), str(fitting_words()["aged"]).format(months=months))
    elif len(snapshot.children) == 1:
        (child,) = snapshot.children
        said = str(fitting_words()["childs_age"]).format(kid=child.nickname, months=child.age_months)
        yield Measured(MONTHS, Decimal(child.age_months), said)


def _measures(one: Product) -> list[Range]:
    return [span for span in ranges_of(one) if span.what != MONTHS]


def _sizes(state: TurnState, context: TurnContext, words: str, *, is_measured: bool) -> Sequence[Product]:
    """Return the sizes of the one kind that she names, has lately bought, or that alone states ranges."""
    snapshot = state["snapshot"]
    sized = [one for one in context.tools.on_sale(snapshot) if any(ranges_of(one)) and _is_sized(one.name)]
    kinds = {kind_of(one.name) for one in sized if is_named(one.name, words)}
    named = {one.sku for one in context.tools.named_products(snapshot, words)}
    kinds = kinds or _of_hers({kind_of(one.name) for one in sized if one.sku in named}, snapshot)
    if is_measured:
        kinds = kinds or {kind_of(one.name) for one in hers_meant(words, snapshot)}
        kinds = kinds or {kind_of(one.name) for one in sized if _measures(one)}
    kinds = _lettered(kinds, sized, words) if len(kinds) > 1 else kinds
    return [one for one in sized if kind_of(one.name) in kinds] if len(kinds) == 1 else ()


def _lettered(kinds: set[str], sized: Sequence[Product], words: str) -> set[str]:
    """Return the kinds that come in every letter size she names."""
    said = set(compiled(fitting_words()["letters"]).findall(words))
    come_in = {
        kind: {part for one in sized if kind_of(one.name) == kind for part in one.name.split()} for kind in kinds
    }
    return {kind for kind in kinds if said and said <= come_in[kind]}


def _is_sized(name: str) -> bool:
    return bool(sizes_in(name) or compiled(fitting_words()["letters"]).search(name))


def _of_hers(kinds: set[str], snapshot: MemberSnapshot) -> set[str]:
    """Return of several kinds the one she bought last, all where she bought none of them."""
    bought = (kind_of(one.name) for one in snapshot.owned)
    return next(({kind} for kind in bought if kind in kinds), kinds)


def _asked_back(state: TurnState, sizes: Sequence[Product], words: str) -> tuple[Draft, ...]:
    """Name what the sizes' pages go by and ask for the figure; () where they state nothing but months."""
    picked = [sizes[place] for place in picked_by_words([one.name for one in sizes], words)] or list(sizes)
    spans = [(one, span[0]) for one in picked if (span := _measures(one))]
    if len(spans) < 2 or len(spans) > int(fitting_words()["most_rows"]):
        return ()
    return _written(state, spans, str(fitting_words()["named"][spans[0][1].what]), "asked_back")


def _drafts(
    state: TurnState, holding: Sequence[tuple[Product, Range]], said_back: str, *, lasts: bool
) -> tuple[Draft, ...]:
    """Write which size it is; of two, the larger where she says that it is to last."""
    if lasts and len(holding) > 1 and holding[-1][0].stock > 0:
        return _written(state, holding[::-1], said_back, "lasting")
    return _written(state, holding, said_back, _says(holding))


def _says(holding: Sequence[tuple[Product, Range]]) -> str:
    if len(holding) == 1:
        return "one"
    return "several_by_weight" if holding[0][1].what in (WEIGHT, KILOS) else "several"


def _written(state: TurnState, spans: Sequence[tuple[Product, Range]], said_back: str, what: str) -> tuple[Draft, ...]:
    table, (first, span) = fitting_words(), spans[0]
    rows = [table["row"].format(name=short_name(one.name), label=its.label) for one, its in spans]
    slots = {
        "name": short_name(first.name),
        "label": span.label,
        "other": short_name(spans[-1][0].name),
        "said": said_back,
        "rows": str(table["joint"]).join(rows),
        "gone": "" if first.stock > 0 else table["gone"],
    }
    said = said_fact(state)
    facts = [Fact("products", one.sku, f"product {one.sku}", one.updated_at.isoformat()) for one, _ in spans]
    evidence = [as_evidence(fact) for fact in (*((said,) if said else ()), *facts)]
    numbers = sorted(numbers_in(readable(text).text for text in slots.values()))
    texts = table["says"][what]
    return tuple(
        new_draft(
            state["snapshot"],
            state["stance"],
            style,
            texts[style].format(**slots),
            kind="reply",
            evidence=list(evidence),
            grounds={"numbers": numbers},
            attachments=[attachment(one) for one, _ in spans],
        )
        for style in state["stance"].styles
    )
