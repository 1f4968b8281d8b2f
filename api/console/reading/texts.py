"""Texts with marks: where the checks spoke, and what a person changed."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from difflib import SequenceMatcher
from itertools import pairwise
from typing import Any

from api.console.pages.draft import FindingView, Segment
from tools.access import SEVERITY
from tools.checks.finding import Finding

Row = Mapping[str, Any]


def rows_of(findings: Sequence[Finding]) -> list[dict[str, Any]]:
    """Return findings as a draft stores them."""
    return [asdict(finding) for finding in findings]


def worst_of(findings: Sequence[Row]) -> str:
    """Return the most serious verdict, 'pass' when there is none."""
    return max((str(row["verdict"]) for row in findings), key=lambda verdict: SEVERITY[verdict], default="pass")


def marked(text: str, findings: Sequence[Row]) -> tuple[Segment, ...]:
    """Cut a text where findings begin and end; each piece carries the worst verdict upon it."""
    spans = [row for row in findings if _is_part(text, row)]
    cuts = sorted({0, len(text), *(int(row[edge]) for row in spans for edge in ("start", "end"))})
    return tuple(_piece(text, start, end, spans) for start, end in pairwise(cuts))


def _is_part(text: str, row: Row) -> bool:
    start, end = int(row["start"]), int(row["end"])
    return 0 <= start < end <= len(text) and end - start < len(text)


def _piece(text: str, start: int, end: int, spans: Sequence[Row]) -> Segment:
    upon = [row for row in spans if int(row["start"]) <= start and end <= int(row["end"])]
    if not upon:
        return Segment(text[start:end])
    return Segment(text[start:end], worst_of(upon), " ".join(dict.fromkeys(str(row["message"]) for row in upon)))


def finding_views(text: str, findings: Sequence[Row]) -> tuple[FindingView, ...]:
    """Return the findings, the gravest first, each with the words it is about."""
    ordered = sorted(findings, key=lambda row: (-SEVERITY[str(row["verdict"])], int(row["start"])))
    return tuple(
        FindingView(
            rule=str(row["rule"]),
            verdict=str(row["verdict"]),
            message=str(row["message"]),
            quote=text[int(row["start"]) : int(row["end"])] if _is_part(text, row) else "",
        )
        for row in ordered
    )


def changes(before: str, after: str) -> tuple[Segment, ...]:
    """Return what a person took out and put in, character by character; empty when nothing changed."""
    if before == after:
        return ()
    pieces: list[Segment] = []
    for tag, start, end, new_start, new_end in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if tag == "equal":
            pieces.append(Segment(before[start:end]))
            continue
        pieces += [Segment(before[start:end], "del")] if end > start else []
        pieces += [Segment(after[new_start:new_end], "ins")] if new_end > new_start else []
    return tuple(pieces)
