"""Which of a page's answers is the one to her question: by the words that single it out, else by how it is asked."""

import re

from knowledge.index.passages import plain_text
from knowledge.playbook import Answer, Playbook
from knowledge.schema import table_of
from knowledge.search.lexical import terms_of
from tools.checks.normalise import readable


def answer_for(page: Playbook, words: str, *, is_best: bool = True) -> Answer | None:
    """Return the answer of a page to her words, None where none is clearly meant.

    A word of the page's own counts only for the page that the search put first: elsewhere it may mean something else.
    """
    plain = plain_text(words)
    said = f"{readable(words).text}\n{plain}"
    least = float(table_of("search.yaml")["answer"]["alike" if is_best else "all_but_same"])
    rated = [(hits if is_best else 0, alike, one) for one in page.answers for hits, alike in [_rate(one, said, plain)]]
    clear = [(hits + alike, one) for hits, alike, one in rated if hits or alike >= least]
    return max(clear, key=lambda found: found[0])[1] if clear else None


def _rate(answer: Answer, said: str, plain: str) -> tuple[int, float]:
    """Return how many of an answer's own words are said, and how much like one of its questions that is (0-1)."""
    hits = sum(bool(re.search(word, said)) for word in answer.words)
    return hits, max(_alike(plain_text(asked), plain) for asked in answer.asks)


def _alike(asked: str, plain: str) -> float:
    """Return the share of terms that two texts have in common."""
    one, other = set(terms_of(asked)), set(terms_of(plain))
    return 2 * len(one & other) / (len(one) + len(other)) if one and other else 0.0
