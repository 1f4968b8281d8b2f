"""What a short question leans on: the page that the last lines of a talk are about, and its answer to what she adds."""

from collections.abc import Sequence
from datetime import timedelta
from functools import lru_cache

from agent.composer.phrases import ADVICE_KINDS
from agent.composer.talk.advising import is_about
from agent.context import TurnContext
from agent.reply_to import her_words, pending
from agent.state import TurnState
from agent.whose import stage_meant
from knowledge.playbook import Answer, Playbook
from knowledge.voices import is_for
from tools.members.snapshot import MemberSnapshot, Said
from tools.patterns import compiled
from tools.yaml_text import table_beside

_table = table_beside(__file__)

_KINDS = (*ADVICE_KINDS, "reply_script")


def leans(words: str) -> bool:
    """Tell whether a short question only puts something in the place of what was spoken of."""
    return len(words) <= int(_table()["longest"]) and bool(compiled(_table()["leans"]).search(words.strip()))


def has_talk(state: TurnState, context: TurnContext) -> bool:
    """Tell whether we wrote one of the last lines before her words."""
    return any(said.direction == "out" for said in _lines(state["snapshot"], context))


def our_talk(state: TurnState, context: TurnContext) -> str:
    """Return what we wrote among the last lines of the talk, as one text."""
    return "\n".join(said.text for said in _lines(state["snapshot"], context) if said.direction == "out")


def page_leant_on(state: TurnState, context: TurnContext) -> Playbook | None:
    """Return the page of advice that the last lines are about, None where the search is not all but sure of one.

    Who wrote our lines does not matter: a colleague's own words tell it as well as a page's.
    """
    snapshot = state["snapshot"]
    text = " ".join(said.text for said in _lines(snapshot, context))
    if not text:
        return None
    looked = context.tools.look_up(text, stage_meant(text, snapshot))
    hit = next(iter(looked.hits(kinds=_KINDS, today=snapshot.today, limit=1)), None)
    if hit is None or hit.score < float(_table()["sure"]) or not _advises(hit.playbook):
        return None
    return hit.playbook if is_about(hit, text, snapshot, looked, is_asked=False) else None


def answer_leant_on(page: Playbook, state: TurnState, context: TurnContext) -> Answer | None:
    """Return the answer of a page that is asked by what her short question adds; None where none is clearly meant."""
    words, asked = her_words(state["request"], state["snapshot"]), [one for one in page.answers]
    added = _added(words, _lines(state["snapshot"], context))
    texts = [" ".join((*one.asks, *one.words)) for one in asked]
    rated = [(_fit(added, text, texts), at) for at, text in enumerate(texts) if is_for(asked[at], words)]
    ranked = sorted(rated, reverse=True)
    if not ranked or ranked[0][0] < float(_table()["least"]):
        return None
    second = ranked[1][0] if len(ranked) > 1 else 0.0
    return asked[ranked[0][1]] if ranked[0][0] >= second * float(_table()["lead"]) else None


def _advises(page: Playbook) -> bool:
    """Tell whether a page says what can be done: one of advice, or a reply about health."""
    return page.kind in ADVICE_KINDS or page.health


def _lines(snapshot: MemberSnapshot, context: TurnContext) -> list[Said]:
    """Return the last lines of the talk before the words that wait, oldest first."""
    waiting = {said.message_id for said in pending(snapshot)}
    since = context.now - timedelta(days=int(_table()["within_days"]))
    before = [said for said in snapshot.thread if said.message_id not in waiting and said.at >= since]
    return before[-int(_table()["lines"]) :]


def _added(words: str, before: Sequence[Said]) -> frozenset[str]:
    """Return what a short question adds: its characters, in pairs and alone, and how its person is spoken of."""
    rules = _table()
    parts = [part for part in compiled(f"{rules['small']}|[^\\u4e00-\\u9fff]").split(words) if part]
    pairs = {part[at : at + 2] for part in parts for at in range(len(part) - 1)}
    person = _person(words, before)
    return frozenset(pairs | {letter for part in parts for letter in part} | set(person))


def _person(words: str, before: Sequence[Said]) -> tuple[str, ...]:
    """Return the words of a page for whom she names, or names last before "he" or "she"."""
    people = _table()["people"]
    texts = [words]
    if compiled(_table()["pronoun"]).search(words):
        texts += [said.text for said in reversed(before) if said.direction == "in"]
    named = (tuple(one["says"]) for text in texts for one in people if compiled(one["hears"]).search(text))
    return next(named, ())


def _fit(added: frozenset[str], text: str, texts: Sequence[str]) -> float:
    """Return how much of what she adds an answer is asked by, what many are asked by counting less."""
    pair = float(_table()["pair"])
    said = (one for one in added if one in text)
    return sum((pair if len(one) > 1 else 1.0) / _often(one, tuple(texts)) for one in said)


@lru_cache(maxsize=2048)
def _often(word: str, texts: tuple[str, ...]) -> int:
    return sum(word in text for text in texts)
