"""One row for every draft that a person saw: who saw it, and what became of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, cast

from sqlalchemy import Subquery, func
from sqlalchemy import select as select_rows
from sqlmodel import Session, col, select

from tools.after_care import spoiled_care
from tools.kpis.editing import changed_meaning, edit_size
from tools.kpis.rules import rules
from tools.kpis.scope import Scope
from tools.models import Delivery, Draft, DraftShown, Hold, Member, Product, Suggestion
from tools.models.member import OUR_PROMISE


@dataclass(frozen=True)
class Use:
    """One draft's fate. `outcome`: unchanged, edited, rejected, undecided or open (waiting, or a sibling went)."""

    draft_id: str
    suggestion_id: str
    member_id: str
    playbook: tuple[str, str]
    drafter: str
    staff_id: str
    outcome: str
    reason: str = ""
    edit_size: float = 0.0
    meaning: tuple[str, ...] = field(default_factory=tuple)
    review_s: float | None = None
    had_negative: bool = False
    kind: str = ""
    # A list she did not ask for followed within two days.
    was_spoiled: bool = False
    # The model and the version of its prompt, blank for the composer's.
    model: tuple[str, str] = ("", "")


def read_uses(session: Session, scope: Scope, since: datetime, until: datetime) -> list[Use]:
    """Return the drafts of the scope's members that were first seen, or decided unseen, in [since, until)."""
    shown = _first_shown()
    seen_at = func.coalesce(shown.c.at, col(Draft.decided_at))
    sent = (col(Delivery.draft_id) == col(Draft.id)) & (col(Delivery.state) == "sent")
    statement = (
        select_rows(Draft, Suggestion, shown.c.at, shown.c.staff_id, col(Delivery.sent_at))
        .join(Member, col(Member.member_id) == col(Draft.member_id))
        .join(Suggestion, col(Suggestion.id) == col(Draft.suggestion_id))
        .outerjoin(shown, shown.c.draft_id == col(Draft.id))
        .outerjoin(Delivery, sent)
        .where(scope.members(), col(Member.erased_at).is_(None))
        .where(col(Draft.kind).not_in(rules()["not_counted_kinds"]), seen_at >= since, seen_at < until)
    )
    names = list(session.exec(select(Product.name)).all())
    unhappy, spoiled = _unhappy(session, since), _spoiled(session, since, until)
    rows: Sequence[Any] = session.exec(cast(Any, statement)).all()
    return [
        _use(*row, names=names, unhappy=unhappy, spoiled=spoiled)
        for row in rows
        if row[2] is not None or _by_person(row[0])
    ]


def _first_shown() -> Subquery:
    """Select the moment at which every draft was first seen, and by whom."""
    first = select(DraftShown.draft_id, func.min(DraftShown.at).label("at")).group_by(col(DraftShown.draft_id))
    when = first.subquery()
    who = select(DraftShown.draft_id, DraftShown.at, func.min(DraftShown.staff_id).label("staff_id"))
    who = who.join(when, (when.c.draft_id == col(DraftShown.draft_id)) & (when.c.at == col(DraftShown.at)))
    return who.group_by(col(DraftShown.draft_id), col(DraftShown.at)).subquery()


def _by_person(draft: Draft) -> bool:
    return draft.state in ("approved", "rejected") and draft.decided_by not in ("", "system")


def _unhappy(session: Session, since: datetime) -> dict[str, list[datetime]]:
    """Return when members opted out or complained."""
    statement = select(Hold.member_id, Hold.opened_at)
    statement = statement.where(col(Hold.kind).in_(("opt_out", "complaint")), col(Hold.opened_at) >= since)
    # Our own promise to be silent is no complaint of hers.
    statement = statement.where(col(Hold.cause) != OUR_PROMISE)
    found: dict[str, list[datetime]] = {}
    for member_id, at in session.exec(statement).all():
        found.setdefault(member_id, []).append(at)
    return found


def _spoiled(session: Session, since: datetime, until: datetime) -> frozenset[str]:
    """Return the drafts whose care was made a lead-in; a draft leaves some time after it was seen."""
    found = spoiled_care(session, since, until + timedelta(hours=rules()["answers_for_hours"]))
    return frozenset(one.draft_id for one in found if one.draft_id)


def _use(
    draft: Draft,
    suggestion: Suggestion,
    shown_at: datetime | None,
    shown_to: str | None,
    sent_at: datetime | None,
    *,
    names: Sequence[str],
    unhappy: Mapping[str, Sequence[datetime]],
    spoiled: frozenset[str],
) -> Use:
    outcome = _outcome(draft, sent_at)
    was_edited = outcome == "edited"
    return Use(
        draft_id=draft.id,
        suggestion_id=draft.suggestion_id,
        member_id=draft.member_id,
        kind=draft.kind,
        was_spoiled=draft.id in spoiled,
        playbook=(draft.playbook_id, draft.playbook_version),
        drafter=suggestion.drafter,
        model=(suggestion.model, suggestion.prompt_version),
        staff_id=draft.decided_by if _by_person(draft) else shown_to or "",
        outcome=outcome,
        # "code: note" — the note is a person's own words and is not counted.
        reason=draft.decision_reason.partition(":")[0] if outcome == "rejected" else "",
        edit_size=edit_size(draft.proposed_text, draft.text) if was_edited else 0.0,
        meaning=changed_meaning(draft.proposed_text, draft.text, names) if was_edited else (),
        review_s=(draft.decided_at - shown_at).total_seconds() if shown_at and sent_at and draft.decided_at else None,
        had_negative=sent_at is not None and any(_follows(at, sent_at) for at in unhappy.get(draft.member_id, ())),
    )


def _outcome(draft: Draft, sent_at: datetime | None) -> str:
    if sent_at is not None:
        return "unchanged" if draft.text == draft.proposed_text else "edited"
    return {"rejected": "rejected", "expired": "undecided"}.get(draft.state, "open")


def _follows(at: datetime, sent_at: datetime) -> bool:
    return sent_at <= at <= sent_at + timedelta(hours=rules()["answers_for_hours"])
