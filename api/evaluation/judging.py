"""The one place where an evaluation asks the checks for a label."""

from collections.abc import Sequence

from tools.checks import Line, label_in, label_out
from tools.checks.inspection import Kind
from tools.errors import BadInput

HARMLESS = {"in": "benign", "out": "care"}


def load_checks() -> None:
    """Load encoder, rules and what was learned, so that a copy of this process need not."""
    for direction in HARMLESS:
        label_line(direction, "start")


def label_line(direction: str, text: str, kind: Kind | None = None, context: Sequence[Line] = ()) -> tuple[str, str]:
    """Return the label of a line of this direction and the reason for it."""
    try:
        return label_in(text, context) if direction == "in" else label_out(text, kind, context)
    except BadInput as error:
        # A line without a readable word (a picture, a sticker) says nothing against anybody.
        return HARMLESS[direction], error.message
