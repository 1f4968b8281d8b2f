"""Settle what our question put to her: which of two ways, or whether a time suits her."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from agent.composer.evidence import as_evidence
from agent.composer.page.pages import new_draft
from agent.composer.phrases import is_question
from agent.composer.promise import answer_by, promise_grounds
from agent.composer.talk.completing import chosen, offer_before, picks
from agent.context import TurnContext
from agent.reply_to import her_words, pending, said_fact
from agent.state import TurnState
from tools.checks.normalise import readable
from tools.checks.numerals import numbers_in
from tools.clock import shanghai_day
from tools.members.said_dates import day_words, said_day
from tools.members.snapshot import MemberSnapshot, Said
from tools.models import Draft
from tools.patterns import compiled
from tools.yaml_text import table_beside

_table = table_beside(__file__)


@dataclass(frozen=True)
class _Settled:
    """What is settled, and what of it is said back."""

    what: str
    slots: Mapping[str, str] = field(default_factory=dict)


def settled_drafts(state: TurnState, context: TurnContext) -> tuple[Draft, ...]:
    """Return drafts that take up her choice, or what she says to a time; () where our lines asked neither."""
    snapshot, words = state["snapshot"], her_words(state["request"], state["snapshot"])
    settled = _settled(words, snapshot)
    if settled is None:
        return ()
    texts: Mapping[str, str] = _table()["says"][settled.what]
    due, when = answer_by(context.now)
    grounds = promise_grounds(due) if "{when}" in texts["usual"] else {"numbers": []}
    numbers = numbers_in(readable(text).text for text in settled.slots.values())
    grounds["numbers"] = sorted({*grounds["numbers"], *numbers})
    said = said_fact(state)
    return tuple(
        new_draft(
            snapshot,
            state["stance"],
            style,
            texts[style].format(when=when, **settled.slots),
            evidence=[as_evidence(said)] if said else [],
            grounds=dict(grounds),
        )
        for style in state["stance"].styles
    )


def settles(words: str, snapshot: MemberSnapshot) -> bool:
    """Tell whether her words only settle what our question put to her."""
    return _settled(words, snapshot) is not None


def settles_a_return(words: str, snapshot: MemberSnapshot) -> bool:
    """Tell whether she picks one of the ways that we offered for a thing she has."""
    return _way(words, snapshot) is not None


def _settled(words: str, snapshot: MemberSnapshot) -> _Settled | None:
    words = words.strip()
    if not words or len(words) > int(_table()["longest"]):
        return None
    return _way(words, snapshot) or _appointment(words, snapshot)


def _way(words: str, snapshot: MemberSnapshot) -> _Settled | None:
    """Return which of two ways of settling a matter she picks."""
    offer = offer_before(snapshot) if picks(words) else None
    option = chosen(words, offer.text) if offer is not None else words
    way = next((name for name, sign in _table()["ways"].items() if compiled(sign).search(option)), "")
    kind = str(_table()["of_kind"]) if compiled(_table()["ends_in_kind"]).search(option) else ""
    return _Settled(way, {"fact": option + kind}) if option != words and way else None


def _appointment(words: str, snapshot: MemberSnapshot) -> _Settled | None:
    """Return what she says to a time that our last line asked about."""
    ours = _line_before(snapshot)
    if ours is None or not compiled(_table()["asks_time"]).search(ours.text):
        return None
    at = "" if compiled(_table()["no_appointment"]).search(ours.text) else _time_in(ours.text, ours, snapshot)
    if not at:
        return None
    if compiled(_table()["suits"]).search(words):
        calls = _table()["calls_first"]
        more = str(calls["says"]) if compiled(calls["hears"]).search(ours.text) else ""
        return _Settled("agreed", {"at": at, "more": more})
    if not compiled(_table()["declines"]).search(words):
        return None
    new = _other_time(words, at)
    if new:
        return _Settled("moved", {"at": at, "new": new})
    return None if is_question(words) else _Settled("declined", {"at": at})


def _line_before(snapshot: MemberSnapshot) -> Said | None:
    """Return our line right before the words that wait."""
    waiting = {said.message_id for said in pending(snapshot)}
    earlier = [said for said in snapshot.thread if said.message_id not in waiting]
    return earlier[-1] if earlier and earlier[-1].direction == "out" else None


def _time_in(text: str, said: Said, snapshot: MemberSnapshot) -> str:
    """Return the time that our line names, its day as it is called today; '' where it names none or it is over."""
    found = max(compiled(_table()["time"]).finditer(text), key=lambda one: len(one.group()), default=None)
    if found is None or not found.group():
        return ""
    named, hour, wrote = found["day"] or "", found["hour"] or "", shanghai_day(said.at)
    day = said_day(named, wrote) if named and wrote != snapshot.today else None
    if wrote != snapshot.today and (day is None or day.day < snapshot.today):
        return ""
    return f"{day_words(day.day, snapshot.today) if day else named}{hour}"


def _other_time(words: str, at: str) -> str:
    """Return the time that she names in place of ours, '' for none."""
    named = [one.group() for one in compiled(_table()["time"]).finditer(words) if one.group() and one.group() not in at]
    return named[-1] if named else ""
