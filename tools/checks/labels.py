"""The guard labels of the contract: one word for what a single line is."""

from collections.abc import Sequence

from tools.checks.ear import Ear, local_ear
from tools.checks.finding import Line
from tools.checks.inspection import Inspection, Kind, rule_hits
from tools.checks.normalise import readable
from tools.checks.tone import findings as tone_findings
from tools.checks.tone import has_asked
from tools.checks.triage import triage

_GRAVEST_FIRST = ("illegal_ad", "medical_risk", "privacy", "sales")


def label_out(
    text: str, kind: Kind | None = None, context: Sequence[Line] = (), ear: Ear | None = None
) -> tuple[str, str]:
    """The guard label of an outbound line and the rule ids behind it; without kind it is proactive care."""
    setting = setting_of(kind, context)
    source = readable(text)
    standing, _ = rule_hits(source, setting, ear or local_ear())
    labels = {hit.rule.label: hit.rule.id for hit in reversed(standing)}
    for found in tone_findings(source, setting):
        labels.setdefault("sales", found.rule)
    for label in _GRAVEST_FIRST:
        if label in labels:
            return label, labels[label]
    return "care", ""


def setting_of(kind: Kind | None, context: Sequence[Line]) -> Inspection:
    """The moment of a line of which only kind and context are known."""
    asked = has_asked([line.text for line in context if line.direction == "in"])
    return Inspection(kind or "care", tuple(context), asked_products=asked and kind not in (None, "care"))


def label_in(text: str, context: Sequence[Line] = (), ear: Ear | None = None) -> tuple[str, str]:
    """The guard label of an inbound line and the words that decided it."""
    judged = triage(text, context, ear=ear)
    rules = ",".join(found.rule for found in judged.reasons[:3])
    return judged.label, f"{rules}: {judged.quote}" if rules else ""
