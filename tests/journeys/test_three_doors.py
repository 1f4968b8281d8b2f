"""What forbids a contact is asked when a text is drafted, approved (alone or in a batch) and delivered."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import Session

from tests.agent.shop import Shop
from tests.builders import NOW, SUPERVISOR, make_delivery, make_draft, make_event, make_hold, make_member, make_message
from tools import reviews
from tools.errors import NotAllowed, TextBlocked
from tools.members.find import get
from tools.models import Member

TEXT = "芸姐，降温了，早晚添件外套，不用回我。"
Change = Callable[[Session, Member], object]


def _set(**columns: Any) -> Change:
    return lambda _session, member: [setattr(member, name, value) for name, value in columns.items()]


STANDINGS: dict[str, Change] = {
    "CT-2": _set(opted_out=True),
    "PI-1": _set(consent_care=False),
    "DND": _set(dnd_until=NOW + timedelta(days=9)),
    "CARE-HOLD": _set(care_hold=True),
    "MINOR": _set(tags=["未成年"]),
    "COMPLAINT-OPEN": lambda session, _: make_hold(session, kind="complaint"),
    "CT-4": lambda session, _: make_message(session, direction="out", at=NOW - timedelta(days=2)),
    "CT-5": lambda session, _: make_event(session, type="funeral", payload={"on": "2026-03-04"}),
    "BIRTH-UNCONFIRMED": _set(due_date=(NOW - timedelta(days=20)).date(), children=[]),
}
LAPSED = "a consent under a text that counts no more"
STANDINGS[LAPSED] = _set(consent_records={"care": {"answer": "yes", "text": "gone", "at": "", "source": ""}})
OTHER_ID = "the same person under another id"
STANDINGS[OTHER_ID] = lambda session, _: make_member(session, "m9", wecom_external_userid="wm1", opted_out=True)
TOPIC = "a topic of this season"
STANDINGS[TOPIC] = lambda session, _: make_message(session, direction="out", at=NOW - timedelta(days=40), topic="D03")


def _change(shop: Shop, name: str) -> None:
    with shop.database.writing() as session:
        STANDINGS[name](session, get(session, "m1"))


def _draft(shop: Shop, kind: str = "care", **columns: Any) -> str:
    with shop.database.writing() as session:
        said = {"text": TEXT, "topic": "D03", "evidence": [], **columns}
        return make_draft(session, kind=kind, **said).id


def _rule(name: str) -> str:
    return {LAPSED: "PI-1", OTHER_ID: "CT-2", TOPIC: "CT-4"}.get(name, name)


def _approve(shop: Shop, draft_id: str) -> None:
    with shop.database.writing() as session:
        reviews.approve(session, SUPERVISOR, draft_id, 1, now=NOW, gate=shop.workshop.gate, channel="console")


@pytest.mark.parametrize("name", [name for name in STANDINGS if name != TOPIC])
def test_no_care_is_drafted(shop: Shop, name: str) -> None:
    _change(shop, name)
    proposal = shop.ask(kind="care")
    assert [draft for draft in proposal.drafts if draft.kind != "fixed_reply"] == []
    assert _rule(name) in (*proposal.suggestion.blocked_by, *(["MINOR"] if name == "MINOR" else []))


@pytest.mark.parametrize("kind", ["care", "after_sale"])
@pytest.mark.parametrize("name", list(STANDINGS))
def test_none_is_approved_alone_or_in_a_batch(shop: Shop, name: str, kind: str) -> None:
    alone, batched = _draft(shop, kind), _draft(shop, kind)
    _change(shop, name)
    with pytest.raises((NotAllowed, TextBlocked)) as refused:
        _approve(shop, alone)
    assert _rule(name) in str(refused.value)
    with shop.database.writing() as session:
        (decided,) = reviews.decide_batch(
            session,
            SUPERVISOR,
            [reviews.Decision(batched, 1, "approve")],
            now=NOW,
            gate=shop.workshop.gate,
            channel="console",
        )
    assert isinstance(decided.error, NotAllowed | TextBlocked)


@pytest.mark.parametrize("kind", ["care", "after_sale"])
@pytest.mark.parametrize("name", list(STANDINGS))
def test_none_is_delivered_though_it_was_approved(shop: Shop, name: str, kind: str) -> None:
    with shop.database.writing() as session:
        draft = make_draft(session, kind=kind, state="approved", text=TEXT, topic="D03", evidence=[])
        make_delivery(session, draft)
    _change(shop, name)
    assert shop.deliver() == ["refused"]
    assert shop.channel.sent == []


@pytest.mark.parametrize(
    ("member", "quote", "is_free"),
    [
        ({}, "", False),
        ({"consent_marketing": True}, "", True),
        ({"consent_marketing": False}, "你们家有哪些浴巾", True),
        ({"consent_marketing": True, "opted_out": True}, "", False),
    ],
)
def test_a_list_needs_her_ask_or_her_consent_to_marketing(
    shop: Shop, member: dict[str, Any], quote: str, is_free: bool
) -> None:
    text = "这次没有合适的，先不列了。广告，不需要可以回“停”。"
    draft_id = _draft(shop, "product_list", text=text, request_quote=quote)
    with shop.database.writing() as session:
        for name, value in member.items():
            setattr(get(session, "m1"), name, value)
    if is_free:
        _approve(shop, draft_id)
        assert shop.deliver() == ["sent"]
        return
    with pytest.raises(NotAllowed):
        _approve(shop, draft_id)


def test_a_consent_taken_back_stops_an_approved_answer_that_uses_the_field(shop: Shop) -> None:
    with shop.database.writing() as session:
        fields = [{"field": "due_date", "value": "2026-05-20"}]
        draft = make_draft(session, state="approved", text="好的，我记下了。", evidence=fields)
        make_delivery(session, draft)
        get(session, "m1").consent_sensitive = []
    assert shop.deliver() == ["refused"]
