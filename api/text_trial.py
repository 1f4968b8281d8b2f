"""What the checks say about a text that somebody typed to try them."""

from dataclasses import asdict, dataclass
from typing import Any, cast, get_args

from tools.checks import Finding, Inspection, inspect, label_out, triage, verdict
from tools.checks.inspection import Kind
from tools.errors import BadInput


@dataclass(frozen=True)
class Tried:
    """The label, the verdict and the findings on a typed text."""

    label: str
    verdict: str
    findings: tuple[Finding, ...]

    def as_json(self) -> dict[str, Any]:
        """Return the document of `zhiji checks try --json`."""
        return {"label": self.label, "verdict": self.verdict, "findings": [asdict(one) for one in self.findings]}


def try_outbound(text: str, kind: str) -> Tried:
    """Judge a text as a draft of this kind; BadInput for an unknown kind."""
    if kind not in get_args(Kind):
        raise BadInput(f"{kind!r} is no kind of draft.", fix=f"Use one of: {', '.join(get_args(Kind))}.")
    found = inspect(text, Inspection(cast(Kind, kind)))
    label = label_out(text, cast(Kind, kind))[0] if text.strip() else "care"
    return Tried(label, verdict(found), found)


def try_inbound(text: str) -> Tried:
    """Judge a text as something a member wrote; BadInput if it has no words."""
    judged = triage(text)
    return Tried(judged.label, judged.route or "pass", judged.reasons)
