"""Answer short words by what our own line before was: a danger we sent her away with, a word we gave, a call for us."""

from datetime import timedelta
from typing import Any

from agent.composer.evidence import as_evidence
from agent.composer.hearing.kinds import kind_told
from agent.composer.hearing.listening import hear
from agent.composer.hearing.telling import echo_of, turned
from agent.composer.page.pages import new_draft
from agent.composer.phrases import is_question, phrases
from agent.composer.talk.appointing import picks_a_time
from agent.composer.talk.asked_after import is_good_news
from agent.composer.talk.completing import chosen
from agent.composer.talk.key_sentence import sentences
from agent.composer.talk.reacting import our_line, reaction_in
from agent.composer.talk.settling import settles
from agent.composer.talk.slips import owns_slip
from agent.composer.talk.topic import in_new_words
from agent.context import TurnContext
from agent.reply_to import her_words, pending, said_fact
from agent.state import TurnState
from tools.checks.normalise import readable
from tools.checks.numerals import numbers_in
from tools.members.snapshot import MemberSnapshot
from tools.models import Draft
from tools.patterns import compiled
from tools.yaml_text import table_beside

_table = table_beside(__file__)


def thread_drafts(state: TurnState, context: TurnContext) -> tuple[Draft, ...]:
    """Return short drafts for words that mean something only behind our line; () where they say more."""
    snapshot, found = state["snapshot"], state.get("triage")
    words, ours = her_words(state["request"], snapshot).strip(), our_line(state)
    if not words or found is None or found.route or not state["stance"].listens:
        return ()
    row = next((one for one in _table()["rows"] if _fits(one, words, _ours_for(one, ours, state), state)), None)
    return _drafts(row, words, state, context) if row is not None else ()


def is_said_alone(state: TurnState) -> bool:
    """Tell whether her words say all behind our line, so that they complete nothing that she said before."""
    words, ours = her_words(state["request"], state["snapshot"]).strip(), our_line(state)
    # Whether she reacts is known only once it is decided what the draft may be.
    rows = (row for row in _table()["rows"] if row.get("alone") and not row.get("unreacted"))
    alone = (settles, picks_a_time, owns_slip, is_good_news)
    return any(way(words, state["snapshot"]) for way in alone) or any(
        _fits(row, words, _ours_for(row, ours, state), state) for row in rows
    )


def _ours_for(row: dict[str, Any], ours: str, state: TurnState) -> str:
    """Return the line of ours that a row stands behind, with those shortly before it where it is `lately` behind."""
    if not row.get("lately"):
        return ours
    waiting = pending(state["snapshot"])
    lines = [said for said in state["snapshot"].thread if said.direction == "out"][-int(_table()["lately"]) :]
    since = timedelta(days=int(_table()["lately_days"]))
    return "\n".join(said.text for said in lines if waiting and waiting[0].at - said.at <= since)


def _fits(row: dict[str, Any], words: str, ours: str, state: TurnState) -> bool:
    """Tell whether a row is for these words behind this line."""
    if len(words) > int(row.get("longest", _table()["longest"])) or not _is_behind(row, ours):
        return False
    pages = state.get("pages", ())
    is_advised = any(page.id not in phrases()["pages_for_anything"] for page in pages)
    if (row.get("unanswered") and pages) or (row.get("unadvised") and is_advised):
        return False
    if row.get("tells") and is_question(words):
        return False
    if not compiled(row["hears"]).search(words) or (row.get("unless") and compiled(row["unless"]).search(words)):
        return False
    if row.get("unheard") and _is_heard(words, state["snapshot"]):
        return False
    return not (row.get("unreacted") and reaction_in(state) is not None)


def _is_heard(words: str, snapshot: MemberSnapshot) -> bool:
    """Tell whether a concept or a kind of thing that members tell is heard in her words."""
    is_kind = any(kind_told(words, snapshot, first=first) is not None for first in (True, False))
    return is_kind or hear(words, snapshot, guess=False) is not None


def _is_behind(row: dict[str, Any], ours: str) -> bool:
    behind = _table()["behind"].get(row.get("behind", ""))
    if behind is None:
        return True
    is_such = bool(ours) and compiled(behind["says"]).search(ours) is not None
    return is_such and not (behind.get("unless") and compiled(behind["unless"]).search(ours))


def _drafts(row: dict[str, Any], words: str, state: TurnState, context: TurnContext) -> tuple[Draft, ...]:
    says, ours = in_new_words(row["says"], state["snapshot"], context.now), _question_of(our_line(state))
    said, echo = said_fact(state), echo_of(words)
    evidence = [as_evidence(said)] if said else []
    fact = _fact(row, chosen(words, our_line(state)) if row.get("picks") else words)
    slots = {"echo": f"{echo}\uff0c" if echo else "", "fact": fact, "ours": ours}
    texts = {style: text.format(**slots) for style, text in says.items()}
    grounds = {"numbers": sorted(numbers_in([readable(one).text for one in (echo, fact, ours)]))}
    return tuple(
        new_draft(
            state["snapshot"],
            state["stance"],
            style,
            texts[style],
            topic=row.get("topic", ""),
            evidence=evidence,
            grounds=dict(grounds),
        )
        for style in state["stance"].styles
        if style in texts
    )


def _question_of(ours: str) -> str:
    """Return the last sentence of our line, which is its question where a row is for one."""
    return next(reversed(sentences(ours)), ours) if ours else ""


def _fact(row: dict[str, Any], words: str) -> str:
    """Return what a row takes from her words to be said back, '' where it takes nothing."""
    found = compiled(row["hears"]).search(words)
    named = found.groupdict() if found else {}
    return turned(next((text for text in named.values() if text), ""))
