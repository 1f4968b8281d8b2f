"""What stays unseen while a member's life is sealed: our own words about it, wherever they are kept."""

from collections.abc import Iterable

from tools.members.stage import nicknames, words
from tools.models import Draft, Member


def seals(member: Member, draft: Draft) -> bool:
    """Tell whether a draft's words are not shown now: everything we wrote but the fixed replies of this very time."""
    return member.care_hold and draft.kind != "fixed_reply"


def shown(member: Member, draft: Draft) -> Draft:
    """Return the draft as it may be shown: itself, or a copy without words, facts and products."""
    if not seals(member, draft):
        return draft
    blank = str(words()["sealed"])
    blanks = {"text": blank, "proposed_text": blank, "topic": "", "playbook_id": "", "playbook_version": ""}
    lists = {"evidence": [], "findings": [], "attachments": [], "grounds": {}, "request_quote": ""}
    return Draft(**{**draft.model_dump(), **blanks, **lists})


def open_sentences(member: Member, sentences: Iterable[str]) -> tuple[str, ...]:
    """Return the sentences that do not tell of a pregnancy or a child, while that is sealed; else all of them."""
    said = tuple(str(sentence) for sentence in sentences)
    if not member.care_hold:
        return said
    telling = (*words()["family_words"], *nicknames(member))
    return tuple(s for s in said if not any(word in s for word in telling))


def open_field(member: Member, name: str) -> str:
    """Return the name of a field that may be asked for, '' for one that is sealed."""
    return "" if member.care_hold and name in ("due_date", "children") else name
