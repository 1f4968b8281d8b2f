"""One turn's placeholders: what leaves is hidden, what comes back is shown."""

import re
from functools import partial
from typing import Literal

from agent.masking.patterns import may_stand_in, pattern_of, patterns, pressed
from tools.members.identifiers import Identifiers
from tools.members.snapshot import MemberSnapshot

_FIXED = ("{call}", "{baby}", "{rep}")
# A child she did not consent to speak of has no way back.
_NO_WAY_BACK = "[child]"


class Veil:
    """Hides names and numbers of one turn; the same value always has the same placeholder."""

    def __init__(self, known: Identifiers, snapshot: MemberSnapshot, rep_name: str) -> None:
        """Learn what is known; what only looks like personal data is found in the texts."""
        self._shown: dict[str, str] = {}
        self._hidden: dict[str, str] = {}
        self._sealed: dict[str, str] = {}
        self._counts: dict[str, int] = {}
        # The first to claim a value keeps it: a child called like her mother is still her mother's name.
        self._masks: dict[str, str] = {}
        self._claim((snapshot.call, *known.names), "{call}")
        self._claim((rep_name,), "{rep}")
        self._claim_children(known, snapshot)
        for kind, values in _numbered(known).items():
            for value in values:
                self._masks.setdefault(value, kind)

    def hide(self, text: str) -> str:
        """Return the text as it may leave the house."""
        text = self._without_lookalikes("before_names", text)
        seen = pressed(text)
        for value in sorted(self._masks, key=lambda value: -len(value)):
            # Of a hundred colleagues hardly one is spoken of: each would be looked for from end to end.
            if may_stand_in(value, seen):
                text = pattern_of(value).sub(partial(self._named, self._masks[value]), text)
                seen = pressed(text)
        return self._without_lookalikes("after_names", text)

    def show(self, text: str) -> str:
        """Return the text with numbered placeholders turned back; {call}, {baby} and {rep} are the slots' business."""
        return re.sub(r"\{[a-z]+\d+\}", lambda found: self._shown.get(found[0], found[0]), text)

    def keep(self, kind: str, value: str) -> str:
        """Return a placeholder for words that must come back as they are."""
        return self._placeholder(kind, value)

    def seal(self, kind: str, value: str) -> str:
        """Return a placeholder that has no way back: an id that tells two things apart and belongs in no text."""
        # Apart from what is hidden: the same id in her own words has its way back.
        name = self._sealed.get(value) or self._next_name(kind)
        return self._sealed.setdefault(value, name)

    def _without_lookalikes(self, moment: Literal["before_names", "after_names"], text: str) -> str:
        for kind, pattern in patterns(moment):
            text = pattern.sub(partial(self._covered, kind), text)
        return text

    def _claim(self, values: tuple[str, ...], mask: str) -> None:
        for value in values:
            if value.strip():
                self._masks.setdefault(value.strip(), mask)

    def _claim_children(self, known: Identifiers, snapshot: MemberSnapshot) -> None:
        if snapshot.child is None:
            self._claim(known.child_names, _NO_WAY_BACK)
            return
        self._claim((snapshot.child.nickname,), "{baby}")
        self._claim(known.child_names, "child")

    def _named(self, kind: str, found: re.Match[str]) -> str:
        return self._placeholder(kind, found[0])

    def _covered(self, kind: str, found: re.Match[str]) -> str:
        if "it" not in found.re.groupindex:
            return self._placeholder(kind, found[0])
        start, end = found.span("it")
        first = found.start()
        return found[0][: start - first] + self._placeholder(kind, found["it"]) + found[0][end - first :]

    def _placeholder(self, kind: str, value: str) -> str:
        if kind in (*_FIXED, _NO_WAY_BACK):
            return kind
        name = self._hidden.get(value)
        if name is None:
            name = self._next_name(kind)
            self._hidden[value], self._shown[name] = name, value
        return name

    def _next_name(self, kind: str) -> str:
        self._counts[kind] = self._counts.get(kind, 0) + 1
        return f"{{{kind}{self._counts[kind]}}}"


def _numbered(known: Identifiers) -> dict[str, tuple[str, ...]]:
    return {
        "phone": known.phones,
        "wecom": known.ids,
        "order": known.orders,
        "colleague": known.staff_names,
        "staff": known.staff_ids,
    }
