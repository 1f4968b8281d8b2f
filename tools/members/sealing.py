"""What stays unseen while a member's life is sealed: our own words about it, wherever they are kept."""

from collections.abc import Iterable

from tools.members.stage import is_field_sealed, is_sealed, nicknames, words
from tools.models import Draft, Member


def seals(member: Member, draft: Draft) -> bool:
    """Tell whether a draft's words are not shown now: everything we wrote but the fixed replies of this very time."""
    if draft.kind == "fixed_reply":
        return False
    # After a release new drafts must be read to be decided; what was written before it still tells of the child.
    return member.care_hold or (is_sealed(member) and tells(member, draft.text))


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
    return said if not is_sealed(member) else tuple(s for s in said if not tells(member, s))


def tells(member: Member, sentence: str) -> bool:
    """Tell whether a sentence is about a pregnancy or a child, hers by name included."""
    return any(word in sentence for word in (*words()["family_words"], *nicknames(member)))


def open_field(member: Member, name: str) -> str:
    """Return the name of a field that may be asked for, '' for one that is sealed."""
    return "" if name in ("due_date", "children") and is_field_sealed(member, name) else name
