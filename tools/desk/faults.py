"""Where in a YAML text a field stands, so that a message can name the line."""

from collections.abc import Sequence

import yaml


def place_of(text: str, path: Sequence[int | str]) -> str:
    """Return ', line N' for a field's path, '' when the text does not hold it; as far as it can be followed."""
    node = yaml.compose(text, Loader=yaml.CSafeLoader)
    line = 0
    for step in path:
        found = _child(node, step) if node is not None else None
        if found is None:
            break
        line, node = found
    return f", line {line}" if line else ""


def _child(node: yaml.Node, step: int | str) -> tuple[int, yaml.Node] | None:
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            if key.value == str(step):
                return key.start_mark.line + 1, value
    if isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
        child = node.value[step]
        return child.start_mark.line + 1, child
    return None
