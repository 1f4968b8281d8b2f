"""A playbook file taken apart: header values and sections, each with the line it stands on."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import yaml

from knowledge.pages.faults import Fault, PlaybookFault

_DEEPEST = 6
_HEADING = re.compile(r"^##\s+(.+?)\s*$")


@dataclass(frozen=True)
class Section:
    """One level-2 section: its name, the line of its heading, its stripped text and the line that begins it."""

    name: str
    line: int
    text: str
    first_line: int


@dataclass
class Layout:
    """The parts of a file; `lines` maps dotted header keys ('stage.gest_week', 'facts.0') to line numbers."""

    source: str
    header: dict[str, Any]
    lines: dict[str, int]
    sections: dict[str, Section] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)

    def report(self, where: str | int, message: str, fix: str) -> None:
        """Note a fault at a header key or a line number."""
        line = where if isinstance(where, int) else self.line_of(where)
        self.faults.append(Fault(self.source, line, message, fix))

    def line_of(self, key: str) -> int:
        """Return the line of a header key, or of the nearest parent that is there."""
        while key and key not in self.lines:
            key = key.rpartition(".")[0]
        return self.lines.get(key, 1)


class _PlainLoader(yaml.CSafeLoader):
    """Safe YAML whose dates stay text, so that a wrong date is our sentence and not a traceback."""


_PlainLoader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if not tag.endswith((":timestamp", ":float"))]
    for first, resolvers in yaml.CSafeLoader.yaml_implicit_resolvers.items()
}


def take_apart(text: str, source: str) -> Layout:
    """Split a file into header and sections. Raises PlaybookFault when no header can be read."""
    rows = text.removeprefix("\ufeff").replace("\r\n", "\n").split("\n")
    end = _header_end(rows, source)
    layout = _read_header("\n".join(rows[1:end]), source)
    _report_stray_text(rows, end + 1, layout)
    for section in _sections(rows, end + 1):
        if section.name in layout.sections:
            first = layout.sections[section.name].line
            layout.report(section.line, f"section {section.name!r} stands twice (first in line {first}).", "Keep one.")
        layout.sections.setdefault(section.name, section)
    return layout


def _header_end(rows: list[str], source: str) -> int:
    if rows[0].strip() != "---":
        raise PlaybookFault([Fault(source, 1, "the header is missing.", "Begin the file with a line of three dashes.")])
    for number, row in enumerate(rows[1:], start=1):
        if row.strip() == "---":
            return number
    raise PlaybookFault([Fault(source, 1, "the header has no end.", "Close it with a line of three dashes.")])


def _report_stray_text(rows: list[str], start: int, layout: Layout) -> None:
    for at in range(start, len(rows)):
        if _HEADING.match(rows[at]):
            return
        if rows[at].strip():
            layout.report(at + 1, "this text stands in no section.", "Put it under a `## name` heading.")
            return


def _read_header(text: str, source: str) -> Layout:
    loader = _PlainLoader(text)
    try:
        node = loader.get_single_node()
        header = loader.construct_document(node) if node else None
    except yaml.YAMLError as error:
        raise PlaybookFault([_yaml_fault(error, source)]) from error
    if not isinstance(header, dict):
        raise PlaybookFault([Fault(source, 2, "the header has no keys.", "Write one `key: value` a line.")])
    layout = Layout(source, header, {})
    _walk(node, "", layout)
    return layout


def _yaml_fault(error: yaml.YAMLError, source: str) -> Fault:
    mark = getattr(error, "problem_mark", None)
    problem = getattr(error, "problem", None) or str(error)
    # The header begins in line 2 of the file and YAML counts from 0.
    line = mark.line + 2 if mark else 1
    return Fault(source, line, f"the header is not YAML: {problem}.", "Quote texts with colons, braces or commas.")


def _walk(node: yaml.Node | None, path: str, layout: Layout) -> None:
    """Note the line of every key, and keys that stand twice (YAML would keep the last without a word)."""
    # An alias may point at its own parent; no real key lies deeper than this.
    if path.count(".") > _DEEPEST:
        return
    for name, line, value in _children(node):
        key = f"{path}.{name}".removeprefix(".")
        if key in layout.lines:
            layout.report(line, f"the key {key!r} stands twice.", "Keep one.")
        layout.lines[key] = line
        _walk(value, key, layout)


def _children(node: yaml.Node | None) -> Iterator[tuple[str, int, yaml.Node]]:
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            yield str(key.value), key.start_mark.line + 2, value
    elif isinstance(node, yaml.SequenceNode):
        for position, value in enumerate(node.value):
            yield str(position), value.start_mark.line + 2, value


def _sections(rows: list[str], start: int) -> Iterator[Section]:
    headings = [(at, match[1]) for at in range(start, len(rows)) if (match := _HEADING.match(rows[at]))]
    starts = [*(at for at, _ in headings), len(rows)]
    for (at, name), end in zip(headings, starts[1:], strict=True):
        body = "\n".join(rows[at + 1 : end])
        blank = len(body) - len(body.lstrip())
        yield Section(name, at + 1, body.strip(), at + 2 + body[:blank].count("\n"))
