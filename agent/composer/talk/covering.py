"""Say openly which of several questions a draft leaves open, instead of passing it over."""

import re

import rjieba

from agent.composer.hearing.matters import matter_words
from agent.composer.phrases import is_question
from agent.composer.promise import all_asked, answer_by, desk_for, promise_grounds
from agent.composer.talk.asks import ask_words
from agent.context import TurnContext
from agent.reply_to import her_words
from agent.state import TurnState
from tools.models import Draft
from tools.patterns import compiled
from tools.yaml_text import table_beside

_table = table_beside(__file__)

_CLAUSES = re.compile(r"[^\s\uff0c,\u3002\uff01!\uff1f?\uff1b;~\uff5e\u2026]+[\uff1f?]?")
# Tags of words that stand for something.
_MEANING = ("n", "v", "a", "i", "j", "l")
_SHORT, _DUE = "short", "promise_due"
# Nouns and verbs of which a clause must hold some before it can be told to be open.
_LEAST = 2


def with_open_named(drafts: tuple[Draft, ...], state: TurnState, context: TurnContext) -> tuple[Draft, ...]:
    """Add to each draft what it leaves open of several questions: that we ask it, or that a doctor must be asked."""
    clauses = _questions(her_words(state["request"], state["snapshot"]))
    if len(clauses) < _LEAST or not any(draft.playbook_id for draft in drafts):
        return drafts
    for draft in drafts:
        left = [one for one in clauses if not is_covered(one, draft.text)]
        question = all_asked("\uff0c".join(left)) if left else ""
        if question and _DUE not in (draft.grounds or {}):
            _add(draft, question, question, context)
    return drafts


def is_covered(clause: str, text: str) -> bool:
    """Tell whether a text speaks of what a clause asks: by one of its words, most of their characters, or a figure."""
    words, rules = _words_of(clause), _table()
    asks_figure = compiled(rules["figure"]).search(clause)
    if asks_figure and compiled(rules["says_figure"]).search(text):
        return True
    signs = {sign for word in words for sign in word if len(word) > 1}
    return any(word in text for word in words) or 2 * sum(sign in text for sign in signs) >= max(1, len(signs))


def _questions(words: str) -> list[str]:
    """Return the clauses that ask something of their own."""
    asking = [clause for clause in _CLAUSES.findall(words) if is_question(clause)]
    if len(asking) < _LEAST:
        return []
    leans, only_sounds = compiled(ask_words()["leans"]), compiled(_table()["rhetorical"])
    own = [one for one in asking if not leans.search(one) and not only_sounds.search(one)]
    return [one for one in own if sum(map(len, _words_of(one))) >= _LEAST] if len(asking) >= _LEAST else []


def _words_of(clause: str) -> tuple[str, ...]:
    weak = {*_table()["weak"], *matter_words()["weak_words"]}
    return tuple(word for word, tag in rjieba.tag(clause) if tag.startswith(_MEANING) and word not in weak)


def _add(draft: Draft, question: str, clause: str, context: TurnContext) -> None:
    """Put behind a draft what becomes of a question, as far as it does not grow too long."""
    due, when = answer_by(context.now)
    is_of_body = bool((draft.grounds or {}).get("health")) and compiled(_table()["of_a_body"]).search(clause)
    said = ask_words()["referral" if is_of_body else "open"]
    more = str(said).format(question=question, desk=desk_for(clause), when=when)
    if len(draft.text) + len(more) > int(_table()["longest"][draft.style]):
        return
    draft.text = draft.proposed_text = draft.text + ("" if draft.style == _SHORT else "\n") + more
    if not is_of_body:
        known, promised = (draft.grounds or {}).get("numbers", []), promise_grounds(due)
        draft.grounds = {**(draft.grounds or {}), **promised, "numbers": sorted({*known, *promised["numbers"]})}
