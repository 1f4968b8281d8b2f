"""Own up to an errand of ours that is still open, where she asks after it in whatever form."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import rjieba

from agent.composer.evidence import as_evidence
from agent.composer.hearing.telling import turned
from agent.composer.page.pages import new_draft, styled_drafts
from agent.composer.promise import answer_by, promise_grounds
from agent.context import TurnContext
from agent.reply_to import asks_nothing, her_words, only_calls, pending, said_fact
from agent.state import TurnState
from tools.checks.normalise import readable
from tools.checks.numerals import numbers_in
from tools.checks.promises import promises
from tools.clock import at_shanghai, shanghai, shanghai_day
from tools.members.said_dates import day_words
from tools.members.snapshot import Fact, MemberSnapshot, Said
from tools.models import Draft
from tools.patterns import compiled
from tools.yaml_text import table_beside

_table = table_beside(__file__)

_DAY_END = 21
_OF = "\u7684"
_BESIDE_NOUN = ("a", "b", "m", "q")


@dataclass(frozen=True)
class _Errand:
    """A word of ours: the line that gave it, what she had asked before it, by when and how the time was said."""

    line: Said
    asked: Said | None
    due: datetime
    at: str


def errand_drafts(state: TurnState, context: TurnContext) -> tuple[Draft, ...]:
    """Return drafts that own up to an open errand; () where she asks for something else or none is open."""
    snapshot, words = state["snapshot"], her_words(state["request"], state["snapshot"]).strip()
    errand = _asked_after(words, snapshot, context.now)
    if errand is None:
        return _settled(words, state, context)
    is_late = errand.due <= context.now
    what = ("late" if is_late else "early") if errand.at else ("late_open" if is_late else "early_open")
    what = "rings" if compiled(_table()["rings"]).search(errand.line.text) else what
    texts = _table()["says"][what]
    due, when = answer_by(context.now)
    named = compiled(_table()["whom"]).search(errand.line.text)
    whom = named.group() if named else str(_table()["nobody"])
    slots = {"at": errand.at, "whom": whom, "when": when, "thing": _thing(errand), "act": _act(errand)}
    grounds = promise_grounds(due if "{when}" in texts["usual"] else errand.due)
    figures = numbers_in([readable(f"{errand.at}{slots['thing']}").text])
    grounds["numbers"] = sorted({*grounds["numbers"], *figures})
    said = said_fact(state)
    facts = (*((said,) if said else ()), _fact(errand.line))
    return tuple(
        new_draft(
            snapshot,
            state["stance"],
            style,
            texts[style].format(**slots),
            evidence=[as_evidence(fact) for fact in facts],
            grounds=dict(grounds),
        )
        for style in state["stance"].styles
    )


def _settled(words: str, state: TurnState, context: TurnContext) -> tuple[Draft, ...]:
    """Return drafts that let an errand be, where she tells that nothing is left of it; () where she does not."""
    rules, news = _table(), compiled(_table()["settled"]).search(words)
    errand = _open(state["snapshot"], context.now, is_latest=False) if news and len(words) <= rules["longest"] else None
    told = [one["news"] for one in compiled(rules["settled"]).finditer(words) if one["news"]]
    if errand is None or not told or compiled(rules["unsettled"]).search(words):
        return ()
    return styled_drafts(state, rules["says"]["settled"], {"news": turned(told[0]), "act": _act(errand)}, ())


def _asked_after(words: str, snapshot: MemberSnapshot, now: datetime) -> _Errand | None:
    rules = _table()
    if not words or len(words) > int(rules["longest"]) or compiled(rules["unless"]).search(words):
        return None
    is_call, is_nudge = only_calls(words), bool(compiled(rules["nudges"]).search(words))
    found = _open(snapshot, now, is_latest=is_call) if is_call or is_nudge else None
    if found is not None or is_call or not compiled(rules["asks_thing"]).search(words):
        return found
    named = _open(snapshot, now, is_latest=False)
    hers = f"{named.line.text} {named.asked.text if named.asked else ''}" if named else ""
    return named if any(name in hers for name in _names(words)) else None


def _open(snapshot: MemberSnapshot, now: datetime, *, is_latest: bool) -> _Errand | None:
    """Return our last word that nothing of ours came back from; `is_latest`: she has asked nothing else since."""
    rules, waiting = _table(), {said.message_id for said in pending(snapshot)}
    lines = [said for said in snapshot.thread if said.message_id not in waiting]
    since, seen = now - timedelta(days=int(rules["within_days"])), 0
    for at in range(len(lines) - 1, -1, -1):
        said = lines[at]
        if said.at < since or seen >= int(rules["lines"]):
            return None
        if said.direction == "in":
            if is_latest and not asks_nothing(said.text):
                return None
            continue
        seen += 1
        if compiled(rules["done"]).search(said.text):
            return None
        if compiled(rules["word"]).search(said.text):
            return _errand(said, lines[:at], snapshot.today)
        if compiled(rules["told"]).search(said.text):
            return None
    return None


def _errand(line: Said, before: list[Said], today: date) -> _Errand:
    asked = next((said for said in reversed(before) if said.direction == "in" and not asks_nothing(said.text)), None)
    due, at = _promised(line, today)
    return _Errand(line, asked, due, at)


def _promised(line: Said, today: date) -> tuple[datetime, str]:
    """Return by when our line promised to be back, and how that time is called today; '' for none that it named."""
    text, rules = readable(line.text).text, _table()
    ahead = [one for one in promises(text, line.at) if one.what and one.due > line.at]
    if ahead:
        first = min(ahead, key=lambda one: one.due)
        before = compiled(rules["before"]).match(text[first.end :])
        span = text[first.start : first.end] + (before.group() if before else "")
        return first.due, span if first.span is not None else _said_again(span, first.due, today)
    if (half := compiled(rules["halves"]["says"]).search(text)) is not None:
        due = at_shanghai(shanghai_day(line.at), int(rules["halves"]["ends"][half["half"]]))
        due = due if due > line.at else due + timedelta(days=1)
        return due, f"{_day(shanghai_day(due), today)}{half['half']}"
    if compiled(rules["soon"]["says"]).search(text):
        due = line.at + timedelta(hours=int(rules["soon"]["hours"]))
        is_today = shanghai_day(line.at) == today
        return due, "" if is_today else _day(shanghai_day(line.at), today)
    return line.at + timedelta(hours=int(rules["patience_hours"])), ""


def _said_again(span: str, due: datetime, today: date) -> str:
    """Say a promised time from today: its day as it is called now, its hour as it was said."""
    rules = _table()
    found = compiled(rules["day_said"]).search(span)
    # A day without an hour is over with the day: nobody says "before yesterday" of it.
    rest = compiled(rules["only_before"]).sub("", found["rest"]) if found else span
    part = next((part for word, part in rules["part_of_day"].items() if span.startswith(word)), "")
    if not part and compiled(rules["bare_hour"]).match(rest):
        # An hour of the afternoon is said as one: bare, it might as well be the morning's.
        part = next((name for least, name in rules["halves_from"].items() if shanghai(due).hour >= least), "")
    return f"{_day(shanghai_day(due), today)}{part}{rest}"


def _day(day: date, today: date) -> str:
    rules, ago = _table(), (today - day).days
    if ago < 0:
        return day_words(day, today)
    return str(rules["days"].get(ago, rules["day"].format(month=day.month, number=day.day)))


def _act(errand: _Errand) -> str:
    rules = _table()
    whom = compiled(rules["whom"]).search(errand.line.text)
    if whom is None:
        return str(rules["acts"]["find"])
    return str(rules["acts"]["hurry" if whom.group() in rules["hurried"] else "ask"]).format(whom=whom.group())


def _thing(errand: _Errand) -> str:
    """Return what it is about: her question before our word up to what it asks, else the longest name in either."""
    whom, most = compiled(_table()["whom"]), int(_table()["most_thing"])
    if errand.asked and (asked := _asked_of(errand.asked.text)):
        return asked
    texts = [errand.asked.text] if errand.asked else []
    for text in (*texts, errand.line.text):
        names = [name for name in _names(text) if not whom.fullmatch(name) and 1 < len(name) <= most]
        if names:
            return max(names, key=len)
    return str(_table()["nameless"])


def _asked_of(text: str) -> str:
    """Return the thing that a question of hers is about, turned to her; '' where it begins with none."""
    rules = _table()
    lead, left = compiled(rules["leads"]), text.strip()
    while (shorter := lead.sub("", left)) != left:
        left = shorter
    found = compiled(rules["things"]).search(left)
    thing = next((one for one in found.groups() if one), "") if found else ""
    return "" if compiled(rules["names_none"]).fullmatch(thing) else turned(thing)


def _names(text: str) -> Iterator[str]:
    """Give the names of things in a text: nouns in a row with what stands right before them, joined by "of"."""
    weak, name, has_noun = set(_table()["no_thing"]), "", False
    for word, tag in [*rjieba.tag(text), ("", "x")]:
        is_noun = tag.startswith("n") and word not in weak
        if is_noun or (tag[:1] in _BESIDE_NOUN and not has_noun and word not in weak) or (word == _OF and has_noun):
            name, has_noun = name + word, has_noun or is_noun
            continue
        if has_noun:
            yield name.rstrip(_OF)
        name, has_noun = "", False


def _fact(line: Said) -> Fact:
    return Fact("messages", line.text[:60], f"message {line.message_id}", line.at.isoformat())
