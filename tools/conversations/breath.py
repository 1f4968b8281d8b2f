"""Several short messages in a row are one thought: what none of them says alone, they may say together."""

from collections.abc import Sequence
from datetime import timedelta

from tools.checks import Line, Triage, triage

ONE_BREATH = timedelta(minutes=10)
# The halves stand in one sentence, after a comma, or in the middle of a word that she broke in two.
_JOINTS = ("\uff0c", "")
_HOURS = ONE_BREATH.total_seconds() / 3600


def triage_in_breath(text: str, before: Sequence[Line], *, minor: bool) -> Triage:
    """Triage a message alone and, if that calls nobody, together with what she wrote just before. Raises BadInput.

    What the earlier messages called for by themselves was done when they came: it is not done again.
    """
    alone = triage(text, before, minor=minor)
    breath = _breath(before)
    if alone.route or not breath:
        return alone
    earlier = before[: len(before) - len(breath)]
    for joint in _JOINTS:
        so_far = joint.join(line.text.strip() for line in breath)
        together = triage(f"{so_far}{joint}{text.strip()}", earlier, minor=minor)
        if together.route and not triage(so_far, earlier, minor=minor).route:
            return together
    return alone


def _breath(before: Sequence[Line]) -> tuple[Line, ...]:
    """Return her messages that lead up to this one, each within ten minutes of the next, oldest first."""
    found: list[Line] = []
    next_at = 0.0
    for line in reversed(before):
        if line.direction != "in" or line.hours_ago - next_at > _HOURS or not line.text.strip():
            break
        found.append(line)
        next_at = line.hours_ago
    return tuple(reversed(found))
