"""How consents and the texts under which they are given look from outside."""

from datetime import date
from typing import Any

from api.views.times import moment
from tools.checks.consent_texts import ConsentText, consent_texts
from tools.members.consents import Consent


def consent_view(consent: Consent) -> dict[str, Any]:
    """Return one answer of hers: what counts of it, when and how she gave it, under which text."""
    return {
        "code": consent.code,
        "state": consent.state,
        "at": moment(consent.at),
        "how": consent.how or None,
        "text": consent.text or None,
        "why": consent.why or None,
    }


def text_rows(today: date) -> list[dict[str, Any]]:
    """Return every text, oldest first within its purpose, and whether consents under it count today."""
    return [_row(purpose, text, today) for purpose, texts in consent_texts().items() for text in texts]


def _row(purpose: str, text: ConsentText, today: date) -> dict[str, Any]:
    return {
        "purpose": purpose,
        "version": text.version,
        "valid_from": text.valid_from.isoformat(),
        "withdrawn_on": text.withdrawn_on.isoformat() if text.withdrawn_on else None,
        "why": text.why or None,
        "counts": not text.is_withdrawn(today),
        "text": text.text,
    }
