"""Tells whether a text speaks of a pregnancy or a child, by the same rule that guards a care hold."""

from tools.checks.normalise import readable
from tools.checks.rulebook import get_rule


def speaks_of_family(text: str) -> bool:
    """Tell whether anything in the text would have to stay out of sight."""
    read = readable(text).text
    return any(pattern.search(read) for pattern in get_rule("CARE-HOLD").patterns)
