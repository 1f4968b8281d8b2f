"""Which of her orders she means: by what it held, by its day or week, else those that are not long settled."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from agent.composer.meant.things import is_headed, is_named
from tools.clock import shanghai_day
from tools.members.parcels import OrderStanding
from tools.members.said_dates import said_day, said_span
from tools.patterns import compiled


def orders_meant(
    words: str, standings: Sequence[OrderStanding], now: datetime, rules: dict[str, Any]
) -> list[OrderStanding]:
    """Return the orders she may mean, newest first; `rules` holds `settled_after_days`."""
    if compiled(rules["about_refund"]).search(words):
        # One that merely arrived would answer another question.
        standings = [one for one in standings if one.state in rules["refund_states"]]
    named, dated = orders_named(words, standings), _of_time(words, standings, now)
    if named or dated:
        return [one for one in named if one in dated] or named or dated
    since = now - timedelta(days=rules["settled_after_days"])
    return [one for one in standings if one.state != "delivered" or one.at > since]


def orders_named(words: str, standings: Sequence[OrderStanding]) -> list[OrderStanding]:
    """Return the orders that held what she names; by a head word only where nothing is named better."""
    named = [one for one in standings if any(is_named(name, words) for name in one.names)]
    return named or [one for one in standings if any(is_headed(name, words) for name in one.names)]


def _of_time(words: str, standings: Sequence[OrderStanding], now: datetime) -> list[OrderStanding]:
    today = shanghai_day(now)
    day, span = said_day(words, today), said_span(words, today)
    of_day = [one for one in standings if day is not None and shanghai_day(one.ordered_at) == day.day]
    of_span = [one for one in standings if span and span.first <= shanghai_day(one.ordered_at) <= span.last]
    return of_day or of_span


def names_the_latest(words: str, rules: dict[str, Any]) -> bool:
    """Tell whether she speaks of her latest order without naming it."""
    return bool(compiled(rules["latest"]).search(words))
