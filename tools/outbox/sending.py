"""The one exit: claim, commit, call, write down. At most once, whatever dies in between.

queued ──claim (commit)──▶ sending ──call──▶ sent | failed | queued again (nobody was there) | unknown (anything else)
A `sending` row whose lease has ended is `unknown` too: only a person can tell, nothing is sent twice.
"""

import time
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
# Together well within a lease.
_PAUSES_S = (1.0, 2.0, 4.0, 8.0, 16.0)

Finish = Callable[[Session, Claim, str, str, datetime], Outcome]


def deliver_due(
    database: Database,
    channels: Mapping[str, Channel],
    gate: Gate,
    *,
    now: Clock,
    owner: str,
    limit: int = 20,
    lease_s: int = 120,
    pause: Callable[[float], None] = time.sleep,
) -> list[Outcome]:
    """Send what is due through the given channels, one at a time, and return what became of each.

    `owner` names this sender and must differ between processes. `lease_s` must exceed a channel's longest call;
    `pause` waits so many seconds. Raises Unavailable when the database goes away and does not come back within half a
    minute; whatever was in hand then becomes `unknown`.
    """
    outcomes = _give_up_leases(database, now, limit)
    for delivery_id, member_id in _due(database, list(channels), now, limit):
        claimed = _claim(database, gate, delivery_id, member_id, now=now, owner=owner, lease_s=lease_s)
        if isinstance(claimed, Claim):
            claimed = _send(database, channels[claimed.channel], claimed, owner, now, pause)
        outcomes += [claimed] if claimed else []
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


def _claim(
    database: Database, gate: Gate, delivery_id: str, member_id: str, *, now: Clock, owner: str, lease_s: int
) -> Claim | Outcome | None:
    try:
        with database.writing() as session:
            return claim(session, delivery_id, member_id, gate, now=now(), owner=owner, lease_s=lease_s)
    except Unavailable:
        raise
    except Exception as fault:
        # A check that fails is not a yes; and one broken delivery must not hold up the others.
        return _put_back(database, delivery_id, member_id, type(fault).__name__, now)


def _send(
    database: Database, channel: Channel, claimed: Claim, owner: str, now: Clock, pause: Callable[[float], None]
) -> Outcome:
    finish: Finish
    try:
        receipt = channel.send(claimed.request)
    except ChannelRefused as refused:
        finish, words = finish_failed, _words(refused)
    except ChannelDown as down:
        finish, words = finish_down, _words(down)
    except Exception as uncertain:
        finish, words = finish_unknown, _words(uncertain)
    except BaseException as interrupted:
        _write_down(database, finish_unknown, claimed, owner, _words(interrupted), now)
        raise
    else:
        finish, words = finish_sent, receipt.provider_id
    for pause_s in _PAUSES_S:
        try:
            return _write_down(database, finish, claimed, owner, words, now)
        except Unavailable:
            # What the channel answered is known: a database that is restarted must not make it a question.
            pause(pause_s)
    return _write_down(database, finish, claimed, owner, words, now)


def _write_down(database: Database, finish: Finish, claimed: Claim, owner: str, words: str, now: Clock) -> Outcome:
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
