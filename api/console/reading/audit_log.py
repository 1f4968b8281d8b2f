"""The audit log's last entries, and whether the chain is whole."""

import json
from typing import Any

from sqlmodel import Session

from api.console import moments
from api.console.labels import label
from api.console.pages.overview import AuditLine, AuditPage
from api.console.visit import Visit, names_of
from tools import audit
from tools.access import require
from tools.errors import BadInput
from tools.models import AuditEntry

_ROWS = 40
_PLACES = {"draft": "/drafts/{}", "member": "/members/{}"}


def audit_page(visit: Visit, session: Session, *, before: str) -> AuditPage:
    """Return one page of entries; the first page also walks the whole chain. Raises NotAllowed, BadInput."""
    require(visit.actor, "read_audit")
    if before and not before.isdecimal():
        raise BadInput(f"{before!r} is no number of an entry.", fix="Start again from the newest.")
    found = audit.entries(session, limit=_ROWS + 1, before=int(before) if before else None)
    shown, names = found[:_ROWS], names_of(session)
    length, _ = audit.head(session)
    return AuditPage(
        chrome=visit.chrome(session),
        faults=tuple(audit.verify(session)) if not before else (),
        length=length,
        is_checked=not before,
        lines=tuple(_line(visit, entry, names) for entry in shown),
        next_href=f"/audit?before={shown[-1].number}" if len(found) > _ROWS else "",
    )


def _line(visit: Visit, entry: AuditEntry, names: dict[str, str]) -> AuditLine:
    kind, _, subject_id = entry.subject.partition(":")
    return AuditLine(
        number=entry.number,
        when=moments.moment(entry.at, visit.now),
        who=names.get(entry.actor, entry.actor),
        action=label("actions", entry.action),
        subject=entry.subject,
        href=_PLACES[kind].format(subject_id) if kind in _PLACES else "",
        detail=tuple((key, _short(value)) for key, value in entry.detail.items() if value not in ("", [], {}, None)),
        digest=entry.hash[:12],
    )


def _short(value: Any) -> str:
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 48 else f"{text[:45]}…"
