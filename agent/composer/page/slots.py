"""Fill the slots of a playbook variant from recorded facts; a slot that cannot be filled leaves the variant out."""

import re

from agent.composer.meant.things import proper_name
from knowledge.special_days import term_of
from tools.members.snapshot import MemberSnapshot

_TIP = re.compile(r"[\u3002\uff1b;\n]")
_SLOT = re.compile(r"\{([a-z]+)\}")


def slots_for(snapshot: MemberSnapshot, rep_name: str) -> dict[str, str]:
    """Return the slots that can be filled for this member now."""
    slots = {"call": snapshot.call, "rep": rep_name, "term": term_of(snapshot.today)}
    if snapshot.child is not None:
        slots["age"] = snapshot.age_words
        if snapshot.child.nickname:
            slots["baby"] = snapshot.child.nickname
    if snapshot.gest_week is not None:
        slots["week"] = snapshot.week_words
    bought = snapshot.last_bought
    if bought is not None:
        slots["product"] = proper_name(bought.name)
        if bought.spec:
            slots["tip"] = _first_tip(bought.spec)
    return {name: text for name, text in slots.items() if text}


def _first_tip(spec: str) -> str:
    tips = [tip.strip() for tip in _TIP.split(spec) if tip.strip()]
    # A bare measurement ("90×90cm") is not a tip on how to use it.
    spoken = [tip for tip in tips if len(tip) >= 6 and not tip[0].isdigit()]
    return spoken[0] if spoken else ""


def fill(text: str, slots: dict[str, str]) -> str:
    """Fill a variant's slots in one pass, so that a value with braces in it stays what it is."""
    return _SLOT.sub(lambda found: slots.get(found.group(1), found.group()), text)
