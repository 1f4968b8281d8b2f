"""The way of a version: draft, review, published, suspended, retired; who took which step, and what stands open."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlmodel import Session, col, select, update

from knowledge import library
from knowledge.pages.texts import missing_texts
from knowledge.playbook import Playbook, version_key
from knowledge.proofreading import Remark, proofread, refuse_blocked
from knowledge.rows import rows_of
from knowledge.schema import table_of
from tools import audit
from tools.access import Actor, may, require
from tools.clock import shanghai_day
from tools.database import Database
from tools.errors import BadInput, Conflict, NotAllowed, NotFound
from tools.models import PlaybookDecision, PlaybookVersion

_MOST = 500
_IN_WORK = ("draft", "review")


@dataclass(frozen=True)
class Standing:
    """One version with what was decided about it: who read it, and what keeps it from being published."""

    page: Playbook
    decisions: tuple[PlaybookDecision, ...]
    missing: tuple[str, ...]
    awaits: tuple[str, ...]
    remarks: tuple[Remark, ...]
    is_expired: bool

    @property
    def is_in_work(self) -> bool:
        """Tell whether the version is still being written or read."""
        return self.page.status in _IN_WORK

    @property
    def clinician(self) -> str:
        """Return the clinician who read the page's health facts, "" while it waits for one."""
        named = [one.named for one in _valid_reviews(self.page, self.decisions) if one.review == "medical"]
        return named[-1] if named else _signed(self.page)

    @property
    def awaits_clinician(self) -> bool:
        """Tell whether a page about health was not read by a clinician yet."""
        return self.page.health and not self.clinician


def words() -> dict[str, Any]:
    """Return the table of steps and reviews."""
    return table_of("workflow.yaml")


def steps_open_to(actor: Actor, status: str) -> tuple[str, ...]:
    """Return the steps that this person may take from a state."""
    table = words()["steps"].items()
    return tuple(name for name, step in table if status in step["from"] and may(actor, step["action"]))


def reviews_needed(page: Playbook) -> tuple[str, ...]:
    """Return whose eyes a page needs: the business's always, a clinician's or lawyer's where its facts ask for them."""
    roles = {fact.reviewer_role for fact in page.facts}
    legal = bool(roles & set(words()["legal_roles"])) or page.route in words()["legal_routes"]
    needed = {"business": True, "medical": page.health, "legal": legal}
    return tuple(review for review in words()["reviews"] if needed[review])


def standing(session: Session, playbook_id: str, version: str | None, today: date) -> Standing:
    """Return how one version stands, by default the one in work or else in use. Raises NotFound."""
    page = library.page_of(_row(session, playbook_id, version))
    decisions = tuple(one for one in history(session, playbook_id) if one.version == page.version)
    read = {one.review for one in _valid_reviews(page, decisions)} | ({"medical"} if _signed(page) else set())
    awaits = tuple(review for review in reviews_needed(page) if review not in read)
    # What is in use was read; only what is in work is worth the time.
    remarks = proofread(page) if page.status in _IN_WORK else ()
    return Standing(page, decisions, missing_texts(page), awaits, remarks, page.usable_until < today)


def history(session: Session, playbook_id: str) -> tuple[PlaybookDecision, ...]:
    """Return every step of every version of a page, oldest first."""
    of_page = select(PlaybookDecision).where(PlaybookDecision.playbook_id == playbook_id)
    return tuple(session.exec(of_page.order_by(col(PlaybookDecision.number))))


def take_step(
    database: Database,
    actor: Actor,
    playbook_id: str,
    step: str,
    *,
    now: datetime,
    version: str | None = None,
    review: str = "",
    named: str = "",
    note: str = "",
) -> PlaybookDecision:
    """Take one step with one version. Raises NotFound, NotAllowed, BadInput, TextBlocked, Conflict.

    `review` says as whose eyes (business, medical, legal), `named` who read it where that is no colleague.
    """
    if step not in words()["steps"]:
        raise BadInput(f"{step!r} is no step.", fix=f"Use one of {', '.join(words()['steps'])}.")
    require(actor, words()["steps"][step]["action"])
    with database.reading() as session:
        stands = standing(session, playbook_id, version, shanghai_day(now))
    _refuse(stands, actor, step, review, named)
    with database.writing() as session:
        return _decide(
            session, actor, stands.page, step, review=review, named=named.strip(), note=note[:_MOST], now=now
        )


def note_recording(session: Session, actor: Actor, page: Playbook, *, now: datetime) -> None:
    """Write down who recorded a version in which state by another way than these steps."""
    _write(session, actor, page, "record", "", page.status, now=now)


def _refuse(stands: Standing, actor: Actor, step: str, review: str, named: str) -> None:
    page = stands.page
    allowed = words()["steps"][step]["from"]
    if page.status not in allowed:
        raise Conflict(
            f"{page.id} {page.version} is {page.status}; {step} starts from {' or '.join(allowed)}.",
            fix="Load it again.",
        )
    if step == "submit" and stands.missing:
        raise BadInput(f"{page.id} lacks {', '.join(stands.missing)}.", fix="Write them in its file, then submit it.")
    if step == "review":
        _refuse_review(stands, actor, review, named)
    if step == "publish":
        _refuse_publication(stands)


def _refuse_review(stands: Standing, actor: Actor, review: str, named: str) -> None:
    if review not in words()["reviews"]:
        raise BadInput(f"{review!r} is no review.", fix=f"Use one of {', '.join(words()['reviews'])}.")
    if review in words()["named"] and not named.strip():
        raise BadInput(f"A {review} review needs the name of who read the page.", fix="Enter the name and the title.")
    submitted = [one.decided_by for one in stands.decisions if one.step == "submit"]
    if review == "business" and submitted and submitted[-1] == actor.staff_id:
        raise NotAllowed("Nobody reviews a page that he or she handed in.", fix="Ask a colleague to read it.")


def _refuse_publication(stands: Standing) -> None:
    page = stands.page
    if stands.missing:
        raise BadInput(f"{page.id} lacks {', '.join(stands.missing)}.", fix="Write them in its file as a new version.")
    if stands.is_expired:
        raise BadInput(
            f"{page.id} expired on {page.usable_until}.", fix="Look at its facts again and raise the version."
        )
    if stands.awaits:
        raise NotAllowed(f"{page.id} still awaits review: {', '.join(stands.awaits)}.", fix="Let it be read first.")
    refuse_blocked(page.model_copy(update={"status": "published"}))


def _decide(
    session: Session, actor: Actor, page: Playbook, step: str, *, review: str, named: str, note: str, now: datetime
) -> PlaybookDecision:
    target = words()["steps"][step]["to"]
    is_this = (col(PlaybookVersion.playbook_id) == page.id, col(PlaybookVersion.version) == page.version)
    unmoved = (col(PlaybookVersion.status) == page.status, col(PlaybookVersion.content_hash) == page.content_hash)
    moved = session.exec(update(PlaybookVersion).where(*is_this, *unmoved).values(status=target))
    if moved.rowcount != 1:
        raise Conflict(f"Somebody was faster with {page.id} {page.version}.", fix="Load it again and decide anew.")
    if step == "publish":
        others = update(PlaybookVersion).where(col(PlaybookVersion.playbook_id) == page.id)
        session.exec(others.values(current=col(PlaybookVersion.version) == page.version))
    session.expire_all()
    return _write(session, actor, page, step, review, target, named=named, note=note, now=now)


def _write(
    session: Session,
    actor: Actor,
    page: Playbook,
    step: str,
    review: str,
    target: str,
    *,
    now: datetime,
    named: str = "",
    note: str = "",
) -> PlaybookDecision:
    decision = PlaybookDecision(
        playbook_id=page.id,
        number=len(history(session, page.id)) + 1,
        version=page.version,
        content_hash=page.content_hash,
        step=step,
        review=review,
        from_status=page.status,
        to_status=target,
        decided_by=actor.staff_id,
        named=named,
        note=note,
        at=now,
    )
    session.add(decision)
    detail = {"version": page.version, "sha256": page.content_hash, "to": target, "review": review}
    subject = f"playbook:{page.id}"
    audit.record(session, at=now, actor=actor.staff_id, action=f"playbook.{step}", subject=subject, detail=detail)
    return decision


def _valid_reviews(page: Playbook, decisions: tuple[PlaybookDecision, ...]) -> list[PlaybookDecision]:
    """Return the reviews of these very words, none from before the page was last handed back."""
    reviews: list[PlaybookDecision] = []
    for one in decisions:
        if one.step in ("submit", "return"):
            reviews = []
        elif one.step == "review" and one.content_hash == page.content_hash:
            reviews.append(one)
    return reviews


def _signed(page: Playbook) -> str:
    """Return who signed every fact of a page in its file, "" when one is unsigned."""
    names = [fact.reviewed_by or "" for fact in page.facts]
    return names[-1] if names and all(names) else ""


def _row(session: Session, playbook_id: str, version: str | None) -> PlaybookVersion:
    rows = [row for row in rows_of(session, playbook_id) if version in (None, row.version)]
    if not rows:
        wanted = playbook_id if version is None else f"{playbook_id} {version}"
        raise NotFound(f"There is no playbook {wanted}.", fix="See `zhiji playbooks search`.")
    newest = max(rows, key=lambda row: version_key(row.version))
    in_use = next((row for row in rows if row.current), newest)
    return newest if newest.status in _IN_WORK else in_use
