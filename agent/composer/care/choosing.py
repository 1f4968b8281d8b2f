"""Choose what outreach speaks of: the one page that fits her life today and was not spoken of lately."""

from datetime import datetime
from zlib import crc32

from agent.composer.care.audience import spoken_to
from agent.composer.hearing.carrying import is_done_with, told_lately, words_lately
from agent.composer.hearing.climate import fits_place
from agent.composer.hearing.recalling import News
from agent.composer.phrases import phrases
from agent.composer.talk.ear import has_news
from agent.request import Brief
from agent.toolbox import Toolbox, stage_for
from knowledge.playbook import Playbook
from knowledge.special_days import is_festival
from knowledge.stage import specificity
from tools.members.snapshot import SENSITIVE_FIELDS, MemberSnapshot

_CARE_KINDS = ("care_script", "after_sale")
_SILENT_DAYS = 60


def care_pages(tools: Toolbox, snapshot: MemberSnapshot, brief: Brief, now: datetime) -> tuple[Playbook, ...]:
    """Return the pages that fit, best first; pages of one rank take turns by week, so that members differ."""
    recent = snapshot.recent_topics(now)
    pages = [page for page in tools.matching_playbooks(stage_for(snapshot), _CARE_KINDS) if page.variants.get("care")]
    pages = [page for page in pages if not recent.intersection(page.topics) and _is_consented(page, snapshot)]
    pages = spoken_to(pages, snapshot)
    pages = [page for page in pages if fits_place(page, snapshot)] or pages
    if snapshot.careful:
        # Twins, early birth, IVF: what concerns the body is the clinician's to say.
        pages = [page for page in pages if page.touch != "K"]
    is_spoken_to, told = has_news(snapshot, now), told_lately(snapshot, now)
    if told is not None:
        pages = [page for page in pages if not is_done_with(_care_text(page), told)]
    wanted = [page for page in pages if set(page.topics) & set(brief.topics)]
    sought = _sought(tools, snapshot, now)
    week = "{}-{}".format(*snapshot.today.isocalendar()[:2])
    return tuple(
        sorted(
            wanted or pages,
            key=lambda page: (
                _rank(page, snapshot, is_spoken_to or told is not None),
                page.id not in sought,
                told is None or not _speaks_of(page, told),
                -specificity(page),
                crc32(f"{snapshot.member_id}:{week}:{page.id}".encode()),
            ),
        )
    )


def _sought(tools: Toolbox, snapshot: MemberSnapshot, now: datetime) -> frozenset[str]:
    """Return the pages that answer what she told us lately, as far as the search is all but sure."""
    words = words_lately(snapshot, now)
    hits = tools.find_playbooks(words, stage_for(snapshot), _CARE_KINDS) if words else ()
    return frozenset(hit.playbook.id for hit in hits if hit.score >= float(phrases()["least_score"]["carried"]))


def _care_text(page: Playbook) -> str:
    return "".join(page.variants["care"].values())


def _speaks_of(page: Playbook, told: News) -> bool:
    """Tell whether a page is about what she told us: by its title, or by what people ask it."""
    return any(told.heard.concept.is_mentioned(text) for text in (page.title, *page.questions))


def _is_consented(page: Playbook, snapshot: MemberSnapshot) -> bool:
    """Tell whether every sensitive field that the page rests on may be used."""
    return all(snapshot.fact(name) is not None for name in page.rests_on if name in SENSITIVE_FIELDS)


def _rank(page: Playbook, snapshot: MemberSnapshot, has_told_news: bool) -> int:
    """Order by what she would notice missing: her day, her parcel, her silence, her stage, her news, the feast."""
    rests_on = page.rests_on
    is_silent = (snapshot.dormant_days or 0) >= _SILENT_DAYS
    order = (
        "birthday" in rests_on,
        page.kind == "after_sale",
        is_silent and page.stage.dormant_days is not None and snapshot.gest_week is None and snapshot.child is None,
        "due_date" in rests_on or "children" in rests_on,
        has_told_news and "messages" in rests_on,
        is_festival(page.stage.days),
        bool(page.stage.tags),
        bool(page.stage.personas),
    )
    return order.index(True) if True in order else len(order)
