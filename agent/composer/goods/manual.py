"""Answer how a thing is used from what its own page says: the clauses that speak of her question, as they stand."""

import re
from datetime import datetime

from agent.composer.hearing.matters import WASHING, matters_in
from agent.composer.meant.goods import picked_alone
from agent.composer.meant.things import (
    Thing,
    is_headed,
    is_named,
    is_named_by_end,
    of_catalogue,
    proper_name,
    short_name,
    thing_meant,
    thing_words,
)
from agent.composer.meant.variants import picked_by_words
from agent.composer.page.pages import styled_drafts
from agent.composer.phrases import is_question, seeks_a_nod
from agent.composer.promise import answer_by, asked, promise_grounds
from agent.context import TurnContext
from agent.reply_to import her_words
from agent.state import TurnState
from tools.lists.limits import limits_in
from tools.models import Draft
from tools.patterns import compiled
from tools.yaml_text import table_beside

_table = table_beside(__file__)

_CLAUSES = re.compile(r"[\u3002\uff1b;\uff0c,\n]")
_ENDS = "\u3002\uff1b;\uff0c,"
_SHARED = 2


def manual_drafts(state: TurnState, context: TurnContext) -> tuple[Draft, ...]:
    """Return what the page of the thing she means says on her question; () where it says nothing of it."""
    snapshot, words = state["snapshot"], her_words(state["request"], state["snapshot"])
    if not asks_how(words) or any(matter.name == WASHING for matter in matters_in(words)):
        # Washing has its own answer, which also says what the label is silent on.
        return ()
    things = thing_meant(words, snapshot, context)
    things = things or tuple(of_catalogue(row) for row in picked_alone(words, snapshot, context))
    thing = _one(things, words)
    label = label_for(thing, words) if thing else ""
    return _drafts(state, thing, label, words) if thing and label else ()


def unsaid_drafts(state: TurnState, context: TurnContext) -> tuple[Draft, ...]:
    """Return what the page of the thing she names does say, and the promise to ask what it is silent on."""
    snapshot, words = state["snapshot"], her_words(state["request"], state["snapshot"])
    if not asks_how(words) or state["stance"].asked_price:
        return ()
    meant = thing_meant(words, snapshot, context)
    named = [one for one in meant if is_named_by_end(one.name, words) or is_headed(one.name, words)]
    question = asked(words)
    if len(named) != 1 or not named[0].spec or not question:
        return ()
    if told := label_for(named[0], words):
        return _drafts(state, named[0], told, words)
    due, when = answer_by(context.now)
    label = named[0].spec.strip().rstrip(_ENDS)[: int(_table()["most_said"])]
    return _drafts(state, named[0], label, words, what="unsaid", promise=(due, {"when": when, "asked": question}))


def asks_how(words: str) -> bool:
    """Tell whether she may be asking how something is used, be it as a plan that waits for a nod."""
    if compiled(_table()["unless"]).search(words):
        return False
    return is_question(words) or seeks_a_nod(words) or bool(compiled(_table()["plans"]).search(words))


def _one(things: tuple[Thing, ...], words: str) -> Thing | None:
    """Return the one thing she means; of several the one that her words pick, or the only one whose page tells.

    A whole kind of goods that she touches by a word ("feeding at night") is none she means, but for what she names.
    """
    if len(things) > int(thing_words()["headed_up_to"]):
        things = tuple(one for one in things if is_named(one.name, words))
    if len(things) < 2:
        return things[0] if things else None
    # "Not the sheet, the fitted one": what she will not have is not meant.
    unwanted = limits_in(words).without
    things = tuple(one for one in things if not any(what in one.name for what in unwanted)) or things
    picked = [things[place] for place in picked_by_words([one.name for one in things], words)] or list(things)
    telling = [one for one in picked if label_for(one, words)]
    return telling[0] if len({one.spec for one in telling}) == 1 else None


def label_for(thing: Thing, words: str) -> str:
    """Return what its page says about what her words ask, '' where it says nothing of it."""
    clauses = [clause.strip() for clause in _CLAUSES.split(thing.spec) if clause.strip()]
    telling = [clause for clause in clauses if _speaks(clause, words, thing.name)]
    if not telling:
        return ""
    table = _table()
    whole = thing.spec.strip().rstrip(_ENDS)
    if len(whole) <= int(table["whole_up_to"]):
        return whole
    return str(table["joint"]).join(telling)[: int(table["most_said"])]


def clauses_for(thing: Thing, words: str) -> str:
    """Return the clauses of its page that speak of what her words ask, all of a page no longer than a few words."""
    clauses = [clause.strip() for clause in _CLAUSES.split(thing.spec) if clause.strip()]
    telling = [clause for clause in clauses if _speaks(clause, words, thing.name)]
    whole = thing.spec.strip().rstrip(_ENDS)
    if telling and len(whole) <= int(_table()["beside_up_to"]):
        return whole
    return str(_table()["joint"]).join(telling)[: int(_table()["most_said"])]


def _speaks(clause: str, words: str, name: str) -> bool:
    aspects = _table()["aspects"].values()
    if any(compiled(one["asks"]).search(words) and compiled(one["tells"]).search(clause) for one in aspects):
        return True
    return _shares_a_run(clause, words, name)


def _shares_a_run(clause: str, words: str, name: str) -> bool:
    runs = (clause[at : at + _SHARED] for at in range(len(clause) - _SHARED + 1))
    return any(run in words and run not in name and not run.isascii() for run in runs)


def _manner(thing: Thing, label: str, words: str) -> str:
    """Return how a label is told: as a no where it forbids what she asks leave for, as a caution against a plan."""
    table = _table()
    is_planned = not is_question(words) or seeks_a_nod(words)
    asks_leave = compiled(table["asks_leave"]).search(words)
    if asks_leave and any(_forbids(clause, words, thing.name) for clause in _CLAUSES.split(label)):
        return "forbidden"
    return "caution" if is_planned and compiled(table["forbids"]).search(label) else "plain"


def _begins(thing: Thing, label: str, words: str) -> str:
    """Return the yes or no that a label begins with where she asks whether something is needed or allowed."""
    table = _table()
    named = [one for one in _CLAUSES.split(label) if _shares_a_run(one, words, thing.name)]
    if not named or not is_question(words) or any(compiled(table["forbids"]).search(one) for one in named):
        return ""
    if compiled(table["asks_need"]).search(words):
        is_needless = any(compiled(table["needless"]).search(one) for one in named)
        return str(table["begins"]["needless" if is_needless else "needed"])
    is_allowed = compiled(table["asks_leave"]).search(words) and any(
        compiled(table["allows"]).search(one) for one in named
    )
    return str(table["begins"]["allowed"]) if is_allowed else ""


def _forbids(clause: str, words: str, name: str) -> bool:
    """Tell whether a clause forbids what she names, be it by the one character that says what is done."""
    names_it = _shares_a_run(clause, words, name) or any(act in clause and act in words for act in _table()["acts"])
    return names_it and bool(compiled(_table()["forbids"]).search(clause))


def _drafts(
    state: TurnState,
    thing: Thing,
    label: str,
    words: str,
    *,
    what: str = "",
    promise: tuple[datetime, dict[str, str]] | None = None,
) -> tuple[Draft, ...]:
    item = short_name(thing.name) if len(short_name(thing.name)) <= len(proper_name(thing.name)) else thing.name
    slots = {
        "item": proper_name(item) if thing.is_hers else short_name(thing.name),
        "label": label,
        "begins": "" if what else _begins(thing, label, words),
    }
    return styled_drafts(
        state,
        _table()["says"][what or _manner(thing, label, words)],
        slots | (promise[1] if promise else {}),
        [thing.fact] if thing.fact is not None else [],
        topic=str(_table()["topic"]) if thing.is_hers else "",
        # Of a label no word may be changed, by whoever words it.
        grounds={**(promise_grounds(promise[0]) if promise else {}), "labels": [label]},
    )
