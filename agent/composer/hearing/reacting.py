"""Hear a reaction to what we just said: she will do it, has done it, sees it, is relieved."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from typing import Any

from agent.composer.hearing.concepts import Concept, concept_of
from agent.composer.hearing.listening import Heard, hear
from agent.composer.hearing.matters import words_that_mean
from agent.composer.hearing.telling import course_of, turned
from agent.composer.phrases import is_question, tells_of_trouble
from tools.checks.normalise import readable
from tools.members.snapshot import MemberSnapshot, Said
from tools.patterns import compiled
from tools.yaml_text import table_beside

_table = table_beside(__file__, "reactions.yaml")

_CLAUSES = re.compile(r"[\s,.!;~\u3001\u3002\uff01\uff0c\uff1b\uff5e\u2026]+")
_JOINT = "\uff0c"
# What she tells behind a question of hers is no mere reaction.
_ASKED_FIRST = re.compile(r"[\u4e00-\u9fff][?\uff1f][^?\uff1f]*[\u4e00-\u9fff]")
# So many clauses may begin with a nod and say more; later ones are left off only where they are nothing else.
_LEADING = 1


@dataclass(frozen=True)
class Act:
    """One way of reacting; `after` must stand in our own line before hers, unless the act comes at any time.

    What is sure holds although a word of a question or of something bad stands in it ("the smell is gone"). What is
    whole is looked for in her words as they stand: "got it" may be all she says. `despite` is what may stand in it
    although it mostly says more; what shares takes up a word of our line; concepts that it takes are no news beside it.
    `before` names what an earlier line of hers gives to be said back.
    """

    concept: Concept
    is_assented: bool
    is_anytime: bool
    is_sure: bool
    is_whole: bool
    after: re.Pattern[str] | None
    despite: str
    shares: bool
    takes: tuple[str, ...]
    before: str


@cache
def acts() -> tuple[Act, ...]:
    """Return every act of reacting, in the order in which they are looked for."""
    return tuple(_act(row) for row in _table()["acts"])


def _act(row: dict[str, Any]) -> Act:
    after = re.compile(row["after"]) if row.get("after") else None
    assented, anytime, sure, whole = (bool(row.get(name)) for name in ("assented", "anytime", "sure", "whole"))
    despite, shares, takes = row.get("despite", ""), bool(row.get("shares")), tuple(row.get("takes", ()))
    before = row.get("before", "")
    return Act(concept_of(row), assented, anytime, sure, whole, after, despite, shares, takes, before)


def heard_reaction(words: str, ours: str, snapshot: MemberSnapshot) -> Heard | None:
    """Return how her words react to our line before them ('' for none); None where they are more than a reaction."""
    act = next((one for one in _acts_of(words, ours) if _is_all(one, words, snapshot)), None)
    return (
        Heard(act.concept, _told_before(act, words, snapshot) | _slots_of(act, words, ours))
        if act is not None
        else None
    )


def _slots_of(act: Act, words: str, ours: str) -> dict[str, str]:
    """Return what an act may say back: her plan, what she did, what it names of hers and of our line, turned to her."""
    clauses = _parted(words)[1]
    found = act.concept.find(_JOINT.join(_plain_clauses(words) if act.is_whole else clauses))
    of_ours = act.after.search(ours) if act.after is not None else None
    named = {**(of_ours.groupdict() if of_ours else {}), **(found.groupdict() if found else {})}
    return _slots(clauses) | {name.rstrip("0123456789"): turned(text) for name, text in named.items() if text}


def _told_before(act: Act, words: str, snapshot: MemberSnapshot) -> dict[str, str]:
    """Return what an act takes up of what she wrote before, turned to her, the latest first."""
    if not act.before:
        return {}
    earlier = (said.text for said in reversed(snapshot.thread) if said.direction == "in" and said.text not in words)
    found = next((one for text in earlier if (one := compiled(act.before).search(text))), None)
    named = found.groupdict() if found else {}
    return {name.rstrip("0123456789"): turned(text) for name, text in named.items() if text}


def line_before(said: Sequence[Said], thread: Sequence[Said]) -> str:
    """Return our own line that stands right before what she said and is not too old, '' if there is none."""
    earlier = [one for one in thread if one not in said and (not said or one.at <= said[0].at)]
    if not earlier or earlier[-1].direction != "out":
        return ""
    is_late = said and said[0].at - earlier[-1].at > timedelta(days=int(_table()["within_days"]))
    return "" if is_late else earlier[-1].text


def _is_all(act: Act, words: str, snapshot: MemberSnapshot) -> bool:
    """Tell whether she does nothing but react in this way."""
    return (act.is_anytime or not _is_news(words, snapshot, act)) and not _says_more(words, act)


def _acts_of(words: str, ours: str) -> Iterator[Act]:
    has_assented, clauses = _parted(words)
    said, whole = _JOINT.join(clauses), _JOINT.join(_plain_clauses(words))
    return (act for act in acts() if _fits(act, whole if act.is_whole else said, ours, has_assented=has_assented))


def _is_news(words: str, snapshot: MemberSnapshot, act: Act) -> bool:
    """Tell whether a concept of what members tell is heard that says more than a nod."""
    heard = hear(words, snapshot, guess=False)
    return heard is not None and heard.concept.id not in (*_table()["nods"], *act.takes)


def _says_more(words: str, act: Act) -> bool:
    rest = compiled(act.despite).sub("", words) if act.despite else words
    if len(words) > int(_table()["most_chars"]) or compiled(_table()["unless"]).search(rest) or tells_of_trouble(words):
        return True
    if _ASKED_FIRST.search(words):
        return True
    return not act.is_sure and (is_question(words) or course_of(words) == "bad")


def _plain_clauses(words: str) -> list[str]:
    signs = compiled(_table()["signs"])
    plain = (readable(signs.sub(" ", clause)).text.strip().lower() for clause in _CLAUSES.split(words))
    return [clause for clause in plain if clause]


def _parted(words: str) -> tuple[bool, tuple[str, ...]]:
    """Return whether she begins with an assent, and her clauses without assents and nods."""
    table, whole = _table(), _plain_clauses(words)
    has_assented = any(compiled(table["assent"]).match(clause) for clause in whole[:2])
    beside = rf"^(?:{table['assent']}|{table['nod']})"
    bare = [compiled(rf"{beside}+{'' if at < _LEADING else '$'}").sub("", clause) for at, clause in enumerate(whole)]
    return has_assented, tuple(clause for clause in bare if clause)


def _fits(act: Act, said: str, ours: str, *, has_assented: bool) -> bool:
    if not (ours or act.is_anytime) or (act.is_assented and not has_assented):
        return False
    if (act.after is not None and not act.after.search(ours)) or (act.shares and not _shared(said, ours)):
        return False
    return act.concept.find(said) is not None


def _shared(said: str, ours: str) -> bool:
    return any(word in ours for word in words_that_mean(said))


def _slots(clauses: Sequence[str]) -> dict[str, str]:
    """Return her plan and what she did as one says them back, where they are short enough to be said so."""
    said = [turned(clause.removeprefix(_table()["then"])) for clause in clauses]
    fitting = {
        name: [one for one in said if compiled(rule).fullmatch(one)] for name, rule in _table()["said_back"].items()
    }
    return {name: found[0] for name, found in fitting.items() if found}
