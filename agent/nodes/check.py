"""Inspect every draft at the gate; a blocked one is repaired once by its model or dropped."""

from dataclasses import asdict
from typing import Literal

from langgraph.runtime import Runtime

from agent.composer.compose import compose
from agent.context import TurnContext
from agent.state import TurnState
from tools.checks import Finding, verdict
from tools.models import Draft


def check(state: TurnState, runtime: Runtime[TurnContext]) -> TurnState:
    """Keep the drafts that pass; remember the findings that a repair must mend."""
    runtime.context.progress("check")
    kept, blocking = _inspected(state["drafts"], runtime.context)
    if state["stance"].kind == "fixed_reply":
        # A routed message gets exactly one text, and in that moment nobody should have to choose.
        kept = kept[:1]
    if kept or not blocking:
        return {"drafts": kept, "repair": ()}
    if state["drafter"] != "model":
        rules = tuple(dict.fromkeys(finding.rule for finding in blocking))
        return {"drafts": (), "blocked_by": rules, "repair": ()}
    if not state.get("repaired"):
        return {"drafts": (), "repair": blocking, "repaired": True}
    return _taken_over(state, runtime.context, blocking)


def _taken_over(state: TurnState, context: TurnContext, blocking: tuple[Finding, ...]) -> TurnState:
    """Let the composer write after a model failed twice, and say why."""
    rules = ", ".join(dict.fromkeys(finding.rule for finding in blocking))
    kept, _ = _inspected(compose(state, context), context)
    reason = f"The model's drafts were blocked by {rules}."
    return {"drafts": kept, "drafter": "composer", "fallback_reason": reason, "repair": ()}


def _inspected(drafts: tuple[Draft, ...], context: TurnContext) -> tuple[tuple[Draft, ...], tuple[Finding, ...]]:
    kept: list[Draft] = []
    blocking: list[Finding] = []
    with context.workshop.database.reading() as session:
        for draft in drafts:
            findings = context.workshop.gate.inspect(session, draft, draft.text, context.now)
            draft.findings = [asdict(finding) for finding in findings]
            if verdict(findings) == "block":
                blocking += [finding for finding in findings if finding.verdict == "block"]
            else:
                kept.append(draft)
    return tuple(kept), tuple(blocking)


def after_check(state: TurnState) -> Literal["draft", "submit"]:
    """Go back once for a repair, else file what there is."""
    return "draft" if state.get("repair") else "submit"
