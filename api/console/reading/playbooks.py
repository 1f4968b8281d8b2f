"""The library: what is in use, what a question finds, and one page."""

import re
from collections import Counter
from datetime import date

from sqlmodel import Session

from api.console import moments
from api.console.faults import fault_words
from api.console.labels import label
from api.console.pages.library import (
    FactRow,
    IntakePage,
    ListGroup,
    ListRow,
    PlaybookPage,
    PlaybookRow,
    PlaybooksPage,
    StepRow,
    VariantGroup,
    VoicePage,
)
from api.console.visit import Visit, names_of
from knowledge import library, workflow
from knowledge.intake import IntakeReport
from knowledge.playbook import Fact, Playbook
from tools.clock import shanghai_day
from tools.errors import BadInput

_HITS = 8
# A page lacks a text, a part, or in a text each of some words (knowledge/pages/texts.py).
_ONE_OF = re.compile(r"one of (?P<words>.+) in (?P<name>\S+)")


def playbooks_page(visit: Visit, session: Session, *, words: str, kind: str, state: str) -> PlaybooksPage:
    """Return the pages in use, those in another state, or those that a question finds, best first."""
    today = shanghai_day(visit.now)
    others = library.not_in_use(session, today)
    pages = others.get(state, ()) if state else library.usable(session, today)
    counts = Counter(page.kind for page in pages)
    return PlaybooksPage(
        chrome=visit.chrome(session),
        words=words,
        kind=kind,
        kinds=tuple(sorted(counts.items(), key=lambda entry: -entry[1])),
        rows=_hits(visit, words, today)
        if words
        else tuple(_row(page, today) for page in pages if kind in ("", page.kind)),
        states=tuple((name, len(found)) for name, found in others.items()),
        state=state,
        may_write=visit.may("write_playbooks"),
    )


def _hits(visit: Visit, words: str, today: date) -> tuple[PlaybookRow, ...]:
    hits = visit.services.workshop.librarian.search(words[:2000], today=today, limit=_HITS)
    return tuple(_row(hit.playbook, today, round(100 * hit.score), hit.passage) for hit in hits)


def _row(page: Playbook, today: date, score: int = 0, passage: str = "") -> PlaybookRow:
    return PlaybookRow(
        id=page.id,
        title=page.title,
        kind=page.kind,
        version=page.version,
        topics=page.topics,
        goal=page.goal,
        expires=moments.day(page.usable_until, today),
        score=score,
        passage=passage,
    )


def playbook_page(visit: Visit, session: Session, playbook_id: str, version: str) -> PlaybookPage:
    """Return one version of a page, by default the one in use. Raises NotFound."""
    today = shanghai_day(visit.now)
    stands = workflow.standing(session, playbook_id, version or None, today)
    page = stands.page
    return PlaybookPage(
        chrome=visit.chrome(session),
        id=page.id,
        title=page.title,
        kind=page.kind,
        status=page.status,
        version=page.version,
        versions=library.versions(session, playbook_id),
        goal=page.goal,
        owner=page.owner,
        topics=page.topics,
        touch=page.touch,
        route=page.route,
        expires=moments.day(page.usable_until, today),
        uses=tuple(label("fields", name) for name in page.rests_on),
        must_say=page.must_say,
        must_not=page.must_not,
        groups=_groups(page),
        facts=tuple(_fact(fact, today) for fact in page.facts),
        questions=page.questions,
        answers=tuple((" / ".join(one.asks), "".join(one.lines)) for one in page.answers),
        branches=tuple((branch.condition, label("routes", branch.route)) for branch in page.reply_branches),
        checklist=_checklist(page),
        steps=page.steps,
        trigger=page.trigger,
        tags=page.tags,
        origin=page.origin,
        awaits_clinician=stands.awaits_clinician,
        missing=tuple(map(_in_words, stands.missing)),
        awaits=stands.awaits if stands.is_in_work else (),
        remarks=tuple((one.finding.verdict, one.said, one.finding.message) for one in stands.remarks),
        history=_history(visit, session, playbook_id),
        buttons=workflow.steps_open_to(visit.actor, page.status),
    )


def _in_words(missing: str) -> str:
    """Return what a page lacks as people call it: group and style of a text instead of the section's name."""
    asked = _ONE_OF.fullmatch(missing)
    group, _, style = (asked["name"] if asked else missing).partition(".")
    place = f"{label('variant_groups', group)} {label('styles', style)}" if style else label("page_parts", group)
    return label("page_parts", "one_of").format(place=place, words=asked["words"]) if asked else place


def voice_page(visit: Visit, session: Session) -> VoicePage:
    """Return the brand's sheet in force in this process."""
    sheet = visit.services.settings.voice_file
    return VoicePage(visit.chrome(session), sheet.name if sheet else "", visit.services.gate.voice.as_lines())


def intake_page(visit: Visit, session: Session, report: IntakeReport, *, is_trial: bool) -> IntakePage:
    """Return what became of an uploaded file."""
    told = report.as_json()
    names = ("added", "updated", "unchanged", "kept")
    counts = (*((name, len(told[name])) for name in names), ("rejected", told["rejected"]))
    return IntakePage(
        chrome=visit.chrome(session),
        file_name=report.source,
        counts=counts,
        refusal=("", ""),
        faults=tuple(
            (f"{one.line} {one.column}".strip(), *fault_words(f"{one.reason} {one.fix}")) for one in report.rejects
        ),
        findings=tuple(
            (one["page"], one["place"], one["verdict"], one["said"], one["message"]) for one in report.findings
        ),
        pages=() if is_trial else tuple([*report.added, *report.updated, *report.unchanged, *report.kept]),
        notes=tuple(map(fault_words, report.notes)),
        is_trial=is_trial,
    )


def unread_page(visit: Visit, session: Session, error: BadInput, file_name: str, *, is_trial: bool) -> IntakePage:
    """Return why nothing of an uploaded file could be read, and what to do."""
    return IntakePage(
        chrome=visit.chrome(session),
        file_name=file_name,
        counts=(),
        refusal=fault_words(str(error)),
        faults=(),
        findings=(),
        pages=(),
        notes=(),
        is_trial=is_trial,
    )


def _history(visit: Visit, session: Session, playbook_id: str) -> tuple[StepRow, ...]:
    names = names_of(session)
    return tuple(
        StepRow(
            version=one.version,
            step=one.step,
            review=one.review,
            status=one.to_status,
            who=names.get(one.decided_by, one.decided_by),
            named=one.named,
            when=moments.moment(one.at, visit.now),
            note=one.note,
        )
        for one in reversed(workflow.history(session, playbook_id))
    )


def _groups(page: Playbook) -> tuple[VariantGroup, ...]:
    return tuple(
        VariantGroup(code, tuple((style, texts[style]) for style in ("short", "usual", "warm") if style in texts))
        for code, texts in page.variants.items()
    )


def _fact(fact: Fact, today: date) -> FactRow:
    return FactRow(
        text=fact.text,
        source=fact.source,
        grade=fact.grade,
        reviewer=fact.reviewed_by or fact.reviewer_role,
        expires=moments.day(fact.expires_on, today) if fact.expires_on else "",
        is_expired=fact.expires_on is not None and fact.expires_on < today,
    )


def _checklist(page: Playbook) -> tuple[ListGroup, ...]:
    groups: dict[tuple[str, bool], list[ListRow]] = {}
    for row in page.checklist:
        cells = (row.item, row.quantity, row.why, row.when, row.tip, row.provision)
        groups.setdefault((row.group, row.skip), []).append(cells)
    return tuple(ListGroup(name, skip, tuple(rows)) for (name, skip), rows in groups.items())
