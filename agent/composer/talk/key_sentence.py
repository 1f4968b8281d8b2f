"""Let every draft of a page answer her: what one style says on her question is said in the others, too."""

import re
from collections.abc import Collection, Sequence

from agent.composer.hearing.matters import matter_words, words_that_mean
from agent.composer.hearing.telling import turned
from agent.composer.hearing.wording import is_new_opening
from agent.composer.phrases import is_question
from agent.composer.promise import clauses_said_back
from tools.models import Draft
from tools.patterns import compiled

_HAN = re.compile(r"[\u4e00-\u9fffA-Za-z]+")
_CLAUSE = re.compile(r"[\u3002\uff01\uff1f!?\uff0c,\uff1b;\uff1a:]")
# So many characters that stand together are a name, or as good as one.
_NAME = 3
# What is quoted is of one piece with what leads in.
_RUN = r"(?:\u201c[^\u201d]*\u201d|[^\u3002\uff01\uff1f!?])+"
_PIECE = re.compile(_RUN + r"[\u3002\uff01\uff1f!?]*")
_SENTENCE = re.compile(_RUN + r"(?:[\u3002\uff01\uff1f!?]+|(?<=[\u3002\uff01\uff1f!?]\u201d)$)")


def with_key_sentence(drafts: tuple[Draft, ...], words: str) -> tuple[Draft, ...]:
    """Put the sentence that speaks most of her words into each draft that does not speak of them, after its first one.

    The sentence is one of the same page, as it stands; a text that would grow too long stays as it is.
    """
    rules = matter_words()["key_sentence"]
    said = words_that_mean(words)
    told = [(_told(sentence, said, words), sentence) for draft in drafts for sentence in sentences(draft.text)]
    most, key = max(told, default=(0, ""), key=lambda one: one[0])
    if not most or len(key) > int(rules["longest"]):
        return drafts
    for draft in drafts:
        best = max((_told(sentence, said, words) for sentence in sentences(draft.text)), default=0)
        fits = len(draft.text) + len(key) <= int(rules["longest_text"])
        is_said = is_said_already(key, draft.text) or share_said(key, draft.text) > float(rules["key_said"])
        if best < most and not best and fits and not is_said:
            draft.text = draft.proposed_text = _put_second(key, draft.text)
    return drafts


def is_said_already(key: str, text: str) -> bool:
    """Tell whether a text says much of a sentence in other words: nobody says a thing twice in one message.

    A figure that both hold makes less likeness enough.
    """
    rules = matter_words()["key_sentence"]
    if share_said(key, text) > float(rules["said_already"]):
        return True
    figures = _figures(key)
    alike = (one for one in _parts(text) if figures & _figures(one))
    return any(len(_pairs(key) & _pairs(one)) >= int(rules["same_figure_pairs"]) for one in alike)


def said_once(drafts: tuple[Draft, ...]) -> tuple[Draft, ...]:
    """Leave out of the drafts of pages each sentence that an earlier one of the same draft says, but for a doctor's."""
    for draft in drafts:
        if draft.playbook_id:
            draft.text = draft.proposed_text = _once(draft.text)
    return drafts


def _once(text: str) -> str:
    rules, kept = matter_words()["key_sentence"], list[str]()
    for sentence in _PIECE.findall(text):
        before = "".join(kept)
        is_urgent = compiled(matter_words()["last_word"]["doctor"]).search(sentence)
        # What was put before another answer may have a figure of its own in common with it.
        is_twice = share_said(sentence, before) > float(rules["said_twice"]) or (
            bool(_figures(sentence)) and is_said_already(sentence, before)
        )
        is_twice = is_twice or _names_again(sentence, before)
        if not kept or is_urgent or not is_twice:
            kept.append(sentence)
    return "".join(kept)


def _names_again(sentence: str, before: str) -> bool:
    """Tell whether a sentence sends to the same number, or has her write the same word, as one like it before."""
    return any(
        set(compiled(row["mark"]).findall(sentence)) & set(compiled(row["mark"]).findall(one))
        and len(_pairs(sentence) & _pairs(one)) >= int(row["pairs"])
        for row in matter_words()["key_sentence"]["named_once"]
        for one in _parts(before)
    )


def _parts(text: str) -> list[str]:
    return [one for one in _PIECE.findall(text) if one.strip()]


def _figures(text: str) -> frozenset[str]:
    return frozenset(compiled(matter_words()["key_sentence"]["figures"]).findall(text))


def share_said(key: str, text: str) -> float:
    """Return the share (0-1) of a sentence's pairs of characters that stand in a text, too."""
    pairs = _pairs(key)
    return len(pairs & _pairs(text)) / len(pairs) if pairs else 0.0


def shares_a_run(sentence: str, text: str) -> bool:
    """Tell whether a name of three characters or more stands in both texts."""
    runs = _HAN.findall(sentence)
    return any(run[at : at + _NAME] in text for run in runs for at in range(len(run) - _NAME + 1))


def _pairs(text: str) -> set[str]:
    runs = _HAN.findall(text)
    return {run[at : at + 2] for run in runs for at in range(len(run) - 1)}


def with_named(drafts: tuple[Draft, ...], words: str) -> tuple[Draft, ...]:
    """Let each draft speak of what she names, as far as the page does: one clause of another style, put second."""
    rules, said = matter_words()["key_sentence"], words_that_mean(words)
    texts = {draft.style: draft.text for draft in drafts}
    for draft in drafts:
        missing = [word for word in said if word not in draft.text]
        others = [clause for style, text in texts.items() if style != draft.style for clause in _standing_alone(text)]
        most, clause = max(((sum(w in c for w in missing), c) for c in others), default=(0, ""), key=lambda one: one[0])
        fits = len(draft.text) + len(clause) < int(rules["longest_text"])
        if most and fits and not is_said_already(clause, draft.text):
            draft.text = draft.proposed_text = _put_second(f"{clause}\u3002", draft.text)
    return drafts


def with_her_clause(drafts: tuple[Draft, ...], words: str, used: Collection[str]) -> tuple[Draft, ...]:
    """Let a draft that says no word of hers begin with what she names or tells that it answers, never twice alike."""
    said, clause = words_that_mean(words), _clause_answered(words)
    rules = matter_words()["her_clause"]
    if is_question(words) or compiled(rules["without_told"]).search(clause):
        # Nobody says a question back to whoever asked it: its answer stands alone.
        return drafts
    forms = rules[_form_of(clause)]
    for draft in drafts:
        if clause and said and not any(word in draft.text for word in said):
            text = str(forms[draft.style]).format(clause=clause, echo=turned(clause), text=draft.text)
            draft.text = draft.proposed_text = text if is_new_opening(text, used) else draft.text
    return drafts


def _form_of(clause: str) -> str:
    """Return how a clause of hers is said back: plainly where it tells what she does or sees, and no rule or belief."""
    rules = matter_words()["her_clause"]
    if compiled(rules["is_rule"]).search(clause):
        return "believed"
    return "plainly" if compiled(rules["is_plain"]).search(clause) else "tells"


def _clause_answered(words: str) -> str:
    """Return the clause of hers that asks and names something, else the one that names most; '' if none bears it."""
    said, without = words_that_mean(words), matter_words()["her_clause"]["without"]
    bearing = [one for one in clauses_said_back(words) if not compiled(without).search(one)]
    named = [(sum(word in one for word in said), one) for one in bearing]
    asking = [(is_question(one), most, one) for most, one in named if most]
    return max(asking, key=lambda one: one[:2], default=(False, 0, ""))[2]


def _standing_alone(text: str) -> list[str]:
    """Return the clauses of a text that can be said by themselves."""
    rules = matter_words()["key_sentence"]
    clauses = (clause.strip() for clause in _CLAUSE.split(text))
    short = (clause for clause in clauses if rules["shortest_clause"] <= len(clause) <= rules["longest_clause"])
    return [clause for clause in short if not compiled(rules["leans"]).search(clause)]


def _put_second(key: str, text: str) -> str:
    """Return a text with a sentence after its first one: a draft begins with its own yes or its own first step."""
    first = _SENTENCE.match(text)
    return text[: first.end()] + key + text[first.end() :] if first else key + text


def sentences(text: str) -> list[str]:
    """Return the sentences of a text, each with its mark; a rest without one is left out."""
    return _SENTENCE.findall(text)


def _told(sentence: str, said: Sequence[str], words: str) -> int:
    """Return how much of her words a sentence speaks of: each of them, and the figure that she asks for."""
    table = matter_words()
    spoken = sum(1 for word in said if word in sentence)
    figure = compiled(table["asks_figure"]).search(words) and compiled(table["says_figure"]).search(sentence)
    return spoken + (1 if spoken and figure else 0)
