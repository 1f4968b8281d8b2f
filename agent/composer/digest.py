"""What a long thread holds beyond its last lines: typed entries, each with the words, the message and its day."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from agent.composer.hearing.listening import hear
from tools.checks.matching import hits
from tools.checks.normalise import readable
from tools.clock import shanghai_day
from tools.members.snapshot import MemberSnapshot, Said
from tools.members.stage import words as stage_words
from tools.members.told import told_in
from tools.tasks.rules import promises_something
from tools.yaml_text import read_yaml

_COMPLAINT = "complaint"
# Her threads change with every message; what was read of the last few members is kept while they talk.
_KEPT = 32


@dataclass(frozen=True)
class Entry:
    """One thing from further back: told, preference, complaint, promise or topic."""

    kind: str
    words: str
    message_id: str
    day: str


@cache
def digest_rules() -> dict[str, Any]:
    """Return limits and words as data."""
    loaded: dict[str, Any] = read_yaml(Path(__file__).parent / "digest.yaml")
    return loaded


def recent_lines(thread: Sequence[Said]) -> Sequence[Said]:
    """Return the lines that are told in full."""
    return thread[-int(digest_rules()["full_lines"]) :]


def digest_of(snapshot: MemberSnapshot) -> tuple[Entry, ...]:
    """Return what the older lines hold, oldest first; () for a short thread.

    Where nothing of her family may be used, no line that speaks of one is repeated; what calls a person never is.
    """
    rules = digest_rules()
    older = tuple(snapshot.thread[: -int(rules["full_lines"])][-int(rules["read_lines"]) :])
    return _kept(older, snapshot) if older else ()


def _kept(older: tuple[Said, ...], snapshot: MemberSnapshot) -> tuple[Entry, ...]:
    """Read the same lines once, as long as what may be used stays the same."""
    known = _cache.get(key := (older, _speaks_of_family(snapshot)))
    if known is not None:
        return known
    while len(_cache) >= _KEPT:
        _cache.pop(next(iter(_cache)), None)
    found = _within_room(sorted(_entries(older, snapshot), key=lambda entry: entry.day))
    _cache[key] = found
    return found


# Her lines as they were read → their entries. It lies in memory only, as the thread itself does while it is read.
_cache: dict[tuple[tuple[Said, ...], bool], tuple[Entry, ...]] = {}


def _speaks_of_family(snapshot: MemberSnapshot) -> bool:
    return any(snapshot.fact(name) is not None for name in ("due_date", "children"))


def _entries(older: tuple[Said, ...], snapshot: MemberSnapshot) -> Iterator[Entry]:
    speaks_of_family = _speaks_of_family(snapshot)
    counts: Counter[str] = Counter()
    for place in range(len(older) - 1, -1, -1):
        said = older[place]
        for kind, text in _kinds(said, older[place + 1 :], snapshot):
            is_family = any(word in text for word in stage_words()["family_words"])
            if counts[kind] < int(digest_rules()["most_of_a_kind"]) and (speaks_of_family or not is_family):
                counts[kind] += 1
                yield Entry(kind, text, said.message_id, shanghai_day(said.at).isoformat())


def _kinds(said: Said, later: Sequence[Said], snapshot: MemberSnapshot) -> Iterator[tuple[str, str]]:
    if said.direction == "out":
        yield from _ours(said, later)
        return
    routes = {hit.rule.route for hit in hits("in", readable(said.text).text) if hit.rule.route}
    if routes:
        if routes == {_COMPLAINT}:
            yield _COMPLAINT, _quoted(said)
        return
    facts = {told.kind for told in told_in(said.text, shanghai_day(said.at))}
    if facts.intersection(digest_rules()["preferences"]):
        yield "preference", _quoted(said)
    elif facts or _is_news(said, snapshot):
        yield "told", _quoted(said)


def _is_news(said: Said, snapshot: MemberSnapshot) -> bool:
    heard = hear(said.text, snapshot, guess=False)
    return heard is not None and bool(heard.concept.recall)


def _ours(said: Said, later: Sequence[Said]) -> Iterator[tuple[str, str]]:
    if said.topic:
        yield "topic", said.topic
    came_back = any(line.direction == "out" and re.search(digest_rules()["kept"], line.text) for line in later)
    if promises_something(said.text) and not came_back:
        yield "promise", _quoted(said)


def _quoted(said: Said) -> str:
    most = int(digest_rules()["quoted"])
    line = " ".join(said.text.split())
    return line if len(line) <= most else line[: most - 1] + "\u2026"


def _within_room(entries: Sequence[Entry]) -> tuple[Entry, ...]:
    """Leave out the oldest entries where all of them do not fit."""
    kept: list[Entry] = []
    room = int(digest_rules()["characters"])
    for entry in reversed(entries):
        room -= len(line_of(entry)) + 1
        if room < 0:
            break
        kept.insert(0, entry)
    return tuple(kept)


def line_of(entry: Entry) -> str:
    """Return an entry as one line with its source."""
    rules = digest_rules()
    kind = rules["kinds"][entry.kind]
    return str(rules["line"]).format(kind=kind, day=entry.day, source=entry.message_id, words=entry.words)
