"""Answer which size fits a height, a weight, a foot or an age, by the ranges that the sizes' own pages state."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from agent.composer.goods.catalogue import attachment
from agent.composer.hearing.reacting import line_before
from agent.composer.meant.goods import kind_of
from agent.composer.meant.ranges import (
    HEIGHT,
    KILOS,
    MONTHS,
    NO_END,
    WEIGHT,
    Measured,
    Range,
    fitting_words,
    measured,
    ranges_of,
)
from agent.composer.meant.rows import as_sizes
from agent.composer.meant.things import hers_meant, is_named, short_name, with_lines_before
from agent.composer.meant.variants import picked_by_words
from agent.composer.page.pages import styled_drafts
from agent.composer.promise import answer_by, promise_grounds
from agent.context import TurnContext
from agent.reply_to import her_words, pending
from agent.state import TurnState
from tools.lists.asks import asked_months
from tools.lists.sizes import sizes_in
from tools.members.snapshot import Fact, MemberSnapshot
from tools.models import Draft, Product
from tools.patterns import compiled

Spans = Sequence[tuple[Product, Range]]


@dataclass(frozen=True)
class _Fit:
    """Which sizes hold her figures: their rows, her figures as she said them, and how they are told."""

    spans: Spans
    said: str
    says: str
    not_hers: str = ""


def fitting_drafts(state: TurnState, context: TurnContext) -> tuple[Draft, ...]:
    """Return which size holds the figure she gives, by the child's months where no page states a weight or height;
    the question for the figure where a page does and she gives none; () where no one kind of goods states ranges.
    """
    words = her_words(state["request"], state["snapshot"])
    return _fitted(words, words, state, context) if _asks(words) else ()


def figures_answered(state: TurnState, context: TurnContext) -> tuple[Draft, ...]:
    """Return which size holds the figure that she gives on our question for it; () behind any other line of ours."""
    words = her_words(state["request"], state["snapshot"])
    if not tells_figures(words, _our_line(state["snapshot"])):
        return ()
    return _fitted(words, with_lines_before(words, state["snapshot"], context), state, context)


def tells_figures(words: str, ours: str) -> bool:
    """Tell whether she gives a figure on a line of ours that asks for it."""
    table = fitting_words()["answers"]
    is_answer = len(words) <= int(table["longest"]) and compiled(table["ours"]).search(ours)
    return bool(is_answer) and any(measured(words)) and not compiled(table["unless"]).search(words)


def asks_what_fits(words: str, snapshot: MemberSnapshot, context: TurnContext) -> bool:
    """Tell whether she gives a figure and asks which size of one kind of ours it is: no list answers that."""
    return _asks(words) and any(measured(words)) and bool(_sizes(snapshot, context, words, is_measured=True))


def figures_fitted(state: TurnState, context: TurnContext) -> tuple[Draft, ...]:
    """Return which size holds a figure that she tells, () where she tells none."""
    words = her_words(state["request"], state["snapshot"])
    return fitting_drafts(state, context) if any(measured(words)) else ()


def _our_line(snapshot: MemberSnapshot) -> str:
    return line_before(pending(snapshot), snapshot.thread)


def _asks(words: str) -> bool:
    table = fitting_words()
    return bool(compiled(table["asks"]).search(words)) and not compiled(table["unless"]).search(words)


def _fitted(words: str, named_by: str, state: TurnState, context: TurnContext) -> tuple[Draft, ...]:
    """Fit the figures in her words to the sizes of the kind that `named_by` names."""
    told, snapshot = list(measured(words)), state["snapshot"]
    sizes = _sizes(snapshot, context, named_by, is_measured=bool(told))
    fit = _held(sizes, told, words) or _held(sizes, list(_months(words, sizes, snapshot)), words)
    if fit is not None:
        lasts = bool(compiled(fitting_words()["lasting"]).search(words))
        return _drafts(state, fit, words, lasts=lasts)
    if told and sizes:
        return _beyond(state, sizes, told)
    return _without_table(state, context, told, words) if told else _asked_back(state, sizes, words)


def _held(sizes: Sequence[Product], told: Sequence[Measured], words: str) -> _Fit | None:
    """Return the sizes that hold what she measured: those that hold all of it, else what each figure asks for."""
    # A figure that is her measure names no size.
    for one in told:
        words = words.replace(one.said, "")
    held = {one.what: (one, spans) for one in told if (spans := _holding(sizes, one, words))}
    if not held:
        return None
    figures, all_spans = [one for one, _ in held.values()], [spans for _, spans in held.values()]
    said = str(fitting_words()["figures_joint"]).join(dict.fromkeys(one.told for one in figures))
    common = set.intersection(*({row.name for row, _ in spans} for spans in all_spans))
    if not common and len(all_spans) > 1:
        return _Fit((all_spans[0][0], all_spans[1][-1]), said, "apart")
    spans = [(row, _all_of(row, all_spans)) for row, _ in all_spans[0] if row.name in common][:2]
    return _Fit(spans, said, _says(spans), _not_hers(sizes, spans, words))


def _all_of(row: Product, all_spans: Sequence[Spans]) -> Range:
    """Return the range of a row that holds her first figure, with what the row states for each of them."""
    ranges = [span for spans in all_spans for one, span in spans if one.name == row.name]
    labels = dict.fromkeys(span.label for span in ranges)
    return replace(ranges[0], label=str(fitting_words()["joint"]).join(labels))


def _not_hers(sizes: Sequence[Product], spans: Spans, words: str) -> str:
    """Return a word on the one size that she asks about where it is another that holds her figure."""
    places = picked_by_words([size.name for size in sizes], words)
    if len(places) != 1 or len(spans) != 1 or sizes[places[0]].name == spans[0][0].name:
        return ""
    span = next((span for span in ranges_of(sizes[places[0]]) if span.what == spans[0][1].what), None)
    name = short_name(sizes[places[0]].name)
    return str(fitting_words()["not_hers"]).format(name=name, label=span.label) if span else ""


def _holding(sizes: Sequence[Product], one: Measured, words: str) -> list[tuple[Product, Range]]:
    """Return the sizes that hold a measure: of several those she names, the largest where hers is tight."""
    spans = [(size, span) for size in sizes for span in ranges_of(size) if span.holds(one)]
    spans.sort(key=lambda row: row[1].low)
    if compiled(fitting_words()["tight"]).search(words):
        return spans[-1:]
    if compiled(fitting_words()["either"]).search(words):
        return spans
    picked = [sizes[place] for place in picked_by_words([size.name for size in sizes], words)]
    return [row for row in spans if row[0] in picked] or spans


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


def _sizes(snapshot: MemberSnapshot, context: TurnContext, words: str, *, is_measured: bool) -> Sequence[Product]:
    """Return the sizes of the one kind that she names, has lately bought, or that alone states ranges."""
    rows = [size for one in context.tools.on_sale(snapshot) for size in as_sizes(one)]
    sized = [one for one in rows if any(ranges_of(one)) and _is_sized(one.name)]
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


def _drafts(state: TurnState, fit: _Fit, words: str, *, lasts: bool) -> tuple[Draft, ...]:
    """Write which size it is; of two, the larger where she says that it is to last."""
    if lasts and len(fit.spans) > 1 and fit.spans[-1][0].stock > 0:
        return _written(state, fit.spans[::-1], fit.said, "lasting")
    return _written(state, fit.spans, fit.said, fit.says, not_hers=fit.not_hers)


def _says(spans: Spans) -> str:
    """Return which text names them: of two, by what shows which one it is."""
    if len(spans) == 1:
        return "one" if spans[0][1].what in (HEIGHT, WEIGHT, KILOS) else "one_plain"
    first, span = spans[0]
    if compiled(fitting_words()["nappy"]).search(first.name) and span.what in (WEIGHT, KILOS):
        return "several_by_weight"
    is_grown = span.low >= fitting_words()["grown"].get(span.what, NO_END)
    return "several_grown" if is_grown else "several"


def _beyond(state: TurnState, sizes: Sequence[Product], told: Sequence[Measured]) -> tuple[Draft, ...]:
    """Say how far the sizes go where none of them holds her figure; () where they go by something else."""
    for one in told:
        spans = [(size, span) for size in sizes for span in ranges_of(size) if span.what == one.what]
        if spans:
            spans.sort(key=lambda row: row[1].low)
            return _written(state, [spans[-1] if one.figure > spans[-1][1].high else spans[0]], one.said, "beyond")
    return ()


def _without_table(state: TurnState, context: TurnContext, told: Sequence[Measured], words: str) -> tuple[Draft, ...]:
    """Say that the page of the one thing she names lists no sizes, and ask for them."""
    snapshot = state["snapshot"]
    rows = [one for one in context.tools.named_products(snapshot, words) if is_named(one.name, words)]
    if len({kind_of(one.name) for one in rows}) != 1 or any(any(ranges_of(size)) for size in as_sizes(rows[0])):
        return ()
    due, when = answer_by(context.now)
    span = Range("", Decimal(0), Decimal(0), rows[0].spec)
    said = str(fitting_words()["figures_joint"]).join(dict.fromkeys(one.said for one in told))
    return _written(state, [(rows[0], span)], said, "no_table", when=when, grounds=promise_grounds(due))


def _written(
    state: TurnState,
    spans: Spans,
    said_back: str,
    what: str,
    *,
    when: str = "",
    not_hers: str = "",
    grounds: dict[str, Any] | None = None,
) -> tuple[Draft, ...]:
    slots, rows = _slots(spans, said_back) | {"when": when, "not_hers": not_hers}, {one.sku: one for one, _ in spans}
    facts = [Fact("products", one.sku, f"product {one.sku}", one.updated_at.isoformat()) for one in rows.values()]
    return styled_drafts(
        state,
        fitting_words()["says"][what],
        slots,
        facts,
        kind="reply",
        grounds=grounds or {},
        attachments=[attachment(one) for one in rows.values()],
    )


def _slots(spans: Spans, said_back: str) -> dict[str, str]:
    table, (first, span), (last, its_last) = fitting_words(), spans[0], spans[-1]
    rows = [table["row"].format(name=short_name(one.name), label=its.label) for one, its in spans]
    return {
        "name": short_name(first.name),
        "label": span.label,
        "other": short_name(last.name),
        "other_label": its_last.label,
        "said": said_back,
        "rows": str(table["joint"]).join(rows),
        "gone": "" if first.stock > 0 else table["gone"],
    }
