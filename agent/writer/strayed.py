"""Where a model's text strays from a recorded answer: a figure of the same kind that is another, or no word of it."""

from collections.abc import Collection, Iterator
from decimal import Decimal

from tools.checks.normalise import readable
from tools.checks.numerals import claims, quantities

_Figures = set[tuple[Decimal, str]]


def strayed(text: str, answer: str, also_known: Collection[str]) -> tuple[str, ...]:
    """Return what a text states otherwise than the answer; `also_known` are texts whose figures may stand as well."""
    ours = _figures(answer)
    kinds = {kind for _, kind in ours if kind}
    known = ours | {figure for one in also_known for figure in _figures(one)}
    return tuple(dict.fromkeys(said for said, figure in _said(text) if figure[1] in kinds and figure not in known))


def leaves_out(text: str, answer: str, marks: Collection[str], also_known: Collection[str]) -> bool:
    """Tell whether a text says nothing of what the answer holds: none of its marks, else none of its own figures."""
    if marks:
        return not any(mark in text for mark in marks)
    own = {value for value, _ in _figures(answer)} - {value for one in also_known for value, _ in _figures(one)}
    return bool(own) and not own & {value for value, _ in _figures(text)}


def _figures(text: str) -> _Figures:
    return {figure for _, figure in _said(text)}


def _said(text: str) -> Iterator[tuple[str, tuple[Decimal, str]]]:
    """Give each figure as written and as it counts; "a word or two" is a figure of speech."""
    plain = readable(text).text
    for one in quantities(plain):
        if not (one.spelled and one.value <= claims()["figure_of_speech"]):
            yield plain[one.start : one.end], (one.value, one.unit)
