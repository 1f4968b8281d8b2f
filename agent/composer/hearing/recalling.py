"""Pick up her latest personal news in a hello: with her own words for it, and when she said it."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from agent.composer.hearing.concepts import Concept, tones
from agent.composer.hearing.listening import Heard, hear
from agent.composer.hearing.wording import picked
from tools.clock import days_between, shanghai_day
from tools.members.said_dates import day_words, said_day, said_until
from tools.members.snapshot import Fact, MemberSnapshot, Said

_QUOTED = 60


@dataclass(frozen=True)
class News:
    """What she told us lately, and the message it came from."""

    said: Said
    heard: Heard
    when: str
    slots: dict[str, str]

    @property
    def fact(self) -> Fact:
        """Return the news as evidence: her words, the message, its date."""
        said = self.said
        return Fact("messages", said.text[:_QUOTED], f"message {said.message_id}", said.at.isoformat())


def latest_news(snapshot: MemberSnapshot, now: datetime) -> News | None:
    """Return her latest news that bears taking up again and that nobody has come back to since; else None."""
    fresh, oldest = tones()["recall_days"]["fresh"], tones()["recall_days"]["oldest"]
    for said in reversed(snapshot.thread):
        days = days_between(said.at, now)
        if said.direction != "in" or not fresh <= days <= oldest:
            continue
        heard = hear(said.text, snapshot, guess=False, fits=lambda concept: bool(concept.recall))
        if heard is not None and not is_followed_up(heard.concept, said, snapshot):
            return news_of(said, heard, shanghai_day(now))
    return None


def is_followed_up(concept: Concept, said: Said, snapshot: MemberSnapshot) -> bool:
    """Tell whether we came back to it on a later day: to ask twice shows that nobody remembers."""
    later = (other for other in snapshot.thread if other.direction == "out" and days_between(said.at, other.at) >= 1)
    return any(concept.is_mentioned(other.text) for other in later)


def news_of(said: Said, heard: Heard, today: date) -> News:
    """Return a message of hers as news: how long ago it was, and whether the day it speaks of is still to come."""
    said_on = shanghai_day(said.at)
    event = said_day(said.text, said_on)
    is_ahead = event is not None and event.day >= today and event.day > said_on
    # "Late this month" names no day, and may be still to come all the same.
    until = said_until(said.text, said_on) if event is None else None
    when = "ahead" if is_ahead or (until is not None and until >= today) else "neutral"
    slots = heard.slots | {"ago": _ago(said_on, today)}
    if event is not None and is_ahead:
        slots["event"] = day_words(event.day, today)
    return News(said, heard, when, slots)


def _ago(said_on: date, today: date) -> str:
    """Say how long ago: last week by the calendar, the rest by its days."""
    table, days = tones()["ago"], (today - said_on).days
    if (today.isocalendar()[:2] != said_on.isocalendar()[:2]) and days <= today.weekday() + 7:
        return str(table["week"])
    name = next((name for name, most in tones()["ago_days"].items() if days <= most), "older")
    return str(table[name])


def hello(news: News, call: str, snapshot: MemberSnapshot) -> dict[str, str]:
    """Return style → text of a hello that takes her news up; three openings, one question at most."""
    used, seed = snapshot.used_texts, f"{snapshot.member_id}:{news.said.message_id}"
    recall = news.heard.concept.recall
    lines = picked(recall.get(news.when, ()), news.slots, used, seed=seed, most=3)
    lines = lines or picked(recall["neutral"], news.slots, used, seed=seed, most=3)
    ends = {"short": "", **{style: _end(style, used, seed) for style in ("usual", "warm")}}
    texts = dict(zip(("usual", "short", "warm"), lines, strict=False))
    return {style: f"{call}\uff0c{line}{ends[style]}" for style, line in texts.items()}


def _end(style: str, used: Collection[str], seed: str) -> str:
    return "".join(picked(tones()["hello"][style], {}, used, seed=seed, most=1))
