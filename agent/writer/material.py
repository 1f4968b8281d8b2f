"""The material for the model: facts, thread and pages as one masked page."""

from collections.abc import Iterator
from dataclasses import replace

from agent.composer.digest import digest_of, line_of, recent_lines
from agent.prompts.render import DraftPage, plain, render_material
from agent.writer.writing import Writing
from knowledge.playbook import Playbook


def material_for(writing: Writing) -> str:
    """Return the page as it may leave the house."""
    return writing.veil.hide(render_material(_page(writing)))


def sayable(writing: Writing) -> str:
    """Return what of it a draft may state: not her quadrant, and not what a first try made up."""
    return writing.veil.hide(render_material(replace(_page(writing), quadrant="", voice="", repair="")))


def _page(writing: Writing) -> DraftPage:
    snapshot, quadrant, understood = writing.snapshot, writing.quadrant, writing.understood
    thread = [f"{said.direction}: {said.text}" for said in recent_lines(snapshot.thread)]
    return DraftPage(
        kind=writing.stance.kind,
        stage=" ".join(part for part in (snapshot.week_words, snapshot.age_words, *snapshot.personas) if part),
        quadrant=f"{quadrant.name}: {' / '.join(quadrant.reasons)}",
        words=plain(writing.words),
        facts="\n".join(_facts(writing)),
        thread=plain("\n".join(thread)),
        pages="\n\n".join(_page_text(page) for page in writing.pages),
        styles=", ".join(writing.stance.styles),
        voice="\n".join(f"- {name}: {plain(value)}" for name, value in writing.stance.voice.as_lines() if value),
        digest=plain("\n".join(line_of(entry) for entry in digest_of(snapshot))),
        heard=understood.news,
        tone=understood.tone,
        details=plain(" / ".join(understood.details)),
        questions=plain(" / ".join(understood.questions)),
        ask_back=plain(understood.ask_back),
        order=plain(understood.order),
        promise=understood.promise,
        habit=", ".join(understood.habit),
        repair="\n".join(f"- {plain(line)}" for line in writing.repair),
    )


def _facts(writing: Writing) -> Iterator[str]:
    """Say what may be used without dates, ids and names; weeks and ages stand under her stage of life."""
    for tag in writing.snapshot.tags:
        yield f"- tags: {plain(tag)}"
    if any(page.kind == "after_sale" for page in writing.pages):
        for owned in writing.snapshot.owned[:1]:
            yield f"- bought {owned.days} days ago: {plain(owned.name)}"


def _page_text(page: Playbook) -> str:
    facts = "\n".join(f"- {fact.text}" for fact in page.facts)
    return f"### {page.title}\n{page.goal}\n{facts}"
