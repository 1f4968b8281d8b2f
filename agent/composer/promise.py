"""Promise an answer: by when it can honestly be given, whom we ask, and what exactly we ask for her."""

import re
from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Any

import rjieba

from agent.composer.phrases import is_question, phrases
from tools.clock import at_shanghai, shanghai
from tools.patterns import compiled

# An answer is promised within two working hours, 10:00–20:00 Shanghai time.
_ANSWER_WITHIN = timedelta(hours=2)
_ALMOST_AN_HOUR = timedelta(hours=1) - timedelta(microseconds=1)
_FIRST_HOUR, _LAST_HOUR = 10, 20
_PICTURES = re.compile(r"[\u2600-\u27bf\U0001f000-\U0001faff\ufe0f]|\[[\u4e00-\u9fff]{1,4}\]")
_CLAUSE = re.compile(r"[^\s,.!?;~\u3001\u3002\uff01\uff0c\uff1b\uff1f\uff5e\u2026\[\]]+")


def answer_by(now: datetime) -> tuple[datetime, str]:
    """Return by when an answer can honestly be promised, and how to say it."""
    # Rounded up to the full hour: an hour is what people say.
    due = shanghai(now + _ANSWER_WITHIN + _ALMOST_AN_HOUR).replace(minute=0, second=0, microsecond=0)
    today = shanghai(now).date()
    if due.date() == today and _FIRST_HOUR <= due.hour <= _LAST_HOUR:
        return at_shanghai(today, due.hour), str(phrases()["today_at"]).format(hour=due.hour)
    if due.date() == today and due.hour < _FIRST_HOUR:
        return at_shanghai(today, _FIRST_HOUR), str(phrases()["today_at"]).format(hour=_FIRST_HOUR)
    later = at_shanghai(due.date() if due.date() > today else today + timedelta(days=1), _FIRST_HOUR)
    return later, str(phrases()["tomorrow_at"]).format(hour=_FIRST_HOUR)


def promise_grounds(due: datetime) -> dict[str, Any]:
    """Return the grounds of a text that promises an answer by then."""
    return {"promise_due": due.isoformat(), "numbers": [str(shanghai(due).hour)]}


def waiting_text(style: str, words: str, when: str, used: Collection[str] = (), ours: str = "") -> str:
    """Return a promise that names what will be asked, and of whom; the plain one where that was said or refused.

    Where our lines of this talk promise something already, it is asked together with that.
    """
    table = phrases()["waiting"]
    named, plain = ("again", "again_plain") if gave_word(ours) else ("named", "plain")
    slots = {"when": when, "desk": desk_for(words), "meanwhile": _meanwhile(words)}
    question = all_asked(words)
    text = str(table[named][style]).format(question=question, **slots)
    return text if question and text not in used else str(table[plain][style]).format(**slots)


def gave_word(ours: str) -> bool:
    """Tell whether our lines promise to find something out."""
    return bool(compiled(phrases()["gave_word"]).search(ours))


def _meanwhile(words: str) -> str:
    """Return what she can do until then, '' where nothing is sure to do no harm."""
    rows = phrases()["meanwhile"]
    return next((str(row["says"]) for row in rows if compiled(row["hears"]).search(words)), "")


def only_promises(page_id: str, words: str) -> bool:
    """Tell whether a page merely says that we will ask, and her question can be named instead."""
    return page_id in phrases()["only_promises"] and is_question(words) and bool(asked(words))


def asked(words: str) -> str:
    """Return the question among her words, short enough to be said back; '' if none bears it."""
    return next(iter(_questions(words)), "")


def all_asked(words: str) -> str:
    """Return her questions, the last two of them, as far as both together are short enough; '' if none bears it."""
    last, *others = [*_questions(words)[:2], ""]
    before = next(iter(others), "")
    # What was said back with the clause before it says enough.
    if not before or before in last or last in before or "\uff0c" in last:
        return last
    both = f"{before}\uff0c{last}"
    return both if len(both) <= int(phrases()["question_said_back"]["most_told"]) else last


def _questions(words: str) -> list[str]:
    """Return the questions among her words that can be said back, the last first."""
    clauses = [found.group() for found in _CLAUSE.finditer(_PICTURES.sub("", words)) if found.group().strip()]
    asking = [at for at, clause in enumerate(clauses) if _asks(clause)] or [len(clauses) - 1][: len(clauses)]
    return [said for at in reversed(asking) if (said := _told_on(clauses, at))]


def _asks(clause: str) -> bool:
    """Tell whether a clause asks; what she says of herself with a drawl at its end tells."""
    if compiled(phrases()["question_said_back"]["only_drawls"]).search(clause):
        return False
    return any(compiled(sign).search(clause) for sign in phrases()["question_signs"][1:])


def _told_on(clauses: Sequence[str], at: int) -> str:
    """Return one of her clauses as a question that is told on, with the one before it where it names nothing."""
    rules, said = phrases()["question_said_back"], _said_back(clauses[at])
    hollow = _hollow(clauses[at]) if at else ""
    told_before = [told for told in map(_said_back, reversed(clauses[:at])) if told]
    before = next((told for told in told_before if _noun_in(told)), "") or next(iter(told_before), "")
    if hollow:
        fits = before and len(before) + len(hollow) <= int(rules["most_joined"])
        said = f"{before}\uff0c{hollow}" if fits else said
    for pattern, told in rules["indirect"]:
        said = compiled(pattern).sub(told, said)
    return said


def _hollow(clause: str) -> str:
    """Return a question that names nothing, '' for any other; what it begins with may be all of it."""
    names_nothing = compiled(phrases()["question_said_back"]["names_nothing"])
    hollow = next((form for form in (clause, _led(clause)) if names_nothing.search(form)), "")
    return hollow or ("" if _noun_in(clause) else _led(clause))


def _noun_in(clause: str) -> bool:
    """Tell whether a clause names a thing: without one nobody knows what it is about."""
    weak = phrases()["question_said_back"]["no_noun"]
    return any(tag.startswith("n") and word not in weak for word, tag in rjieba.tag(clause))


def _led(clause: str) -> str:
    """Return a clause without all that it need not begin with."""
    lead, left = compiled(phrases()["question_said_back"]["lead"]), clause
    while (shorter := lead.sub("", left)) != left:
        left = shorter
    return left


def clauses_said_back(words: str) -> tuple[str, ...]:
    """Return the clauses of hers that are short and harmless enough to be said back."""
    said = (
        _said_back(found.group(), least=int(phrases()["question_said_back"]["least_clause"]))
        for found in _CLAUSE.finditer(words)
    )
    return tuple(clause for clause in said if clause)


def _said_back(clause: str, *, least: int = 0) -> str:
    rules = phrases()["question_said_back"]
    said = _led(clause)
    is_short = (least or rules["least"]) <= len(said) <= rules["most"]
    return said if is_short and not compiled(rules["without"]).search(said) else ""


def desk_for(words: str) -> str:
    """Return whom we ask about it."""
    desks = phrases()["desks"]
    found = (name for name, pattern in desks.items() if pattern and compiled(pattern).search(words))
    return str(next(found, phrases()["any_desk"]))
