"""Whom a page's words are read by: what is said to a mother of her husband or of her elders is not said to these."""

import re
from collections.abc import Sequence

from tools.members.snapshot import MemberSnapshot
from tools.models import Draft
from tools.patterns import compiled
from tools.yaml_text import table_beside

_table = table_beside(__file__)

_SENTENCES = re.compile(r"[^\u3002\uff01\uff1f]+[\u3002\uff01\uff1f]?")


def reader_of(words: str, snapshot: MemberSnapshot) -> str:
    """Return who asks, father or grandparent, by the record or by whom the words name; '' for anybody else."""
    table = _table()
    has_family = bool(snapshot.children) or snapshot.is_expecting
    is_of_a_child = compiled(table["names_grandchild"]).search(words) or (snapshot.kin == "grandparent" and has_family)
    # Who asks for a parent of her own is read to as anybody, whatever her age.
    if is_of_a_child and not compiled(table["elder_named"]).search(words):
        return "grandparent"
    is_father = compiled(table["names_wife"]).search(words) or (snapshot.kin == "father" and has_family)
    return "father" if is_father else ""


def speaks_to(reader: str, text: str) -> bool:
    """Tell whether a text may be read by somebody: it speaks of no one as absent who reads it."""
    return not reader or not compiled(_table()["unfit"][reader]).search(text)


def begins_for(reader: str, text: str) -> bool:
    """Tell whether the first sentence of a text may be read by somebody: the others can be left out."""
    return speaks_to(reader, next(iter(_SENTENCES.findall(text)), ""))


def for_reader(drafts: Sequence[Draft], words: str, snapshot: MemberSnapshot) -> tuple[Draft, ...]:
    """Leave out of drafts what speaks past who reads them; a draft of which too little is left goes as a whole."""
    reader = reader_of(words, snapshot)
    for draft in (one for one in drafts if one.playbook_id):
        draft.text = draft.proposed_text = _fitted(draft.text, reader)
    return tuple(draft for draft in drafts if draft.text)


def _fitted(text: str, reader: str) -> str:
    sentences = _SENTENCES.findall(text)
    # What sends somebody to a doctor at once is left out for nobody.
    is_urgent = compiled(_table()["urgent"]).search
    kept = "".join(one for one in sentences if speaks_to(reader, one) or is_urgent(one))
    begins_alike = bool(sentences) and kept.startswith(sentences[0])
    return kept if begins_alike and len(kept) >= len(text) * float(_table()["least_left"]) else ""
