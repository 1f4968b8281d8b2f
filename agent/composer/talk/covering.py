"""Say openly which of several questions a draft leaves open, instead of passing it over."""

import re
from collections.abc import Sequence

import rjieba

from agent.composer.hearing.matters import matter_words
from agent.composer.phrases import ADVICE_KINDS, is_question
from agent.composer.promise import all_asked, answer_by, desk_for, promise_grounds
from agent.composer.talk.asks import ask_words
from agent.composer.talk.key_sentence import is_said_already
from agent.context import TurnContext
from agent.reply_to import her_words
from agent.state import TurnState
from knowledge.answering import answer_for
from knowledge.playbook import Answer, Playbook
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
# An own word of so many characters tells an answer by itself.
_TELLING = 3


def with_open_named(drafts: tuple[Draft, ...], state: TurnState, context: TurnContext) -> tuple[Draft, ...]:
    """Add to each draft what it leaves open of several questions: that we ask it, or that a doctor must be asked."""
    if not any(draft.playbook_id for draft in drafts):
        return drafts
    words, page = her_words(state["request"], state["snapshot"]), _page_of(drafts, state)
    drafts = _with_page_answers(drafts, words, page) if page is not None else drafts
    clauses = _questions(words)
    if not clauses:
        return drafts
    for draft in drafts:
        left = [one for one in clauses if not is_covered(one, draft.text)]
        question = all_asked("\uff0c".join(left)) if left else ""
        if question and _DUE not in (draft.grounds or {}):
            _add(draft, question, context)
    return drafts


def _page_of(drafts: Sequence[Draft], state: TurnState) -> Playbook | None:
    """Return the page of advice that the drafts answer from."""
    pages = (page for page in state["pages"] if page.kind in ADVICE_KINDS)
    return next((page for page in pages if page.id == drafts[0].playbook_id), None)


def _with_page_answers(drafts: tuple[Draft, ...], words: str, page: Playbook) -> tuple[Draft, ...]:
    """Add to the longer drafts what the same page answers to a clause of which they say no word."""
    only_sounds = compiled(_table()["rhetorical"])
    asking = [one for one in _CLAUSES.findall(words) if is_question(one) and not only_sounds.search(one)]
    for clause in asking if len(_CLAUSES.findall(words)) > 1 else ():
        answer = _named_answer(page, clause)
        if answer is None:
            continue
        for draft in (one for one in drafts if one.style != _SHORT and not is_covered(clause, one.text)):
            _put_behind(draft, answer.lines[0])
    return drafts


def _named_answer(page: Playbook, clause: str) -> Answer | None:
    """Return the answer of a page that a clause names by an own word: the likeliest, else the only one so named."""
    likely = answer_for(page, clause)
    if likely is not None and any(compiled(word).search(clause) for word in likely.words):
        return likely
    named = [one for one in page.answers if any(len(word) >= _TELLING and word in clause for word in one.words)]
    return named[0] if len(named) == 1 and not named[0].voices else None


def _put_behind(draft: Draft, line: str) -> None:
    fits = len(draft.text) + len(line) <= int(_table()["longest"][draft.style])
    if fits and not is_said_already(line, draft.text):
        draft.text = draft.proposed_text = f"{draft.text}\n{line}"


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
    leans, rules = compiled(ask_words()["leans"]), _table()
    none = [compiled(rules[name]) for name in ("rhetorical", "hollow")]
    own = [one for one in asking if not leans.search(one) and not any(sign.search(one) for sign in none)]
    return [one for one in own if sum(map(len, _words_of(one))) >= _LEAST]


def _words_of(clause: str) -> tuple[str, ...]:
    weak = {*_table()["weak"], *matter_words()["weak_words"]}
    return tuple(word for word, tag in rjieba.tag(clause) if tag.startswith(_MEANING) and word not in weak)


def _add(draft: Draft, question: str, context: TurnContext) -> None:
    """Put behind a draft what becomes of a question, as far as it does not grow too long."""
    due, when = answer_by(context.now)
    is_health = bool((draft.grounds or {}).get("health"))
    is_of_body = compiled(_table()["of_a_body" if is_health else "of_any_body"]).search(question)
    said = ask_words()["referral" if is_of_body else "open"]
    more = str(said).format(question=question, desk=desk_for(question), when=when)
    if len(draft.text) + len(more) > int(_table()["longest"][draft.style]):
        return
    draft.text = draft.proposed_text = draft.text + ("" if draft.style == _SHORT else "\n") + more
    if not is_of_body:
        known, promised = (draft.grounds or {}).get("numbers", []), promise_grounds(due)
        draft.grounds = {**(draft.grounds or {}), **promised, "numbers": sorted({*known, *promised["numbers"]})}
