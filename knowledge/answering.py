"""Which of a page's answers are the ones to her question: by how near it is to theirs in meaning and in words."""

import math
import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from knowledge.index.passages import plain_text
from knowledge.playbook import Answer, Playbook
from knowledge.schema import table_of
from knowledge.search.catalogue import Nearness
from knowledge.search.lexical import terms_of
from knowledge.supposing import least_alike
from knowledge.voices import is_for, is_of_place
from tools.checks.normalise import readable
from tools.patterns import compiled

_CLAUSE = re.compile(r"[\s,.!;\u3002\uff01\uff0c\uff1b]+")
# Tells of an answer whether it may be given.
IsFresh = Callable[[Answer], bool]


@dataclass(frozen=True)
class _Rated:
    """How an answer fits her words.

    named: where its own words stand last (0-1, 0 for nowhere); alike: how alike a question is in its words; chance:
    that it is the one meant, of all answers and of none (0 where nothing is known of the meaning).
    """

    answer: Answer
    named: float
    alike: float
    chance: float = 0.0


@dataclass(frozen=True)
class _Worth:
    """What a term of a page's questions counts: what many of them say tells none of them from the others."""

    of_term: Mapping[str, float]
    of_question: Mapping[str, float]

    def of(self, terms: Iterable[str]) -> float:
        """Return what some terms count together; one that no question has counts whole."""
        return sum(self.of_term.get(term, 1.0) for term in terms)


def answer_for(page: Playbook, words: str, *, near: Nearness | None = None, is_best: bool = True) -> Answer | None:
    """Return the answer of a page to her words, None where none is clearly meant.

    `near` is how near her words are in meaning to what the page is asked; without it the words alone decide.
    """
    return next(iter(answers_for(page, words, near=near, is_best=is_best)), None)


def answers_for(
    page: Playbook,
    words: str,
    *,
    near: Nearness | None = None,
    is_best: bool = True,
    is_fresh: IsFresh = lambda _answer: True,
) -> tuple[Answer, ...]:
    """Return the answer that is clearly meant, with a second where she clearly asks two things; () where none is.

    A word of the page's own counts only for the page that the search put first: elsewhere it may mean something else.
    Where the answer that is meant may not be given again, the next that is nearly as likely is.
    """
    rated = _rate(page, words)
    if not rated:
        return ()
    if is_best and near:
        rated = _weighed(rated, page, words, near)
        clear = _likely(rated, words)
    else:
        clear = _clear_by_words(rated, words, is_best=is_best)
    first = next((one for one in clear if is_fresh(one.answer)), None)
    if first is None:
        return ()
    return tuple(one.answer for one in _in_turn(first, rated, page, words) if is_fresh(one.answer))


def chances(page: Playbook, words: str, near: Nearness) -> tuple[tuple[Answer, float], ...]:
    """Return the answers of a page with the chance (0-1) of each that words mean it, of all of them and of none."""
    return tuple((one.answer, one.chance) for one in _weighed(_rate(page, words), page, words, near))


def _likely(rated: Sequence[_Rated], words: str) -> list[_Rated]:
    """Return the answers that are likely enough, or that her words alone tell to be meant, likeliest first.

    One that is only likely beside another takes part where that other may not be given again.
    """
    rules = _rules()["chance"]
    ranked = sorted((one for one in rated if _may_be_meant(one, words)), key=lambda one: one.chance, reverse=True)
    if not ranked:
        return []
    by_words = [one for one in _clear_by_words(rated, words, is_best=True) if one.chance >= rules["next"]]
    # What she only tells asks for nothing: there an answer must be the likelier for it.
    least = rules["least" if compiled(_rules()["asks"]).search(readable(words).text) else "told"]
    is_meant = bool(by_words) or (ranked[0].chance >= least and not _is_faint(ranked[0]))
    return [one for one in ranked if is_meant and one.chance >= rules["next"]]


def _is_faint(one: _Rated) -> bool:
    """Tell whether an answer is merely near: of which she says nothing, and which is not much the likeliest."""
    faint = _rules()["faint"]
    return not one.named and one.alike < faint["alike"] and one.chance < faint["chance"]


def _may_be_meant(one: _Rated, words: str) -> bool:
    """Tell whether likeness is enough: not for a wanting figure, what a colleague is told, what to heed at all."""
    rules = _rules()
    if _leaves_figure_open(one.answer, words):
        return False
    is_hers = one.named or one.alike >= rules["alike"]
    is_told_us = compiled(rules["to_colleague"]).search(one.answer.lines[0])
    return bool(is_hers or not (is_told_us or compiled(rules["in_general"]).search(readable(words).text)))


def _leaves_figure_open(answer: Answer, words: str) -> bool:
    """Tell whether she asks how long or how many, and an answer to another question holds no figure."""
    rules = _rules()["figure"]
    asked = compiled(rules["asks"])
    if not asked.search(readable(words).text) or any(asked.search(one) for one in answer.asks):
        return False
    if any(_named(answer, (turn, plain_text(turn))) for turn in _turns_without_figure(words)):
        # The figure is asked for of something else.
        return False
    return not any(compiled(rules["says"]).search(line) for line in answer.lines)


def _turns_without_figure(words: str) -> list[str]:
    """Return the clauses of her words that ask something else than a figure."""
    rules = _rules()
    asking = (turn for turn in turns_of(words) if compiled(rules["asks"]).search(turn))
    return [turn for turn in asking if not compiled(rules["figure"]["asks"]).search(turn)]


def _weighed(rated: Sequence[_Rated], page: Playbook, words: str, near: Nearness) -> list[_Rated]:
    """Return the answers with their chances: each against all others, and against the page's general text."""
    rules = _rules()["chance"]
    weights = [math.exp(_evidence(one, words, near)) for one in rated]
    none = math.exp(rules["none"] + rules["title"] * near.get(page.title, 0.0))
    total = sum(weights) + none
    return [replace(one, chance=weight / total) for one, weight in zip(rated, weights, strict=True)]


def _evidence(one: _Rated, words: str, near: Nearness) -> float:
    rules = _rules()["chance"]
    nearest = sorted((near[asked] for asked in one.answer.asks if asked in near), reverse=True)[:2]
    # One wording may be near by chance, two are not.
    meaning = sum(nearest) / len(nearest) if nearest else 0.0
    # An own word in what she only tells is none that she asks about.
    named = one.named if one.named and _is_in_question(one, words) else 0.0
    return float(rules["meaning"] * meaning + rules["alike"] * one.alike + rules["named"] * named)


def _in_turn(first: _Rated, rated: Sequence[_Rated], page: Playbook, words: str) -> list[_Rated]:
    """Return the answer that is meant, and the one to her other question, in the order she asks the two.

    Of something told and something asked only what is asked is answered.
    """
    turns, worth = turns_of(words), _worth(page.asked)
    # What is a page's question as a whole is one question; of words of unknown meaning nothing more is guessed.
    is_one = not first.chance or len(turns) < 2 or first.alike >= _rules()["all_but_same"]
    least = _rules()["second"]["chance"] * (1 - first.chance)
    for other in (one for one in rated if not is_one and one is not first and one.chance >= least):
        leads = [_claim(first, turn, worth) - _claim(other, turn, worth) for turn in turns]
        # Each of two questions has a clause of its own; what is only like another answer has none.
        if min(max(leads), -min(leads)) >= _rules()["second"]["lead"]:
            both = sorted([(leads.index(max(leads)), first), (leads.index(min(leads)), other)], key=lambda one: one[0])
            asked = [one for at, one in both if compiled(_rules()["asks"]).search(turns[at])]
            # What is told is no mere setting where it makes another answer much the likelier.
            is_told = asked == [other] and other.chance < first.chance * _rules()["second"]["told"]
            return [first] if is_told else asked or [one for _, one in both]
    return [first]


def turns_of(words: str) -> tuple[str, ...]:
    """Return the clauses of her words with their marks, each of which may ask something of its own."""
    clauses = compiled(_rules()["second"]["turns"]).findall(readable(words).text)
    return tuple(clause for clause in clauses if len(clause) > 1)


def _claim(one: _Rated, clause: str, worth: _Worth) -> float:
    """Return how much of one clause is about an answer: how alike it is, and one more where its own word is heard."""
    plain = plain_text(clause)
    hers = _terms(plain)
    alike = max(_alike(asked, hers, worth, worth.of(hers)) for asked in one.answer.asks)
    return alike + bool(_named(one.answer, (clause, plain)))


def _clear_by_words(rated: Sequence[_Rated], words: str, *, is_best: bool) -> list[_Rated]:
    """Return the answers that her words alone tell to be meant, clearest first.

    Of several that are named the one named last is asked for: what comes before it tells how things stand.
    """
    least = float(_rules()["alike" if is_best else "all_but_same"])
    most = max(one.alike for one in rated) / float(_rules()["outdone"])
    clear = [one for one in rated if one.alike >= least or (is_best and one.alike >= most and _is_asked(one, words))]
    return sorted(clear, key=lambda one: one.alike + one.named, reverse=True)


def _is_asked(one: _Rated, words: str) -> bool:
    """Tell whether an answer's own word stands in what she asks; one that only tells how things stand needs more."""
    return bool(one.named) and one.alike >= float(_rules()["named" if _is_in_question(one, words) else "beside"])


def _is_in_question(one: _Rated, words: str) -> bool:
    """Tell whether an answer's own word stands in a clause of hers that asks, or in what she says last."""
    return any(compiled(word).search(clause) for word in one.answer.words for clause in _asking(words))


@lru_cache(maxsize=256)
def _asking(words: str) -> tuple[str, ...]:
    rules = _rules()
    clauses = [clause for clause in _CLAUSE.split(readable(words).text) if clause]
    asking = [clause for clause in clauses if compiled(rules["asks"]).search(clause)]
    asking = [clause for clause in asking if not compiled(rules["hollow"]).search(clause)] or clauses
    # What she says last is what she comes to, asked or not.
    return (*asking, *clauses[-1:])


def _rate(page: Playbook, words: str) -> list[_Rated]:
    texts, hers = (readable(words).text, plain_text(words)), frozenset(terms_of(plain_text(words)))
    worth = _worth(page.asked)
    whole = worth.of(hers)
    rated = (
        _Rated(one, _named(one, texts), max(_alike(asked, hers, worth, whole) for asked in one.asks))
        for one in page.answers
        if is_for(one, words) and is_of_place(one, words)
    )
    return [one for one in rated if one.alike >= least_alike(one.answer, words)]


@lru_cache(maxsize=1024)
def _worth(questions: tuple[str, ...]) -> _Worth:
    common = Counter(term for asked in questions for term in _terms(asked))
    of_term = {term: 1 / often for term, often in common.items()}
    return _Worth(of_term, {asked: sum(of_term[term] for term in _terms(asked)) for asked in questions})


@lru_cache(maxsize=16384)
def _terms(asked: str) -> frozenset[str]:
    return frozenset(terms_of(plain_text(asked)))


def _named(answer: Answer, texts: Iterable[str]) -> float:
    """Return how far into a text an answer's own words are heard last, as a share of it; 0 where they are not."""
    times = _rules()["times"]
    own = [(word, text) for text in texts for word in answer.words if word not in times and _may_stand(word, text)]
    return max((match.end() / len(text) for word, text in own for match in compiled(word).finditer(text)), default=0.0)


def _may_stand(word: str, text: str) -> bool:
    """Tell whether a pattern may be found in a text: most are plain words, and few of them are in it."""
    return word in text or not word.isalnum()


def _alike(asked: str, hers: frozenset[str], worth: _Worth, whole: float) -> float:
    """Return the share of terms that a question has in common with her words, which count `whole` together."""
    shared = _terms(asked) & hers
    return 2 * worth.of(shared) / (worth.of_question[asked] + whole) if shared else 0.0


def _rules() -> dict[str, Any]:
    rules: dict[str, Any] = table_of("search.yaml")["answer"]
    return rules
