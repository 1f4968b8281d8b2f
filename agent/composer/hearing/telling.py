"""Take up ordinary talk that no concept knows: what it is about, how it went, and the clause of hers that tells it."""

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import cycle
from pathlib import Path
from typing import Any

import rjieba

from agent.composer.hearing.concepts import Concept
from tools.checks.normalise import readable
from tools.patterns import compiled
from tools.yaml_text import read_yaml, table_beside

telling = table_beside(__file__)

_CLAUSE = re.compile(r"[\s,.!;~\u3001\u3002\uff01\uff0c\uff1b\uff5e\u2026\[\]]+")
_SPOKEN = re.compile(r"^[\u4e00-\u9fffA-Za-z\d]+$")
_HAN = re.compile(r"^[\u4e00-\u9fff]{2,6}$")
_NOUNS = ("n", "nz", "vn", "l")
_LEAST_HAN = 3
_WAYS = 3


@dataclass(frozen=True)
class Topic:
    """A thing that ordinary talk is about, with what is said of it by how it went."""

    id: str
    names: re.Pattern[str]
    unless: re.Pattern[str] | None
    # What stands right before a thing that is only where something happened.
    not_after: re.Pattern[str] | None
    says: dict[str, tuple[str, ...]]


@cache
def topics() -> tuple[Topic, ...]:
    """Return what ordinary talk may be about."""
    return tuple(_topic(row) for row in read_yaml(Path(__file__).parent / "topics.yaml"))


def _topic(row: dict[str, Any]) -> Topic:
    says = {name: tuple(row[name]) for name in telling()["generic"] if row.get(name)}
    unless, not_after = (re.compile(row[name]) if row.get(name) else None for name in ("unless", "not_after"))
    return Topic(row["id"], re.compile(row["names"]), unless, not_after, says)


def course_of(words: str) -> str:
    """Return how what she tells went: good, bad, mixed (both), funny, ahead (still to come) or plain (neither)."""
    table, words = telling(), what_she_comes_to(words)
    if granted := but_told(words):
        # Whoever grants something first has come to complain of the rest.
        return "bad" if (course := course_of(granted)) == "plain" else course
    sober = without_denied(words)
    if compiled(table["laughs"]).search(sober) or is_laughing(words):
        return "funny"
    is_good, is_bad = (bool(compiled(table[name]).search(sober)) for name in ("good", "bad"))
    if is_good and is_bad:
        return "mixed"
    if is_bad or is_good or sober != words:
        return "bad" if is_bad else "good"
    return "ahead" if compiled(table["ahead"]).search(words) else "plain"


def what_she_comes_to(words: str) -> str:
    """Return what she tells behind a denial ("it does not hurt, it is only that ..."), else all her words."""
    found = compiled(telling()["comes_to"]).search(words)
    return found["it"] if found is not None else words


def but_told(words: str) -> str:
    """Return what she comes to behind something that she only grants ("all right, only ..."), '' where she does not."""
    found = compiled(telling()["conceded"]).search(words)
    return found["but"] if found else ""


def is_supposed(found: re.Match[str]) -> bool:
    """Tell whether what is heard stands in something that she only supposes or fears."""
    spans = (one.span() for one in compiled(telling()["supposed"]).finditer(found.string))
    return any(start <= found.start() < end for start, end in spans)


def without_denied(words: str) -> str:
    """Return her words without the troubles that she says are over or never were."""
    return compiled(telling()["denied"]).sub("", words)


def is_over(words: str) -> bool:
    """Tell whether what lay ahead of her is behind her, well or badly."""
    return bool(compiled(telling()["over"]).search(words))


def is_laughing(words: str) -> bool:
    """Tell whether she tells something for fun, whatever word stands in it; a grave one is no joke."""
    table = telling()
    is_worn = is_hushed(words) or compiled(table["no_joke"]).search(words)
    return bool(compiled(table["jokes"]).search(words)) and not is_worn


def is_to_come(words: str) -> bool:
    """Tell whether what she speaks of is still to come."""
    return bool(compiled(telling()["to_come"]).search(words))


def is_hushed(words: str) -> bool:
    """Tell whether a word stands in hers of which nothing is made; what she says is over is no such word."""
    return is_mourned(words) or bool(compiled(telling()["hush"]).search(without_denied(words)))


def is_mourned(words: str) -> bool:
    """Tell whether she tells of a death or a loss, or of what is done after one."""
    return bool(compiled(telling()["mourned"]).search(words))


def is_likened(named: str, words: str) -> bool:
    """Tell whether something is named only to liken another thing to it."""
    likened = compiled(telling()["likened"]).finditer(words)
    return any(named in (one["to"] or one["as"] or one["alone"] or one["turned"]) for one in likened)


def topic_told(words: str, people: Collection[str] = ()) -> tuple[Concept, re.Match[str]] | None:
    """Return what she speaks of as something to take up, and where she names it; None where no topic is named.

    The first thing she names leads, but where it happened only if nothing else is named. `people` are names that may
    be the word for a thing as well.
    """
    if is_hushed(words):
        return None
    named = [(topic, found) for topic in topics() if (found := _named(topic, words))]
    named = [(topic, found) for topic, found in named if not any(found.group() in name for name in people)]
    if not named:
        return None
    topic, found = min(named, key=lambda one: (is_aside(one[1].group(), words), one[1].start()))
    return _concept(topic.id, words, topic.says), found


def is_aside(named: str, words: str) -> bool:
    """Tell whether something is only where it happened, or whose the thing is."""
    owner = telling()["owner"].replace("{name}", re.escape(named))
    return bool(compiled(telling()["places"]).fullmatch(named) or compiled(owner).search(words))


def _named(topic: Topic, words: str) -> re.Match[str] | None:
    if topic.unless is not None and topic.unless.search(words):
        return None
    found = topic.names.search(words)
    if found is None or is_likened(found.group(), words):
        return None
    is_place = topic.not_after is not None and topic.not_after.search(words[: found.start()])
    return None if is_place else found


def anything_told(words: str) -> Concept | None:
    """Return her own clause or noun as something to take up; where none bears repeating, how it went, if at all."""
    if is_hushed(words):
        return None
    if not (echo_of(words) or noun_of(words)):
        bare = telling()["bare"].get(course_of(words))
        return concept_told("told", course_of(words), tuple(bare)) if bare else None
    return _concept("told", words, {})


def noted_bare(words: str) -> tuple[str, ...]:
    """Return what is said where not a word of hers may be: by how it went; () where a grave word stands."""
    return () if is_hushed(words) else tuple(telling()["bare"].get(course_of(words), ()))


def still_hard() -> Concept:
    """Return what is said where she tells more of a trouble on which she was advised just before."""
    return concept_told("still_hard", "bad", tuple(telling()["still_hard"]), has_more=False)


@lru_cache(maxsize=512)
def concept_told(topic: str, course: str, acks: tuple[str, ...], *, has_more: bool = True) -> Concept:
    """Return something she tells as a concept: what it is about, how it went, and the wordings that answer it.

    has_more: a warm draft may go on with what fits any talk.
    """
    table = telling()
    more = tuple(table["more"][course]) if has_more else ()
    return Concept(id=topic, tone=table["tones"][course], hears=(), ack=acks, thing=more, is_talk=True)


def _concept(topic: str, words: str, says: dict[str, tuple[str, ...]]) -> Concept:
    course = course_of(words)
    # Of what is still to come, wordings for good news would say that it has come already.
    known = says.get(course) or (says.get("plain", ()) if course != "funny" else ())
    # What fits any talk stands in only where a topic has too little to say in three ways.
    acks = known if len(known) >= _WAYS else (*known, *_generic(course, words))
    has_reached = course == "good" and compiled(telling()["reached"]).search(without_denied(words))
    return concept_told(topic, course, _cheered(acks) if has_reached else acks)


def _generic(course: str, words: str) -> tuple[str, ...]:
    """Return what is said around her clause where neither a topic nor a kind is heard."""
    table = telling()
    has_happened = course == "plain" and compiled(table["happened"]).search(words)
    return tuple(table["happened_says"] if has_happened else table["generic"][course])


def _cheered(acks: tuple[str, ...]) -> tuple[str, ...]:
    """Put a cheer before each, in turn: whoever reached something is congratulated first."""
    return tuple(f"{cheer}{ack}" for cheer, ack in zip(cycle(telling()["cheers"]), acks, strict=False))


def echo_of(words: str) -> str:
    """Return the clause of hers that tells most, turned to her as one says it back; '' if none bears it."""
    return turned(quote_of(words))


def news_of(words: str) -> str:
    """Return the clause that begins her words, turned to her, where it is what she has to tell; '' where it is not."""
    rules = telling()["news"]
    first = next((clause for clause in map(_trimmed, _plain_clauses(words)) if clause), "")
    is_short = bool(first) and len(first) <= int(rules["most"])
    is_told = is_short and first == quote_of(words) and not compiled(rules["unless"]).search(first)
    return turned(first) if is_told else ""


def quote_of(words: str) -> str:
    """Return the same clause as she said it, without what only leads in or tails off."""
    return max(clauses_told(words), key=_weight, default="")


def clauses_told(words: str) -> list[str]:
    """Return every clause of hers that bears being said back, as she said it, without what leads in or tails off."""
    plain = _plain_clauses(but_told(words) or what_she_comes_to(words))
    return [clause for clause in map(_trimmed, plain) if _bears(clause)]


def _plain_clauses(words: str) -> list[str]:
    # Clause by clause: in the common form, the blanks that part them are gone.
    return [readable(clause).text for clause in _CLAUSE.split(words)]


def _trimmed(clause: str) -> str:
    rules = telling()["echo"]
    lead, before = compiled(rules["lead"]).sub("", clause), None
    while lead != before:
        before, lead = lead, compiled(rules["lead"]).sub("", lead)
    return compiled(rules["end"]).sub("", lead)


def _bears(clause: str) -> bool:
    rules = telling()["echo"]
    is_short = rules["least"] <= len(clause) <= rules["most"]
    refused = compiled(rules["without"]).search(clause) or compiled(rules["leans"]).search(clause)
    is_spoken = _SPOKEN.match(clause) and sum(map(_is_han, clause)) >= _LEAST_HAN
    return is_short and bool(is_spoken) and not refused


def _is_han(char: str) -> bool:
    return "\u4e00" <= char <= "\u9fff"


def _weight(clause: str) -> tuple[bool, bool, int]:
    """Put clauses that tell how it went before others, those that name a topic next, and longer before shorter."""
    table = telling()
    tells = any(compiled(table[name]).search(clause) for name in ("good", "bad", "laughs"))
    return tells, any(topic.names.search(clause) for topic in topics()), len(clause)


def turned(clause: str) -> str:
    """Return a clause of hers as one says it back to her: "my son" becomes "your son"."""
    swap = telling()["echo"]["swap"]
    pattern = "|".join(map(re.escape, swap))
    return compiled(pattern).sub(lambda found: str(swap[found.group()]), clause)


def noun_of(words: str) -> str:
    """Return the longest noun that she names, '' where she names none that says what she speaks of."""
    weak = set(telling()["weak_nouns"])
    return max((noun for noun in _nouns(words) if noun not in weak), key=len, default="")


def _nouns(words: str) -> Iterable[str]:
    return (word for word, tag in rjieba.tag(words) if tag in _NOUNS and _HAN.match(word))
