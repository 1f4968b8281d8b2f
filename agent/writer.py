"""Drafting with a model: facts and pages go in masked, text comes out for the same checks as every draft."""

from collections.abc import Sequence
from typing import Literal

from pydantic import BaseModel, Field

from agent.composer.evidence import evidence_for
from agent.composer.pages import new_draft, numbers_of
from agent.composer.slots import fill, slots_for
from agent.model import ChatMessage, ChatModel
from agent.prompts.render import DraftPage, mask, render_draft
from agent.stance import Stance
from agent.toolbox import QuadrantView
from knowledge.playbook import Playbook
from tools.checks import Finding
from tools.members.snapshot import Fact, MemberSnapshot
from tools.models import Draft

_THREAD_LINES = 8


class WrittenDraft(BaseModel):
    """One draft as the model writes it."""

    style: Literal["short", "usual", "warm"]
    text: str = Field(min_length=1, max_length=1200)


class WrittenDrafts(BaseModel):
    """The model's answer."""

    drafts: list[WrittenDraft] = Field(min_length=1, max_length=3)


def write_drafts(
    model: ChatModel,
    snapshot: MemberSnapshot,
    stance: Stance,
    quadrant: QuadrantView,
    pages: Sequence[Playbook],
    rep_name: str,
    *,
    said: Fact | None,
    findings: Sequence[Finding] = (),
) -> tuple[Draft, ...]:
    """Ask the model for drafts; `findings` of a blocked first try are shown for one repair."""
    prompt = render_draft(_page(snapshot, stance, quadrant, pages, findings))
    answer = model.answer([ChatMessage(role="user", content=prompt)], WrittenDrafts)
    slots = slots_for(snapshot, rep_name)
    numbers = sorted({number for page in pages for number in numbers_of(page)})
    best = pages[0] if pages else None
    return tuple(
        new_draft(
            snapshot,
            stance,
            written.style,
            fill(written.text, slots),
            topic=best.topics[0] if best and best.topics else "",
            playbook_id=best.id if best else "",
            playbook_version=best.version if best else "",
            evidence=evidence_for(snapshot, best, ("call",), said=said),
            grounds={"numbers": numbers, "health": any(page.health for page in pages)},
        )
        for written in answer.drafts
    )


def _page(
    snapshot: MemberSnapshot,
    stance: Stance,
    quadrant: QuadrantView,
    pages: Sequence[Playbook],
    findings: Sequence[Finding],
) -> DraftPage:
    names = {name: "{call}" for name in (snapshot.call, *snapshot.names)}
    if snapshot.child is not None and snapshot.child.nickname:
        names[snapshot.child.nickname] = "{baby}"
    thread = [f"{said.direction}: {said.text}" for said in snapshot.thread[-_THREAD_LINES:]]
    shown = [fact for fact in snapshot.facts if fact.field not in ("nickname", "name", "birthday")]
    return DraftPage(
        kind=stance.kind,
        stage=" ".join(part for part in (snapshot.week_words, snapshot.age_words, *snapshot.personas) if part),
        quadrant=f"{quadrant.name}: {' / '.join(quadrant.reasons)}",
        asked=stance.proof,
        facts=mask("\n".join(f"- {fact.field}: {fact.value}" for fact in shown), names),
        thread=mask("\n".join(thread), names),
        pages="\n\n".join(_page_text(page) for page in pages),
        repair="\n".join(f"- {finding.rule}: {finding.message}" for finding in findings),
    )


def _page_text(page: Playbook) -> str:
    facts = "\n".join(f"- {fact.text}" for fact in page.facts)
    return f"### {page.title}\n{page.goal}\n{facts}"
