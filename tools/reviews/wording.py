"""What changed between two texts, and what the audit keeps of it."""

import difflib

from tools.audit import sum_of


def diff_of(before: str, after: str) -> str:
    """Return the unified diff of two texts, '' when they are equal.

    The audit chain keeps only this diff's SHA-256: an entry must stay valid after the words are erased. The words are
    kept in `Draft.proposed_text` and, frozen per version, in `Delivery.text`, from which the diff can be made again.
    """
    lines = difflib.unified_diff(before.splitlines(), after.splitlines(), "proposed", "final", lineterm="")
    return "\n".join(lines)


def sums(before: str, after: str) -> dict[str, str]:
    """Return what the audit keeps of a text and its change."""
    return {"text_sha256": sum_of(after), "diff_sha256": sum_of(diff_of(before, after))}
