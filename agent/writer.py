"""Drafting with a model: facts and pages go in masked, text comes out for the same checks as every draft."""

import re
from collections.abc import Iterator, Sequence
from typing import Literal

from pydantic import BaseModel, Field

from agent.composer.evidence import evidence_for
from agent.composer.pages import kind_for, new_draft, numbers_of
from agent.composer.slots import fill, slots_for
from agent.errors import UnusableAnswer
from agent.model import ChatMessage, ChatModel
from agent.prompts.render import DraftPage, mask, plain, render_material, render_rules
from agent.stance import Stance
from agent.toolbox import QuadrantView
from knowledge.playbook import Playbook
from tools.checks import Finding
from tools.members.snapshot import Fact, MemberSnapshot
from tools.models import Draft

_THREAD_LINES = 8
# What the model could not fill, or a mask that it copied.
_UNFILLED = re.compile(r"\{[^{}]{1,20}\}|\[(?:phone|number|address|child)\]")


class WrittenDraft(BaseModel):
    """One draft as the model writes it."""

    style: Literal["short", "usual", "warm"]
    text: str = Field(min_length=1, max_length=1200)


class WrittenDrafts(BaseModel):
    """The model's answer."""

    drafts: list[WrittenDraft] = Field(min_length=1)


def write_drafts(
    model: ChatModel,
    snapshot: MemberSnapshot,
    stance: Stance,
    quadrant: QuadrantView,
    pages: Sequence[Playbook],
    rep_name: str,
    *,
    said: Fact | None,
    words: str = "",
    findings: Sequence[Finding] = (),
) -> tuple[Draft, ...]:
    """Ask the model for drafts to her `words`; `findings` of a blocked first try are shown for one repair.

    Raises ModelUnavailable and UnusableAnswer, also when no text has all its blanks filled.
    """
    slots = slots_for(snapshot, rep_name)
    material = render_material(_page(snapshot, stance, quadrant, pages, rep_name, words, findings))
    asked = [ChatMessage(role="system", content=render_rules()), ChatMessage(role="user", content=material)]
    answer = model.answer(asked, WrittenDrafts)
    best = pages[0] if pages else None
    drafts = tuple(
        new_draft(
            snapshot,
            stance,
            style,
            text,
            kind=kind_for(best, stance) if best else stance.kind,
            topic=best.topics[0] if best and best.topics else "",
            playbook_id=best.id if best else "",
            playbook_version=best.version if best else "",
            evidence=evidence_for(snapshot, best, ("call",), said=said),
            grounds={"numbers": _numbers(pages), "health": any(page.health for page in pages)},
        )
        for style, text in _usable(answer, stance, slots)
    )
    if not drafts:
        raise UnusableAnswer("The model's drafts have blanks that no fact fills.")
    return drafts


def _usable(answer: WrittenDrafts, stance: Stance, slots: dict[str, str]) -> Iterator[tuple[str, str]]:
    """Give one complete text a style, in the styles that are wanted."""
    texts = {written.style: fill(written.text.strip(), slots) for written in reversed(answer.drafts)}
    for style in stance.styles:
        text = next((text for known, text in texts.items() if known == style), "")
        if text and not _UNFILLED.search(text):
            yield style, text


def _numbers(pages: Sequence[Playbook]) -> list[str]:
    return sorted({number for page in pages for number in numbers_of(page)})


def _page(
    snapshot: MemberSnapshot,
    stance: Stance,
    quadrant: QuadrantView,
    pages: Sequence[Playbook],
    rep_name: str,
    words: str,
    findings: Sequence[Finding],
) -> DraftPage:
    names = _masks(snapshot, rep_name)
    thread = [f"{said.direction}: {said.text}" for said in snapshot.thread[-_THREAD_LINES:]]
    return DraftPage(
        kind=stance.kind,
        stage=" ".join(part for part in (snapshot.week_words, snapshot.age_words, *snapshot.personas) if part),
        quadrant=f"{quadrant.name}: {' / '.join(quadrant.reasons)}",
        words=mask(plain(words), names),
        facts=mask("\n".join(_facts(snapshot, pages)), names),
        thread=mask(plain("\n".join(thread)), names),
        pages="\n\n".join(_page_text(page) for page in pages),
        styles=", ".join(stance.styles),
        repair="\n".join(f"- {finding.rule}: {finding.message}" for finding in findings),
    )


def _masks(snapshot: MemberSnapshot, rep_name: str) -> dict[str, str]:
    """Map every name that may stand in the thread to what the model sees instead."""
    masks = dict.fromkeys(snapshot.child_names, "[child]")
    if snapshot.child is not None and snapshot.child.nickname:
        masks[snapshot.child.nickname] = "{baby}"
    masks |= {rep_name: "{rep}"}
    return masks | dict.fromkeys(([snapshot.call, *snapshot.names] if snapshot.names else []), "{call}")


def _facts(snapshot: MemberSnapshot, pages: Sequence[Playbook]) -> list[str]:
    """Say what may be used without dates, ids and names; weeks and ages stand under her stage of life."""
    facts = [f"- tags: {plain(tag)}" for tag in snapshot.tags]
    if any(page.kind == "after_sale" for page in pages):
        facts += [f"- bought {owned.days} days ago: {plain(owned.name)}" for owned in snapshot.owned[:1]]
    return facts


def _page_text(page: Playbook) -> str:
    facts = "\n".join(f"- {fact.text}" for fact in page.facts)
    return f"### {page.title}\n{page.goal}\n{facts}"
