"""Says which literal words a pattern cannot match without, so that it runs only where one of them stands."""

from collections.abc import Iterator, Sequence
from importlib import import_module
from itertools import product
from typing import Any

# The parser of the standard library itself: a second reading of the syntax would be a second opinion.
_PARSER: Any = import_module("re._parser")
_SYNTAX: Any = import_module("re._constants")
_MOST_WORDS = 400
_MOST_REPEATS = 3
_RARITY = 9.0


def branches(pattern: str) -> tuple[str, ...]:
    """The alternatives of a pattern at its outermost level, in order."""
    parts: list[str] = []
    start, depth, place, in_class = 0, 0, 0, False
    while place < len(pattern):
        char = pattern[place]
        if char == "\\":
            place += 1
        elif in_class:
            in_class = char != "]" or pattern[place - 1] == "[" or pattern[place - 2 : place] == "[^"
        elif char == "[":
            in_class = True
        elif char in "()":
            depth += 1 if char == "(" else -1
        elif char == "|" and not depth:
            parts.append(pattern[start:place])
            start = place + 1
        place += 1
    return (*parts, pattern[start:])


def anchors(pattern: str) -> frozenset[str] | None:
    """Words of which every match holds at least one; None when there are no such words."""
    best = _needed(_PARSER.parse(pattern))
    return frozenset(best) if best else None


def _needed(tree: Any) -> set[str] | None:
    """The rarest set of words one of which stands in every match of a sequence."""
    found = [words for words in _candidates(tree) if words and "" not in words]
    return min(found, key=_commonness, default=None)


def _candidates(tree: Any) -> Iterator[set[str] | None]:
    run: set[str] = {""}
    for item in tree:
        exact = _exact_item(item)
        longer = None if exact is None else {left + right for left, right in product(run, exact)}
        if longer is not None and len(longer) <= _MOST_WORDS:
            run = longer
            continue
        yield run
        run = exact if exact is not None else {""}
        yield _needed_item(item)
    yield run


def _needed_item(item: Any) -> set[str] | None:
    kind, value = item
    if kind is _SYNTAX.BRANCH:
        return _union([_needed(branch) for branch in value[1]])
    if kind is _SYNTAX.SUBPATTERN:
        return _needed(value[3])
    if kind in _REPEATS and value[0] > 0:
        return _needed(value[2])
    return None


def _union(parts: Sequence[set[str] | None]) -> set[str] | None:
    together: set[str] = set()
    for part in parts:
        if part is None:
            return None
        together |= part
    return together if len(together) <= 4 * _MOST_WORDS else None


def _exact(tree: Any) -> set[str] | None:
    """Every string a sequence can match, if they are few."""
    run: set[str] = {""}
    for item in tree:
        exact = _exact_item(item)
        if exact is None or len(run) * len(exact) > _MOST_WORDS:
            return None
        run = {left + right for left, right in product(run, exact)}
    return run


def _exact_item(item: Any) -> set[str] | None:
    kind, value = item
    if kind is _SYNTAX.LITERAL:
        return {chr(value)}
    if kind is _SYNTAX.IN:
        return _exact_class(value)
    if kind is _SYNTAX.BRANCH:
        exact = _union([_exact(branch) for branch in value[1]])
        return exact if exact is not None and len(exact) <= _MOST_WORDS else None
    if kind is _SYNTAX.SUBPATTERN:
        return _exact(value[3])
    if kind in _REPEATS:
        return _exact_repeat(*value)
    # Looking around and standing somewhere take no characters; ignoring them only lets more through.
    return {""} if kind in _WIDTHLESS else None


def _exact_class(items: Any) -> set[str] | None:
    chars: set[str] = set()
    for kind, value in items:
        if kind is _SYNTAX.LITERAL:
            chars.add(chr(value))
        elif kind is _SYNTAX.RANGE and value[1] - value[0] < 40:
            chars.update(chr(code) for code in range(value[0], value[1] + 1))
        else:
            return None
    return chars


def _exact_repeat(least: int, most: Any, tree: Any) -> set[str] | None:
    once = _exact(tree)
    if once is None or most is _SYNTAX.MAXREPEAT or most > _MOST_REPEATS:
        return None
    strings: set[str] = set()
    for times in range(least, most + 1):
        if len(once) ** times > _MOST_WORDS:
            return None
        strings |= {"".join(parts) for parts in product(once, repeat=times)}
    return strings


def _commonness(words: set[str]) -> float:
    return sum(_RARITY ** -len(word) for word in words)


_REPEATS = (_SYNTAX.MAX_REPEAT, _SYNTAX.MIN_REPEAT)
_WIDTHLESS = (_SYNTAX.ASSERT, _SYNTAX.ASSERT_NOT, _SYNTAX.AT)
