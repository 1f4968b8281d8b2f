"""What a long thread holds beyond its last lines: typed entries, each with the words, the message and its day."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from agent.composer.hearing.listening import is_news
from tools.checks.matching import hits
from tools.checks.normalise import readable
from tools.clock import shanghai_day
from tools.members.snapshot import MemberSnapshot, Said
from tools.members.stage import words as stage_words
from tools.members.told import told_in
from tools.patterns import compiled
from tools.tasks.rules import promises_something
from tools.yaml_text import table_beside

digest_rules = table_beside(__file__)

_COMPLAINT = "complaint"
# Lines that were read are remembered, in memory only, as the threads themselves are while they are read.
_KEPT = 2048


@dataclass(frozen=True)
class Entry:
    """One thing from further back: told, preference, complaint, promise or topic."""

    kind: str
    words: str
    message_id: str
    day: str


def recent_lines(thread: Sequence[Said]) -> Sequence[Said]:
    """Return the lines that are told in full."""
    return thread[-int(digest_rules()["full_lines"]) :]


def digest_of(snapshot: MemberSnapshot) -> tuple[Entry, ...]:
    """Return what the older lines hold, oldest first; () for a short thread.

    Where nothing of her family may be used, no line that speaks of one is repeated; what calls a person never is.
    """
    rules = digest_rules()
    older = snapshot.thread[: -int(rules["full_lines"])][-int(rules["read_lines"]) :]
    return _within_room(sorted(_entries(older, snapshot), key=lambda entry: entry.day))


def _speaks_of_family(snapshot: MemberSnapshot) -> bool:
    return any(snapshot.fact(name) is not None for name in ("due_date", "children"))


def _entries(older: Sequence[Said], snapshot: MemberSnapshot) -> Iterator[Entry]:
    speaks_of_family, most = _speaks_of_family(snapshot), int(digest_rules()["most_of_a_kind"])
    counts: Counter[str] = Counter()
    came_back = False
    for said in reversed(older):
        day, text = shanghai_day(said.at), _quoted(said)
        for kind in _kinds(said, day, came_back=came_back):
            words = said.topic if kind == "topic" else text
            is_family = any(word in words for word in stage_words()["family_words"])
            if counts[kind] < most and (speaks_of_family or not is_family):
                counts[kind] += 1
                yield Entry(kind, words, said.message_id, day.isoformat())
        came_back = came_back or (said.direction == "out" and _comes_back(said.text))


def _kinds(said: Said, day: date, *, came_back: bool) -> tuple[str, ...]:
    """Return what a line is; `came_back` tells whether a later one of ours brought what was promised."""
    if said.direction == "in":
        return _hers(said.text, day)
    is_open = _promises(said.text) and not came_back
    return (*(("topic",) if said.topic else ()), *(("promise",) if is_open else ()))


# A line stays what it is while her thread grows: each is read once as long as its member is talked with.
@lru_cache(maxsize=_KEPT)
def _hers(text: str, day: date) -> tuple[str, ...]:
    routes = {hit.rule.route for hit in hits("in", readable(text).text) if hit.rule.route}
    if routes:
        return (_COMPLAINT,) if routes == {_COMPLAINT} else ()
    facts = {told.kind for told in told_in(text, day)}
    if facts.intersection(digest_rules()["preferences"]):
        return ("preference",)
    return ("told",) if facts or is_news(text) else ()


@lru_cache(maxsize=_KEPT)
def _promises(text: str) -> bool:
    return promises_something(text)


@lru_cache(maxsize=_KEPT)
def _comes_back(text: str) -> bool:
    return bool(compiled(digest_rules()["kept"]).search(text))


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
