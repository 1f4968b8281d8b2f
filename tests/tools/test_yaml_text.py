"""Alternatives of a pattern that stand on lines of their own."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from tools.checks.anchors import branches
from tools.yaml_text import load_yaml

_ROOT = Path(__file__).parents[2]
_TABLES = sorted(path for part in ("agent", "api", "knowledge", "tools") for path in (_ROOT / part).rglob("*.yaml"))
_LONGEST = 200


def test_the_alternatives_below_any_become_one_pattern() -> None:
    loaded = load_yaml('one: &it !any\n  - "a|b"\n  - "c"\nagain: *it\nin_a_list: [x, !any [d, !any [e, f]]]')
    assert loaded == {"one": "(?:a|b|c)", "again": "(?:a|b|c)", "in_a_list": ["x", "(?:d|(?:e|f))"]}


@pytest.mark.parametrize("wrong", ["!any a|b", "!any []", "!any [1]", "!any [a, '']", "!any {a: b}"])
def test_what_is_no_list_of_patterns_is_refused(wrong: str) -> None:
    with pytest.raises(yaml.YAMLError, match="!any needs a list"):
        load_yaml(f"says: {wrong}")


def _long_lines(node: yaml.Node) -> Iterator[int]:
    """The lines of patterns that could stand on several."""
    if isinstance(node, yaml.ScalarNode) and node.style in ("'", '"') and len(node.value) > _LONGEST:
        yield from [node.start_mark.line + 1] if len(branches(node.value)) > 1 else []
    for child in node.value if isinstance(node, yaml.CollectionNode) else ():
        for one in child if isinstance(child, tuple) else (child,):
            yield from _long_lines(one)


def test_no_long_alternation_stands_on_one_line() -> None:
    """Nobody can read, review or merge it: list its alternatives below `!any`."""
    found = [
        f"{path.relative_to(_ROOT)}:{line}"
        for path in _TABLES
        for node in yaml.compose_all(path.read_text("utf-8"), Loader=yaml.CSafeLoader)
        for line in _long_lines(node)
    ]
    assert found == []
