"""The one exit: claim, commit, call, write down. At most once, whatever dies in between.

queued ──claim (commit)──▶ sending ──call──▶ sent | failed | queued again (nobody was there) | unknown (anything else)
A `sending` row whose lease has ended is `unknown` too: only a person can tell, nothing is sent twice.
"""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

from sqlmodel import Session, col, select

from tools.channels import Channel, ChannelDown, ChannelRefused
from tools.clock import Clock
from tools.database import Database
from tools.errors import Unavailable
from tools.models import Delivery
from tools.outbox.claiming import Claim, Outcome, claim, postpone, reread_delivery
from tools.outbox.finishing import finish_down, finish_failed, finish_sent, finish_unknown, give_up_lease
from tools.reviews.gate import Gate
from tools.reviews.locks import lock_member

_AFTER_A_FAULT_S = 300


def deliver_due(
    database: Database,
    channels: Mapping[str, Channel],
    gate: Gate,
    *,
    now: Clock,
    owner: str,
    limit: int = 20,
    lease_s: int = 120,
) -> list[Outcome]:
    """Send what is due through the given channels, one at a time, and return what became of each.

    `owner` names this sender and must differ between processes. `lease_s` must exceed a channel's longest call.
    Raises Unavailable when the database goes away; whatever was in hand then becomes `unknown`.
    """
    outcomes = _give_up_leases(database, now, limit)
    for delivery_id, member_id in _due(database, list(channels), now, limit):
        outcome = _deliver(database, channels, gate, delivery_id, member_id, now=now, owner=owner, lease_s=lease_s)
        outcomes += [outcome] if outcome else []
    return outcomes


def _due(database: Database, channels: list[str], now: Clock, limit: int) -> list[tuple[str, str]]:
    statement = select(Delivery.id, Delivery.member_id).where(
        Delivery.state == "queued", Delivery.not_before <= now(), col(Delivery.channel).in_(channels)
    )
    with database.reading() as session:
        return list(session.exec(statement.order_by(col(Delivery.not_before), col(Delivery.id)).limit(limit)).all())


def _give_up_leases(database: Database, now: Clock, limit: int) -> list[Outcome]:
    lost = select(Delivery.id, Delivery.member_id).where(
        Delivery.state == "sending", col(Delivery.lease_until) <= now()
    )
    with database.reading() as session:
        found = session.exec(lost.order_by(col(Delivery.id)).limit(limit)).all()
    outcomes = []
    for delivery_id, member_id in found:
        with database.writing() as session:
            outcomes.append(give_up_lease(session, delivery_id, member_id, now()))
    return [outcome for outcome in outcomes if outcome]


def _deliver(
    database: Database,
    channels: Mapping[str, Channel],
    gate: Gate,
    delivery_id: str,
    member_id: str,
    *,
    now: Clock,
    owner: str,
    lease_s: int,
) -> Outcome | None:
    try:
        with database.writing() as session:
            claimed = claim(session, delivery_id, member_id, gate, now=now(), owner=owner, lease_s=lease_s)
    except Unavailable:
        raise
    except Exception as fault:
        # A check that fails is not a yes; and one broken delivery must not hold up the others.
        return _put_back(database, delivery_id, member_id, type(fault).__name__, now)
    return _send(database, channels[claimed.channel], claimed, owner, now) if isinstance(claimed, Claim) else claimed


def _send(database: Database, channel: Channel, claimed: Claim, owner: str, now: Clock) -> Outcome:
    finish: Callable[[Session, Claim, str, str, datetime], Outcome]
    try:
        receipt = channel.send(claimed.request)
    except ChannelRefused as refused:
        finish, words = finish_failed, _words(refused)
    except ChannelDown as down:
        finish, words = finish_down, _words(down)
    except Exception as uncertain:
        finish, words = finish_unknown, _words(uncertain)
    except BaseException as interrupted:
        with database.writing() as session:
            finish_unknown(session, claimed, owner, _words(interrupted), now())
        raise
    else:
        finish, words = finish_sent, receipt.provider_id
    with database.writing() as session:
        return finish(session, claimed, owner, words, now())


def _words(error: BaseException) -> str:
    return f"{type(error).__name__}: {error}"[:500]


def _put_back(database: Database, delivery_id: str, member_id: str, error: str, now: Clock) -> Outcome:
    later = now() + timedelta(seconds=_AFTER_A_FAULT_S)
    with database.writing() as session:
        lock_member(session, member_id)
        delivery = reread_delivery(session, delivery_id)
        if delivery.state != "queued":
            return Outcome(delivery_id, delivery.state, error)
        return postpone(session, delivery, later, error, now())
