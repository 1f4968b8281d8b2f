"""Evidence: for every statement about her, the field or message it came from and its date."""

from collections.abc import Iterable
from typing import Any

from knowledge.playbook import Playbook
from tools.members.snapshot import Fact, MemberSnapshot

_SLOT_FIELDS = {"call": "nickname", "week": "due_date", "baby": "children", "age": "children", "product": "orders"}
_SLOT_FIELDS |= {"tip": "orders", "last": "messages"}


def evidence_for(
    snapshot: MemberSnapshot, page: Playbook | None, used_slots: Iterable[str], *, said: Fact | None = None
) -> list[dict[str, Any]]:
    """Return the facts a text rests on: what the page needs, what its slots say, and the message it answers."""
    fields = [*(page.rests_on if page else ()), *(_SLOT_FIELDS[slot] for slot in used_slots if slot in _SLOT_FIELDS)]
    facts: list[Fact] = [said] if said is not None else []
    for field in dict.fromkeys(fields):
        # A member without a nickname is addressed by her name.
        fact = snapshot.fact(field) or (snapshot.fact("name") if field == "nickname" else None)
        if fact is not None and fact not in facts:
            facts.append(fact)
    return [as_evidence(fact) for fact in facts]


def as_evidence(fact: Fact) -> dict[str, Any]:
    """Return a fact in the contract's shape."""
    return {"field": fact.field, "value": fact.value, "source": fact.source, "at": fact.at}
