"""Leave out of a page's general text what answers other questions of the page than hers."""

from collections.abc import Sequence

from agent.composer.hearing.matters import matter_words, words_that_mean
from agent.composer.phrases import ADVICE_KINDS, is_question
from agent.composer.talk.key_sentence import sentences, share_said
from knowledge.playbook import Answer, Playbook
from tools.checks.normalise import readable
from tools.models import Draft
from tools.patterns import compiled


def to_the_point(drafts: tuple[Draft, ...], page: Playbook, words: str) -> tuple[Draft, ...]:
    """Leave out of the shorter drafts each sentence that only another answer of the page is about.

    What begins a text stays, what must be said, what sends to a doctor at once, and what has a word of hers.
    """
    rules = matter_words()["to_the_point"]
    is_of_one = is_question(words) and page.kind in ADVICE_KINDS and not compiled(rules["of_all"]).search(words)
    others = _others(page, words) if is_of_one else []
    for draft in drafts:
        if draft.style in rules["styles"] and draft.playbook_id == page.id and others:
            draft.text = draft.proposed_text = _without(draft.text, others, page, words)
    return drafts


def _others(page: Playbook, words: str) -> list[Answer]:
    """Return the answers of a page of which she says no word."""
    text = readable(words).text
    return [one for one in page.answers if not any(compiled(word).search(text) for word in one.words)]


def _without(text: str, others: Sequence[Answer], page: Playbook, words: str) -> str:
    rules, kept = matter_words()["to_the_point"], list[str]()
    hers, told = words_that_mean(words), sentences(text)
    for sentence in told:
        is_hers = any(word in sentence for word in (*page.must_say, *hers))
        if not kept or is_hers or compiled(rules["urgent"]).search(sentence) or not _is_about(sentence, others, page):
            kept.append(sentence)
    return "".join(kept) + text[len("".join(told)) :] if len("".join(kept)) >= int(rules["least"]) else text


def _is_about(sentence: str, others: Sequence[Answer], page: Playbook) -> bool:
    """Tell whether a sentence says in other words a line of some answers, and is about none that she may mean."""
    least = float(matter_words()["to_the_point"]["same"])
    meant = [one for one in page.answers if one not in others]
    is_theirs = any(_names(one, sentence) and share_said(sentence, "".join(one.lines)) >= least for one in others)
    return is_theirs and not any(_names(one, sentence) for one in meant)


def _names(one: Answer, sentence: str) -> bool:
    return any(compiled(word).search(sentence) for word in one.words)
