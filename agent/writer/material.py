"""The material for the model: facts, thread and pages as one masked page."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from agent.composer.digest import digest_of, line_of, recent_lines
from agent.masking.amounts import without_amounts
from agent.prompts.render import DraftPage, plain, render_material
from agent.writer.writing import Writing
from knowledge.answering import answers_for
from knowledge.playbook import Playbook


def material_for(writing: Writing) -> str:
    """Return the page as it may leave the house."""
    return writing.veil.hide(render_material(_page(writing)))


def sayable(writing: Writing) -> str:
    """Return what of it a draft may state: not her quadrant, no record's id, and not what a first try made up."""
    page = replace(_page(writing), quadrant="", voice="", repair="", records="")
    return writing.veil.hide(render_material(page))


def _page(writing: Writing) -> DraftPage:
    snapshot, quadrant, understood = writing.snapshot, writing.quadrant, writing.understood
    thread = [f"{said.direction}: {said.text}" for said in recent_lines(snapshot.thread)]
    return DraftPage(
        kind=writing.stance.kind,
        stage=" ".join(part for part in (snapshot.week_words, snapshot.age_words, *snapshot.personas) if part),
        quadrant=f"{quadrant.name}: {' / '.join(map(without_amounts, quadrant.reasons))}",
        words=plain(writing.words),
        facts="\n".join(_facts(writing)),
        thread=plain("\n".join(thread)),
        pages="\n\n".join(_page_text(page, writing) for page in writing.pages),
        styles=", ".join(writing.stance.styles),
        voice="\n".join(f"- {name}: {plain(value)}" for name, value in writing.stance.voice.as_lines() if value),
        digest=plain("\n".join(_digest(writing))),
        heard=understood.news,
        tone=understood.tone,
        details=plain(" / ".join(understood.details)),
        questions=plain(" / ".join(understood.questions)),
        **_answer(writing),
        promise=understood.promise,
        habit=", ".join(understood.habit),
        repair="\n".join(f"- {plain(line)}" for line in writing.repair),
    )


def _answer(writing: Writing) -> dict[str, str]:
    """Say what was found for her question, and where it stands; a question of ours is only a question."""
    answer = writing.understood.answer
    if answer.asks_back or not answer.rests_on_record:
        return {"ask_back" if answer.asks_back else "ours": plain(answer.text)}
    lines = [f"  - {mark} = {plain(words)}" for mark, words in writing.kept.stands_for.items()]
    records = [f"  - E{number}: {_source(entry, writing)}" for number, entry in enumerate(answer.evidence, 1)]
    return {"answer": plain(writing.kept.text), "kept": "\n".join(lines), "records": "\n".join(records)}


def _source(entry: Mapping[str, Any], writing: Writing) -> str:
    """Return what kind of row a fact stands in; its id stays in the house."""
    kind, _, row = str(entry["source"]).partition(" ")
    return f"{kind} {writing.veil.seal(kind, row)}" if row else kind


def _digest(writing: Writing) -> Iterator[str]:
    for entry in digest_of(writing.snapshot):
        yield line_of(replace(entry, message_id=writing.veil.seal("message", entry.message_id)))


def _facts(writing: Writing) -> Iterator[str]:
    """Say what may be used without dates, ids and names; weeks and ages stand under her stage of life."""
    for tag in writing.snapshot.tags:
        yield f"- tags: {plain(tag)}"
    if any(page.kind == "after_sale" for page in writing.pages):
        for owned in writing.snapshot.owned[:1]:
            yield f"- bought {owned.days} days ago: {plain(owned.name)}"


def _page_text(page: Playbook, writing: Writing) -> str:
    """Return what may be drawn on, the page's own answers to her question last."""
    lines = [f"- {fact.text}" for fact in page.facts]
    near = writing.lookups.toolbox.nearness(writing.words, page)
    answers = answers_for(page, writing.words, near=near) if writing.words else ()
    lines += [f"- {answer.asks[0]} / {''.join(answer.lines)}" for answer in answers]
    return "\n".join([f"### {page.title}", page.goal, *lines])
