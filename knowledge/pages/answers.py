"""The section of a page that answers its questions one by one: under each heading the words and the lines."""

import re
from collections.abc import Iterator

from knowledge.pages.layout import Layout, Section
from knowledge.playbook import Answer
from knowledge.schema import schema
from knowledge.voices import VOICE_SIGN, is_for

_HEADING = re.compile(r"^###\s+(.+?)\s*$")
_WORDS = re.compile(r"^-\s+(.+?)\s*$")
_ASKS = re.compile(r"\s+/\s+")
# Words without any of these signs are patterns as they stand; compiling the thousands there are would cost every start.
_SIGNS = re.compile(r"[\\.^$*+?{}\[\]|()]")
_Row = tuple[int, str]


def read_answers(layout: Layout) -> tuple[Answer, ...]:
    """Return the answers of section `answers` in order; faults go into the layout."""
    section = layout.sections.get("answers")
    if section is None:
        return ()
    read = (_answer(layout, heading, rows) for heading, rows in _blocks(layout, section))
    return tuple(answer for answer in read if answer is not None)


def _blocks(layout: Layout, section: Section) -> Iterator[tuple[_Row, list[_Row]]]:
    """Return each heading with the lines below it, all with the line they stand on."""
    heading, rows = (0, ""), list[_Row]()
    for at, row in enumerate(section.text.split("\n"), start=section.first_line):
        if _HEADING.match(row):
            yield from [(heading, rows)] if heading[1] else []
            heading, rows = (at, row), []
        elif row.strip() and not heading[1]:
            layout.report(at, "this line answers no question.", "Write `### her question` above it.")
        elif row.strip():
            rows.append((at, row.strip()))
    yield from [(heading, rows)] if heading[1] else []


def _answer(layout: Layout, heading: _Row, rows: list[_Row]) -> Answer | None:
    asks = tuple(_ASKS.split(_HEADING.sub(r"\1", heading[1])))
    words = [word for at, row in rows if (said := _WORDS.match(row)) for word in _patterns(layout, at, said[1])]
    lines = [(at, row) for at, row in rows if not _WORDS.match(row)]
    most = schema()["answers"]["most_lines"]
    if not 1 <= len(lines) <= most:
        layout.report(heading[0], f"{asks[0]!r} has {len(lines)} lines.", f"Answer it in 1 to {most} lines.")
        return None
    for at, line in lines:
        _check_line(layout, at, line)
    own = tuple(word for word in words if not word.startswith(VOICE_SIGN))
    voices = tuple(word.removeprefix(VOICE_SIGN) for word in words if word.startswith(VOICE_SIGN))
    answer = Answer(asks=asks, words=own, voices=voices, lines=tuple(line for _, line in lines))
    for asked in (asked for asked in asks if not is_for(answer, asked)):
        layout.report(heading[0], f"{asked!r} does not say who asks.", "Name the voice in the question.")
    return answer


def _patterns(layout: Layout, at: int, said: str) -> list[str]:
    words = said.split()
    for word in filter(_SIGNS.search, words):
        try:
            re.compile(word.removeprefix(VOICE_SIGN))
        except re.error:
            layout.report(at, f"{word!r} is no pattern.", "Write plain words, or close its brackets.")
    return words


def _check_line(layout: Layout, at: int, line: str) -> None:
    longest = schema()["answers"]["longest_line"]
    if set("{}") & set(line):
        layout.report(at, "an answer has no slots.", "Say it without {…}.")
    if len(line) > longest:
        layout.report(at, f"this line has {len(line)} characters.", f"Say it in {longest}, or in two lines.")
