"""Take down which time she picks of those that our line laid before her: its day from ours, its hour from hers."""

import re
from datetime import date

from agent.composer.hearing.telling import turned
from agent.composer.page.pages import styled_drafts
from agent.composer.phrases import is_question
from agent.composer.promise import answer_by, asked, promise_grounds
from agent.context import TurnContext
from agent.reply_to import her_words, pending
from agent.state import TurnState
from tools.clock import shanghai_day
from tools.members.said_dates import day_words, said_day
from tools.members.snapshot import MemberSnapshot, Said
from tools.models import Draft
from tools.patterns import compiled
from tools.yaml_text import table_beside

_table = table_beside(__file__)

_COMMA = "\uff0c"


def appointing_drafts(state: TurnState, context: TurnContext) -> tuple[Draft, ...]:
    """Return drafts that say the time back and what happens next; () where our line asked for none."""
    snapshot, words = state["snapshot"], her_words(state["request"], state["snapshot"]).strip()
    found = _picked(words, snapshot)
    if found is None:
        return ()
    what, at, ours = found
    due, when = answer_by(context.now)
    whom = compiled(_table()["whom"]).search(ours.text)
    also = _COMMA.join(turned(one["it"]) for one in compiled(_table()["also"]).finditer(words))
    unnamed = (name for name, sign in _table()["unnamed"].items() if compiled(sign).search(ours.text))
    yes = compiled(_table()["agrees"]).search(words)
    rest = asked(yes["rest"]) if yes else ""
    slots = {
        "at": at,
        "when": when,
        "rest": rest,
        "whom": whom.group() if whom else next(unnamed),
        "also": str(_table()["also_said"]).format(it=also) if also else "",
    }
    return styled_drafts(state, _table()["says"][what], slots, (), grounds=promise_grounds(due))


def picks_a_time(words: str, snapshot: MemberSnapshot) -> bool:
    """Tell whether her words take one of the times that our line laid before her."""
    return _picked(words.strip(), snapshot) is not None


def _picked(words: str, snapshot: MemberSnapshot) -> tuple[str, str, Said] | None:
    """Return how she answers, the time as it is called today, and our line; None where we asked for no time."""
    rules, ours = _table(), _line_before(snapshot)
    if ours is None or not words or len(words) > int(rules["longest"]) or compiled(rules["unless"]).search(ours.text):
        return None
    if compiled(rules["declines"]).search(words):
        return None
    if (more := _agreed(words, ours, snapshot)) is not None:
        return more
    if not compiled(rules["asks"]).search(ours.text):
        return None
    at = _time(words, ours, snapshot)
    if at:
        is_open = compiled(rules["asked"]).search(words) or at.endswith(tuple(rules["open_end"]))
        return ("asked" if is_open else "taken"), at, ours
    return ("any", "", ours) if compiled(rules["any"]).search(words) else None


def _agreed(words: str, ours: Said, snapshot: MemberSnapshot) -> tuple[str, str, Said] | None:
    """Return our time where she says yes to it and asks something more; None where she does not."""
    rules = _table()
    yes = compiled(rules["agrees"]).search(words)
    if yes is None or not asked(yes["rest"]) or not is_question(yes["rest"]):
        return None
    at = _time(ours.text, ours, snapshot) if compiled(rules["suits"]).search(ours.text) else ""
    return ("more", at, ours) if at else None


def _line_before(snapshot: MemberSnapshot) -> Said | None:
    waiting = {said.message_id for said in pending(snapshot)}
    earlier = [said for said in snapshot.thread if said.message_id not in waiting]
    return earlier[-1] if earlier and earlier[-1].direction == "out" else None


def _time(words: str, ours: Said, snapshot: MemberSnapshot) -> str:
    """Return her time with the day it falls on; '' where she names none, or that day is over."""
    rules = _table()
    hers = compiled(rules["day"]).search(words)
    part, hours = compiled(rules["part"]).search(words), compiled(rules["hours"]).search(words)
    if hers is None and part is None and hours is None:
        return ""
    said = [one.group() for one in compiled(rules["day"]).finditer(ours.text)]
    named = hers.group() if hers else (said[0] if len(set(said)) == 1 else "")
    if not named and said:
        # Which of several days she means she has not said.
        return ""
    day = _day(named, snapshot, shanghai_day(ours.at) if hers is None else snapshot.today) if named else ""
    if named and not day:
        return ""
    half = part.group() if part else _half_of(named, hours.group(), ours.text) if hours else ""
    free = compiled(rules["free_from"]).match(words[hours.end() :]) if hours else None
    if hours and free:
        before = f"{day}{part.group()}{_COMMA}" if part else day
        return before + str(rules["free"]).format(hours=hours.group(), it=free["it"])
    return f"{day}{half}{hours.group() if hours else ''}"


def _day(named: str, snapshot: MemberSnapshot, wrote: date) -> str:
    """Return a day as it is called today, '' where it is over."""
    found = said_day(named, wrote)
    if found is None:
        return named
    if found.day < snapshot.today:
        return ""
    return day_words(found.day, snapshot.today) if wrote != snapshot.today else named


def _half_of(named: str, hours: str, ours: str) -> str:
    """Return the part of the day that our line gave to an hour or a day, '' where it gave none or more than one."""
    rules = _table()
    if (given := compiled(rf"(?P<part>{rules['part']}){re.escape(hours)}").search(ours)) is not None:
        return given["part"]
    halves = (
        compiled(rf"{named}(?P<part>{rules['part']})").findall(ours) if named else compiled(rules["part"]).findall(ours)
    )
    return halves[0] if len(set(halves)) == 1 else ""
