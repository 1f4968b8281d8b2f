"""Call her by name first, as a person types it: in outreach, and in the first answer of a talk."""

import re
from datetime import datetime, timedelta

from agent.composer.evidence import evidence_for
from agent.composer.phrases import phrases
from tools.members.snapshot import MemberSnapshot
from tools.members.stage import words as stage_words
from tools.models import Draft
from tools.patterns import compiled

_CALL = "{call}"
_MARKS = "\uff0c\u3002\uff01\uff1f\uff1a\uff1b"
_VOCATIVE = re.compile(rf"([{_MARKS}])\{{call\}}([{_MARKS}])")
_COMMA = "\uff0c"


def called_first(text: str, style: str) -> str:
    """Return a page's text with her name in front, in the styles that are typed that way.

    Only a name between two marks is moved; one that its sentence needs ("do ask {call} ...") stays.
    """
    if style not in phrases()["called_first"] or text.startswith(_CALL):
        return text
    moved = _VOCATIVE.sub(_without, text, count=1)
    return f"{_CALL}{_COMMA}{moved}" if moved != text else text


def _without(found: re.Match[str]) -> str:
    """Return the one mark that two sentences need once the name between them is gone: a pause gives way."""
    before, after = found.groups()
    return after if before == _COMMA else before


def named(draft: Draft, snapshot: MemberSnapshot, words: str, now: datetime) -> None:
    """Begin an answer with her name, unless it says it, is worded by rule, or the two are in the midst of talking."""
    table = phrases()["names_her"]
    is_answer = not draft.proactive and draft.kind in table["kinds"] and draft.style in table["styles"]
    is_of_her_name = bool(compiled(table["unless"]).search(words))
    if not is_answer or is_of_her_name or snapshot.call in ("", *stage_words()["calls"].values()):
        return
    if snapshot.call in draft.text or _are_talking(snapshot, now):
        return
    draft.text = draft.proposed_text = f"{snapshot.call}{_COMMA}{draft.text}"
    known = draft.evidence or []
    draft.evidence = [*known, *(one for one in evidence_for(snapshot, None, ("call",)) if one not in known)]


def sorry_to_wait(drafts: tuple[Draft, ...]) -> tuple[Draft, ...]:
    """Begin an answer that she had to call for with a word of regret."""
    for draft in drafts:
        draft.text = draft.proposed_text = str(phrases()["kept_waiting"].get(draft.style, "")) + draft.text
    return drafts


def _are_talking(snapshot: MemberSnapshot, now: datetime) -> bool:
    since = now - timedelta(hours=int(phrases()["names_her"]["talking_hours"]))
    return any(said.direction == "out" and said.at >= since for said in snapshot.thread)
