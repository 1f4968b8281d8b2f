"""Ask the model, and turn what it says into drafts that rest on something."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any, Literal

from pydantic import BaseModel, Field

from agent.composer.evidence import as_evidence, evidence_for
from agent.composer.page.pages import kind_for, new_draft, numbers_of
from agent.composer.page.slots import fill, slots_for
from agent.errors import UnusableAnswer
from agent.lookups import Lookups
from agent.model import ChatMessage, ChatModel, Exchange, Talk
from agent.model.plain import converse
from agent.prompts.render import render_rules
from agent.writer.arriving import Arriving
from agent.writer.invented import invented
from agent.writer.material import material_for, sayable
from agent.writer.strayed import leaves_out, strayed
from agent.writer.unsaid import named_unsaid
from agent.writer.writing import Writing
from knowledge.playbook import Playbook
from tools.errors import ServiceError
from tools.models import Draft

# What the model could not fill, or a mark that it copied.
_UNFILLED = re.compile(r"\{[^{}]{1,20}\}|\[child\]")
_BLANK = re.compile(r"\{[a-z]+\d*\}")


class WrittenDraft(BaseModel):
    """One draft as the model writes it."""

    style: Literal["short", "usual", "warm"]
    text: str = Field(min_length=1, max_length=1200)


class WrittenDrafts(BaseModel):
    """The model's answer."""

    drafts: list[WrittenDraft] = Field(min_length=1)


def write_drafts(model: ChatModel, writing: Writing) -> tuple[Draft, ...]:
    """Ask the model for drafts.

    Raises ModelUnavailable, and UnusableAnswer also when no text has all its blanks filled or rests on what was given.
    """
    slots = slots_for(writing.snapshot, writing.rep_name)
    material = material_for(writing)
    asked = [ChatMessage(role="system", content=render_rules()), ChatMessage(role="user", content=material)]
    heard: list[Exchange] = []
    outcome = ""
    try:
        with writing.away():
            answer = converse(model, asked, WrittenDrafts, _talk(writing, slots, heard))
        pages = [*writing.pages, *(page for page in writing.lookups.pages if page not in writing.pages)]
        seen = [sayable(writing), *(found for exchange in heard for found in _found(exchange))]
        return tuple(_draft(writing, pages, style, text) for style, text in _usable(answer, writing, slots, seen))
    except ServiceError as error:
        outcome = error.message
        raise
    finally:
        for exchange in heard:
            # An answer of the right shape is kept with the reason, too, when what it says cannot be used.
            writing.keep(replace(exchange, outcome=exchange.outcome or outcome))


def _talk(writing: Writing, slots: dict[str, str], heard: list[Exchange]) -> Talk:
    def complete(text: str) -> str:
        return fill(writing.veil.show(text), slots)

    tools = writing.lookups.tools(with_products=not writing.stance.proactive)
    return Talk(writing.task, writing.spending, tools, Arriving(writing.telling, complete).hear, heard.append)


def _found(exchange: Exchange) -> Iterator[str]:
    """Give what the look-ups found and a draft may state; her quadrant only steers the tone."""
    names = {call["id"]: call["function"]["name"] for sent in exchange.messages for call in sent.get("tool_calls", ())}
    for message in exchange.messages:
        if message["role"] == "tool" and names.get(message["tool_call_id"]) != Lookups.read_quadrant.__name__:
            yield str(message["content"])


def _usable(
    answer: WrittenDrafts, writing: Writing, slots: dict[str, str], seen: Sequence[str]
) -> Iterator[tuple[str, str]]:
    """Give one complete and grounded text a style, in the styles that are wanted. Raises UnusableAnswer."""
    given = "\n".join([*seen, *slots.values()])
    written = {one.style: one.text.strip() for one in reversed(answer.drafts)}
    faults: list[str] = []
    usable = 0
    for style in writing.stance.styles:
        text = next((text for known, text in written.items() if known == style), "")
        fault = _fault(text, slots, writing, given)
        faults += [fault] if text and fault else []
        if text and not fault:
            usable += 1
            yield style, fill(writing.veil.show(text), slots)
    if not usable:
        raise UnusableAnswer(faults[0] if faults else "The model's answer has none of the wanted styles.")


def _fault(text: str, slots: dict[str, str], writing: Writing, given: str) -> str:
    if _UNFILLED.search(fill(writing.veil.show(text), slots)):
        return "The model's drafts have blanks that no fact fills."
    unsaid = named_unsaid(text, writing.words)
    if unsaid:
        return f"The model named what may only steer: {', '.join(unsaid)}."
    made_up = invented(_BLANK.sub(" ", text), _BLANK.sub(" ", given))
    faults = [f"The model made up: {', '.join(made_up)}."] if made_up else []
    return " ".join([*faults, *_against_record(text, writing)])


def _against_record(text: str, writing: Writing) -> Iterator[str]:
    """Say what a text states otherwise than the record, and that it passes the record's answer by."""
    answer, mine = writing.understood.answer, [writing.words, writing.understood.promise]
    if answer.asks_back or not answer.rests_on_record:
        return
    other = strayed(_BLANK.sub(" ", text), answer.text, mine)
    if other:
        yield f"The model states otherwise than the record: {', '.join(other)}."
    if leaves_out(text, answer.text, tuple(writing.kept.stands_for), mine):
        yield "The model leaves out what the record answers."


def _draft(writing: Writing, pages: Sequence[Playbook], style: str, text: str) -> Draft:
    best, stance, answer = _page_behind(writing, pages), writing.stance, writing.understood.answer
    return new_draft(
        writing.snapshot,
        stance,
        style,
        text,
        kind=kind_for(best, stance) if best else stance.kind,
        topic=best.topics[0] if best and best.topics else "",
        playbook_id=best.id if best else "",
        playbook_version=best.version if best else "",
        evidence=_evidence(writing, best),
        grounds={
            "numbers": sorted({*_numbers(pages), *answer.grounds.get("numbers", ())}),
            "health": any(page.health for page in pages),
        },
        attachments=[dict(one) for one in answer.attachments],
    )


def _page_behind(writing: Writing, pages: Sequence[Playbook]) -> Playbook | None:
    """Return the page a text stands on, None where a record answers."""
    return pages[0] if pages and not writing.understood.answer.rests_on_record else None


def _evidence(writing: Writing, best: Playbook | None) -> list[dict[str, Any]]:
    """Cite what the page rests on, what the record's answer rests on, and what the model looked up."""
    cited = evidence_for(writing.snapshot, best, ("call",), said=writing.said)
    looked_up = (writing.snapshot.fact(name) for name in dict.fromkeys(writing.lookups.fields))
    facts = [*writing.understood.answer.evidence, *(as_evidence(fact) for fact in looked_up if fact is not None)]
    return cited + [fact for fact in facts if fact not in cited]


def _numbers(pages: Sequence[Playbook]) -> list[str]:
    return sorted({number for page in pages for number in numbers_of(page)})
