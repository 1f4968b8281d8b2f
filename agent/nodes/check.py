"""Inspect every draft at the gate; a blocked one is repaired once by its model, or something safer is said."""

from dataclasses import asdict, replace
from typing import Literal

from langgraph.runtime import Runtime

from agent.composer.compose import compose
from agent.composer.talk.ear import deaf, without_words
from agent.composer.talk.unanswered import without_page
from agent.context import TurnContext
from agent.state import TurnState
from tools.checks import Finding, verdict
from tools.models import Draft

_MOST_WORDINGS = 3
_OPENING = 8


def check(state: TurnState, runtime: Runtime[TurnContext]) -> TurnState:
    """Keep the drafts that pass; remember the findings that a repair must mend."""
    context = runtime.context
    context.progress("check")
    kept, blocking = _inspected(state["drafts"], context)
    is_own = state["drafter"] == "composer" and state.get("likeness") is None
    if is_own and state["stance"].listens and state["stance"].kind == "reply":
        kept = _reworded(state, context, kept)
    if state["drafter"] == "composer" and state["stance"].kind == "care" and kept:
        kept = _with_plain(state, context, kept)
    if state["stance"].kind == "fixed_reply":
        # A routed message gets exactly one text, and in that moment nobody should have to choose.
        kept = kept[:1]
    if kept or not blocking or state.get("likeness") is not None:
        return {"drafts": kept, "repair": ()}
    if state["drafter"] != "model":
        return _second_choice(state, context, blocking)
    _note_blocked(context, blocking)
    if not state.get("repaired"):
        return {"drafts": (), "repair": blocking, "repaired": True}
    return _taken_over(state, context, blocking)


def _note_blocked(context: TurnContext, blocking: tuple[Finding, ...]) -> None:
    """Say in the audit why the model's answer was not used."""
    if context.exchanges:
        outcome = f"The drafts were blocked by {', '.join(_rules(blocking))}."
        context.exchanges[-1] = replace(context.exchanges[-1], outcome=outcome)


def _reworded(state: TurnState, context: TurnContext, kept: tuple[Draft, ...]) -> tuple[Draft, ...]:
    """Say in other words what was refused, so that the rep keeps a choice: other wordings, then none of our own."""
    wanted, tried = len(state["drafts"]), state
    refused = {draft.text for draft in state["drafts"]} - {draft.text for draft in kept}
    for _ in range(_MOST_WORDINGS):
        if len(kept) >= wanted or not kept:
            break
        tried = without_words(tried, {*refused, *(draft.text for draft in kept)})
        fresh = tuple(draft for draft in compose(tried, context) if _is_another(draft, kept))
        passed, _ = _inspected(fresh, context)
        refused |= {draft.text for draft in fresh} - {draft.text for draft in passed}
        kept = (*kept, *passed)
    order = state["stance"].styles
    return tuple(sorted(kept, key=lambda draft: order.index(draft.style)))


def _with_plain(state: TurnState, context: TurnContext, kept: tuple[Draft, ...]) -> tuple[Draft, ...]:
    """Give a style whose text was refused for what she told us its page alone."""
    missing = {draft.style for draft in state["drafts"]} - {draft.style for draft in kept}
    plain = tuple(draft for draft in compose(deaf(state), context) if draft.style in missing) if missing else ()
    order = state["stance"].styles
    return tuple(sorted((*kept, *_inspected(plain, context)[0]), key=lambda draft: order.index(draft.style)))


def _is_another(draft: Draft, kept: tuple[Draft, ...]) -> bool:
    """Tell whether a draft adds a choice: a style that is missing, and not an opening that is there already."""
    return all(draft.style != other.style and draft.text[:_OPENING] != other.text[:_OPENING] for other in kept)


def _taken_over(state: TurnState, context: TurnContext, blocking: tuple[Finding, ...]) -> TurnState:
    """Let the composer write after a model failed twice, and say why."""
    reason = f"The model's drafts were blocked by {', '.join(_rules(blocking))}."
    composed = state.copy()
    composed["drafts"] = compose(state, context)
    kept, blocked = _inspected(composed["drafts"], context)
    filed: TurnState = {"drafts": kept, "repair": ()} if kept else _second_choice(composed, context, blocked)
    return {**filed, "drafter": "composer", "fallback_reason": reason}


def _second_choice(state: TurnState, context: TurnContext, blocking: tuple[Finding, ...]) -> TurnState:
    """Say something else when the composer's first choice is blocked; nothing rather than something wrong."""
    reason = f"The first choice was blocked by {', '.join(_rules(blocking))}."
    for drafts in _other_drafts(state, context):
        kept, _ = _inspected(drafts, context)
        if kept:
            return {"drafts": kept, "fallback_reason": reason, "repair": ()}
    return {"drafts": (), "blocked_by": _rules(blocking), "repair": ()}


def _other_drafts(state: TurnState, context: TurnContext) -> list[tuple[Draft, ...]]:
    """Return the next pages' drafts for outreach; a question gets a promise, for the next page answers another one."""
    if state["stance"].kind == "reply":
        # What names her own question may be refused for a word of hers: then the plain promise is left.
        promised = without_page(state, context)
        plainly = without_words(deaf(state), {draft.text for draft in promised})
        return [compose(deaf(state), context), promised, without_page(plainly, context)]
    if state["stance"].kind != "care":
        return []
    other = []
    for start in range(1, len(state["pages"])):
        rest = state.copy()
        rest["pages"] = state["pages"][start : start + 1]
        other.append(compose(rest, context))
    return other


def _rules(findings: tuple[Finding, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(finding.rule for finding in findings))


def _inspected(drafts: tuple[Draft, ...], context: TurnContext) -> tuple[tuple[Draft, ...], tuple[Finding, ...]]:
    kept: list[Draft] = []
    blocking: list[Finding] = []
    with context.workshop.database.reading() as session:
        found = context.workshop.gate.inspect_drafts(session, drafts, context.now)
        for draft, findings in zip(drafts, found, strict=True):
            draft.findings = [asdict(finding) for finding in findings]
            if verdict(findings) == "block":
                blocking += [finding for finding in findings if finding.verdict in ("block", "route")]
            else:
                kept.append(draft)
    return tuple(kept), tuple(blocking)


def after_check(state: TurnState) -> Literal["draft", "route", "submit"]:
    """Go back once for a repair, or call a person where the page's answer may not be sent; else file what there is."""
    if state.get("likeness") is not None and not state["drafts"]:
        return "route"
    return "draft" if state.get("repair") else "submit"
