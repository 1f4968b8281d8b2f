"""Which of a page's answers is the one to her question: by the words that single it out, else by how it is asked."""

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from knowledge.index.passages import plain_text
from knowledge.playbook import Answer, Playbook
from knowledge.schema import table_of
from knowledge.search.lexical import terms_of
from tools.checks.normalise import readable
from tools.patterns import compiled

_CLAUSE = re.compile(r"[\s,.!;\u3002\uff01\uff0c\uff1b]+")


@dataclass(frozen=True)
class _Rated:
    """How an answer fits her words: where its own words stand last (0-1, 0 for nowhere), how alike a question is."""

    answer: Answer
    named: float
    alike: float


def answer_for(page: Playbook, words: str, *, is_best: bool = True) -> Answer | None:
    """Return the answer of a page to her words, None where none is clearly meant.

    A word of the page's own counts only for the page that the search put first: elsewhere it may mean something else.
    Of several that are named the one named last is asked for: what comes before it tells how things stand.
    """
    rules = table_of("search.yaml")["answer"]
    least = float(rules["alike" if is_best else "all_but_same"])
    rated = _rate(page, words) if page.answers else []
    most = max((one.alike for one in rated), default=0.0) / float(rules["outdone"])
    clear = [one for one in rated if one.alike >= least or (is_best and one.alike >= most and _is_asked(one, words))]
    best = max(clear, key=lambda one: one.alike + one.named, default=None)
    return best.answer if best is not None else None


def _is_asked(one: _Rated, words: str) -> bool:
    """Tell whether an answer's own word stands in what she asks; one that only tells how things stand needs more."""
    if not one.named:
        return False
    rules = table_of("search.yaml")["answer"]
    clauses = [clause for clause in _CLAUSE.split(readable(words).text) if clause]
    asking = [clause for clause in clauses if compiled(rules["asks"]).search(clause)]
    asking = [clause for clause in asking if not compiled(rules["hollow"]).search(clause)] or clauses
    # What she says last is what she comes to, asked or not.
    asking = [*asking, *clauses[-1:]]
    is_in_it = any(compiled(word).search(clause) for word in one.answer.words for clause in asking)
    return one.alike >= float(rules["named" if is_in_it else "beside"])


def _rate(page: Playbook, words: str) -> list[_Rated]:
    texts, hers = (readable(words).text, plain_text(words)), frozenset(terms_of(plain_text(words)))
    weights = _weights(page.asked)
    return [
        _Rated(one, _named(one, texts), max(_alike(_terms(asked), hers, weights) for asked in one.asks))
        for one in page.answers
    ]


@lru_cache(maxsize=1024)
def _weights(questions: tuple[str, ...]) -> dict[str, float]:
    """Return what a term of a page's questions counts: what many of them say tells none of them from the others."""
    common = Counter(term for asked in questions for term in _terms(asked))
    return {term: 1 / often for term, often in common.items()}


@lru_cache(maxsize=16384)
def _terms(asked: str) -> frozenset[str]:
    return frozenset(terms_of(plain_text(asked)))


def _named(answer: Answer, texts: tuple[str, ...]) -> float:
    """Return how far into a text an answer's own words are heard last, as a share of it; 0 where they are not."""
    times = table_of("search.yaml")["answer"]["times"]
    own = [(word, text) for text in texts for word in answer.words if word not in times and _may_stand(word, text)]
    return max((match.end() / len(text) for word, text in own for match in compiled(word).finditer(text)), default=0.0)


def _may_stand(word: str, text: str) -> bool:
    """Tell whether a pattern may be found in a text: most are plain words, and few of them are in it."""
    return word in text or not word.isalnum()


def _alike(one: frozenset[str], other: frozenset[str], weights: Mapping[str, float]) -> float:
    """Return the share of terms that two texts have in common, a term that many questions say counting less."""
    shared = one & other
    if not shared:
        return 0.0
    both = sum(weights.get(term, 1.0) for term in shared)
    return 2 * both / sum(weights.get(term, 1.0) for text in (one, other) for term in text)
