"""Listen to her words: which concept they hold, and the details that may be said back to her."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import lru_cache

from agent.composer.hearing.concepts import Concept, concepts, details, moods, plain, tones
from agent.composer.hearing.kinds import kind_before_page, kind_told
from agent.composer.hearing.subject import is_about
from agent.composer.hearing.telling import (
    anything_told,
    but_told,
    is_aside,
    is_laughing,
    is_likened,
    is_over,
    is_supposed,
    is_to_come,
    news_of,
    noun_of,
    quote_of,
    topic_told,
    without_denied,
)
from agent.composer.phrases import is_question
from tools.checks.normalise import readable
from tools.members.snapshot import MemberSnapshot
from tools.patterns import compiled

_TROUBLE = ("hurt", "worry", "weary")
# Tones that nobody wants who tells it with a laugh.
_PITIED = ("hurt", "worry", "weary", "mixed")
# Tones of what has happened.
_HAPPENED = ("weary", "joy", "mixed")
# Named parts that are people, and spoken of to her as hers.
_PEOPLE = ("who", "weeper")
_DETAILS = ("times", "span", "many", "nth", "clock", "day", "trip")
_CLAUSE = re.compile(r"[\s,.!;~\u3001\u3002\uff01\uff0c\uff1b\uff5e\u2026\[\]]+")
_HAN = re.compile(r"^[\u4e00-\u9fff]+$")
_EMOJI = re.compile("[\U0001f300-\U0001faff\u2600-\u27bf]|\\[[\u4e00-\u9fff]{1,3}\\]")
_DIGITS = re.compile(r"\d+")
_KEPT = 512
_THANKS_WITH_A_STORY = ("averted", "helped")


@dataclass(frozen=True)
class Heard:
    """What she told us: the concept, the slots it can fill, and whether she also said thank you."""

    concept: Concept
    slots: dict[str, str]
    has_thanked: bool = False
    has_emoji: bool = False
    # True where the child's name came from her record and not from her words.
    used_record: bool = False

    @property
    def numbers(self) -> list[str]:
        """Return the figures among her own details, which a text that says them back may hold."""
        return sorted({number for text in self.slots.values() for number in _DIGITS.findall(text)})

    def with_slot(self, name: str, text: str) -> "Heard":
        """Return the same with one more detail of hers."""
        return replace(self, slots={**self.slots, name: text})


def hear(
    words: str, snapshot: MemberSnapshot, *, guess: bool = True, fits: Callable[[Concept], bool] | None = None
) -> Heard | None:
    """Return what she tells us, None when nothing is heard; a plain mood is heard only as a guess.

    `fits` limits what is listened for: beside a worry that nobody takes up again there may be a journey that is.
    """
    matches = [match for match in _all_matches(words) if fits is None or fits(match[0])]
    matches = [match for match in matches if _has_needed(match[0], snapshot) and _is_hers(match, snapshot)]
    if not matches and guess:
        matches = [(mood, found) for mood in moods() if (found := mood.find(words))]
    if not matches:
        return None
    concept, found = matches[0]
    kid, used_record = _kid(words, concept, snapshot)
    has_thanked = concept.tone != "thanks" and any(other.id == "thanks" for other, _ in matches)
    slots = _slots(words, concept, found) | {"kid": kid}
    if slots.get("what", "").startswith(kid):
        # "My daughter's first prize" is the prize: she is named already.
        slots["what"] = slots["what"].removeprefix(kid)
    return Heard(concept, slots, has_thanked, bool(_EMOJI.search(words)), used_record)


def _is_hers(match: tuple[Concept, re.Match[str]], snapshot: MemberSnapshot) -> bool:
    """Tell whether a concept is told of whom its wordings speak of."""
    concept, found = match
    return is_about(concept.about, found, snapshot, concept.months)


def _has_needed(concept: Concept, snapshot: MemberSnapshot) -> bool:
    """Tell whether she has whom a concept's wordings speak of: a child of that age, or one on its way."""
    if concept.tone in _TROUBLE and not _is_of_age(concept, snapshot):
        return False
    if concept.needs == "ours":
        # A word of praise is for a thing of ours only where she has one.
        return bool(snapshot.owned)
    return concept.needs != "bump" or snapshot.is_expecting


def _is_of_age(concept: Concept, snapshot: MemberSnapshot) -> bool:
    """Tell whether a child of hers is of an age at which a trouble is told; any may be meant where we know none."""
    low, high = concept.months
    ages = [child.age_months for child in snapshot.children]
    return not ages or any(low <= age <= high for age in ages)


def is_news(words: str) -> bool:
    """Tell whether she tells something that is worth taking up again later."""
    concept = next((concept for concept, _ in _matches(words)), None)
    return concept is not None and bool(concept.recall)


def tells_with_thanks(words: str, snapshot: MemberSnapshot) -> bool:
    """Tell whether she thanks us by telling what came of it, and asks nothing more."""
    heard = hear(words, snapshot, guess=False) if not is_question(words) else None
    return heard is not None and heard.concept.id in _THANKS_WITH_A_STORY


# Several steps of a turn listen to the same words.
@lru_cache(maxsize=_KEPT)
def _all_matches(words: str) -> tuple[tuple[Concept, re.Match[str]], ...]:
    return tuple(_matches(words))


def _matches(words: str) -> Iterator[tuple[Concept, re.Match[str]]]:
    """Give every concept that is heard, the weightiest first; beside grief no joy is heard, nor pity for a joke."""
    unheard: tuple[str, ...] = ()
    if compiled(tones()["no_joy"]).search(words) or but_told(words):
        unheard = ("joy",)
    elif is_laughing(words):
        unheard = _PITIED
    known = (concept for concept in concepts() if concept.tone not in unheard or concept.despite_gloom)
    sober = without_denied(words)
    yield from ((concept, found) for concept in known if (found := _heard_of(concept, words, sober)))


def _heard_of(concept: Concept, words: str, sober: str) -> re.Match[str] | None:
    """Return where a concept is heard; trouble is not heard where it is denied, nothing where it only likens."""
    found = concept.find(sober if concept.tone in _TROUBLE else words)
    is_heard = found is not None and not is_likened(found.group(), words) and not _is_only_feared(concept, found)
    is_mistimed = (concept.is_done and is_to_come(words)) or (concept.is_ahead and is_over(words))
    return found if is_heard and not is_mistimed else None


def _is_only_feared(concept: Concept, found: re.Match[str]) -> bool:
    """Tell whether something is only supposed: that is a worry, and nothing else that she tells."""
    return concept.tone in _HAPPENED and is_supposed(found)


def hear_told(words: str, snapshot: MemberSnapshot) -> Heard | None:
    """Return ordinary talk that no concept knows: by its topic, its mood, her own clause, at last as it stands.

    None when there is nothing to read.
    """
    # One script and one form: what she speaks of is known by its words.
    plainly = readable(words).text
    for concept, found in _tellings(plainly, words, snapshot):
        slots = _slots(words, concept, found) | _named(found)
        slots |= {"kid": _kid(plainly, concept, snapshot)[0], **_said_back(words, slots)}
        return Heard(concept, slots, _has_thanked(words), bool(_EMOJI.search(words)))
    return None


def hear_kind(words: str, snapshot: MemberSnapshot) -> Heard | None:
    """Return what kind of thing she tells that may stand before a page, None where none is known."""
    plainly = readable(words).text
    told = kind_before_page(plainly, snapshot)
    if told is None:
        return None
    return Heard(told, {"kid": _kid(plainly, told, snapshot)[0]}, has_emoji=bool(_EMOJI.search(words)))


def _tellings(plainly: str, words: str, snapshot: MemberSnapshot) -> Iterator[tuple[Concept, re.Match[str]]]:
    kind, named = kind_told(plainly, snapshot, first=True), topic_told(plainly, snapshot.child_names)
    other = kind_told(plainly, snapshot, first=False)
    # Where a thing is only named as a place or an owner, what happened says more.
    beside = (other, named) if named and is_aside(named[1].group(), plainly) else (named, other)
    yield from filter(None, (kind, *beside))
    heavy = [mood for mood in moods() if mood.tone in _TROUBLE]
    yield from ((mood, found) for mood in heavy if (found := mood.find(plainly)))
    # Another name than in the expressions above: what they bind outlives them.
    anything = plain().find(words)
    if anything is not None and (told := anything_told(words)):
        # Of good news her own clause says more than the mood behind it.
        yield told, anything
    yield from ((mood, found) for mood in moods() if (found := mood.find(plainly)))
    if anything is not None:
        yield plain(), anything


def _said_back(words: str, slots: dict[str, str]) -> dict[str, str]:
    noun = slots.get("it") or noun_of(readable(words).text)
    said = {"echo": news_of(words), "quote": quote_of(words) or slots.get("quote", ""), "it": noun}
    return {name: text for name, text in said.items() if text}


def _has_thanked(words: str) -> bool:
    return any(concept.id == "thanks" and concept.find(words) for concept in concepts())


def _slots(words: str, concept: Concept, found: re.Match[str]) -> dict[str, str]:
    slots = {name: text for name in _DETAILS if (text := _detail(name, words))}
    slots |= _called("babe", words)
    slots |= _named(found)
    where = concept.where.search(words) if concept.where else None
    slots |= _named(where) if where else {}
    quote = _quote(words, found)
    return slots | ({"quote": quote} if quote else {})


def _detail(name: str, words: str) -> str:
    found = (match for pattern in details()[name] if (match := compiled(pattern).search(words)))
    return next((match.group() for match in found), "")


def _called(name: str, words: str) -> dict[str, str]:
    """Return how somebody whom she names in one of many ways is spoken of to her; nothing where nobody is named."""
    call = next((call for pattern, call in details()[name] if compiled(pattern).search(words)), "")
    return {name: call} if call else {}


def _named(found: re.Match[str]) -> dict[str, str]:
    """Return the named parts of a match; a digit behind a name only keeps patterns apart."""
    people = details()["people"]
    parts = {name.rstrip("0123456789"): text for name, text in found.groupdict().items() if text}
    return {name: people.get(text, text) if name in _PEOPLE else text for name, text in parts.items()}


def _quote(words: str, found: re.Match[str]) -> str:
    """Return the short clause of hers that holds what was heard, '' if it does not bear repeating."""
    rules = details()["quote"]
    at = 0
    for clause in _CLAUSE.split(words):
        at = words.find(clause, at)
        holds = at <= found.start() < at + len(clause)
        if holds and rules["least"] <= len(clause) <= rules["most"] and not compiled(rules["without"]).search(clause):
            return clause if _HAN.match(clause) else ""
    return ""


def _kid(words: str, concept: Concept, snapshot: MemberSnapshot) -> tuple[str, bool]:
    """Return how the child is called: by the name or word she used, by the only name on record, or plainly."""
    said = next((name for name in snapshot.child_names if name in words), "")
    said = said or next((call for pattern, call in details()["kid"][:-1] if compiled(pattern).search(words)), "")
    if said:
        return said, False
    child, (low, high) = snapshot.child, concept.months
    if child is not None and child.nickname and len(snapshot.children) == 1 and low <= child.age_months <= high:
        return child.nickname, True
    baby, call = details()["kid"][-1]
    return (call if compiled(baby).search(words) else details()["any_kid"]), False
