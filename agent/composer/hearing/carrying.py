"""Begin a care text with what she told us lately: recent, harmless, hers, not taken back, and hers to be spoken of."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from agent.composer.hearing.listening import Heard, hear, hear_told
from agent.composer.hearing.reacting import heard_reaction, line_before
from agent.composer.hearing.recalling import News, is_followed_up, news_of
from agent.composer.hearing.telling import course_of, echo_of, is_mourned, quote_of
from agent.composer.hearing.wording import picked
from tools.checks import Line
from tools.clock import days_between, shanghai_day
from tools.conversations.breath import triage_in_breath
from tools.errors import BadInput
from tools.members.snapshot import MemberSnapshot, Said
from tools.members.stage import words as stage_words
from tools.patterns import compiled
from tools.yaml_text import table_beside

carry_table = table_beside(__file__, "carry.yaml")

_HAN = re.compile(r"[\u4e00-\u9fff]+")
# What she tells in one of these moods is nobody's opening line.
_TOO_HEAVY = ("hurt", "careful")


@dataclass(frozen=True)
class Carried:
    """Her news, and one line for each style that takes it up; is_about: the page speaks of the same thing."""

    news: News
    lines: dict[str, str]
    is_about: bool = False

    def is_said_in(self, text: str) -> bool:
        """Tell whether a text says some words of hers in a row that stand for something."""
        return is_said_again(self.news.said.text, text)


def carried(snapshot: MemberSnapshot, styles: Sequence[str], now: datetime, *, about: str = "") -> Carried | None:
    """Return her latest news with a line for each style, None where she told nothing that bears it.

    about: what the page behind it says and is asked; of the same thing, the line leads over to it.
    """
    news = told_lately(snapshot, now)
    if news is None:
        return None
    is_about = is_said_again(news.said.text, about)
    seed = f"{snapshot.member_id}:{news.said.message_id}"
    lines = picked(_wordings(news, is_about=is_about), news.slots, snapshot.used_texts, seed=seed, most=3)
    return Carried(news, dict(zip(styles, lines, strict=False)), is_about) if len(lines) >= len(styles) else None


def is_said_again(words: str, text: str) -> bool:
    """Tell whether a text holds some of her characters in a row that stand for something."""
    table = carry_table()["same"]
    size = int(table["least"])
    runs = [run for run in _HAN.findall(words) if len(run) >= size]
    stretches = {run[at : at + size] for run in runs for at in range(len(run) - size + 1)}
    return any(part in text and not compiled(table["weak"]).search(part) for part in stretches)


def remembered(snapshot: MemberSnapshot, now: datetime) -> Carried | None:
    """Return her latest news in her own words, to stand behind a wish; None where none is clean or it went badly."""
    news, table = told_lately(snapshot, now), carry_table()["behind"]
    if news is None or not news.slots.get("quote") or course_of(news.said.text) not in table["courses"]:
        return None
    styles: list[str] = table["styles"]
    seed = f"{snapshot.member_id}:{news.said.message_id}"
    lines = picked(table["lines"], news.slots, snapshot.used_texts, seed=seed, most=len(styles))
    return Carried(news, dict(zip(styles, lines, strict=False)))


def _wordings(news: News, *, is_about: bool) -> list[str]:
    table, name = carry_table()["concepts"], news.heard.concept.id
    if news.heard.concept.is_talk:
        quotes = carry_table()["quotes"]
        return list(quotes["about"] if is_about else quotes[course_of(news.said.text)])
    return list(table.get(f"{name}.{news.when}", table[name]))


def told_lately(snapshot: MemberSnapshot, now: datetime) -> News | None:
    """Return the latest news to take up; whatever weighs on her since then keeps all of it back."""
    later: list[str] = []
    for said, heard in _harmless(snapshot, now):
        told = hear(said.text, snapshot, guess=False, fits=lambda concept: concept.id in carry_table()["concepts"])
        told = told or (_quoted(said, snapshot) if heard is None else None)
        is_over = days_between(said.at, now) >= carry_table()["days"]["fresh"]
        if told is not None and is_over and _may_carry(said, told, snapshot, later):
            return news_of(said, told, shanghai_day(now))
        later.append(said.text)
    return None


def words_lately(snapshot: MemberSnapshot, now: datetime) -> str:
    """Return her latest words that tell something and weigh nothing, blank without any: a page may be about them."""
    table = carry_table()
    return next((said.text for said, _ in _harmless(snapshot, now) if len(said.text) >= table["tells_from"]), "")


def _harmless(snapshot: MemberSnapshot, now: datetime) -> Iterator[tuple[Said, Heard | None]]:
    """Give her words of the last weeks, the latest first, with what is heard in them, up to anything that weighs."""
    oldest = carry_table()["days"]["oldest"]
    for said in reversed(snapshot.thread):
        if said.direction != "in":
            continue
        heard = hear(said.text, snapshot, guess=False)
        if days_between(said.at, now) > oldest or _is_heavy(said, heard, snapshot):
            return
        yield said, heard


def _quoted(said: Said, snapshot: MemberSnapshot) -> Heard | None:
    """Return ordinary talk that a clause of hers tells, None where none bears saying back unasked."""
    clause = quote_of(said.text)
    if not clause or compiled(carry_table()["quote_not"]).search(clause) or _only_reacts(said, snapshot):
        return None
    told = hear_told(said.text, snapshot)
    if told is None or not told.concept.is_talk:
        return None
    return replace(told, slots={**told.slots, "quote": clause, "echo": echo_of(said.text)})


def _only_reacts(said: Said, snapshot: MemberSnapshot) -> bool:
    """Tell whether she only answered a line of ours ("I will write it down"): no news to come back to."""
    return heard_reaction(said.text, line_before((said,), snapshot.thread), snapshot) is not None


def is_done_with(text: str, news: News) -> bool:
    """Tell whether a text speaks of something that she told us is done."""
    what = news.slots.get("what", "")
    return news.heard.concept.id in carry_table()["done"] and bool(what) and what in text


def _is_heavy(said: Said, heard: Heard | None, snapshot: MemberSnapshot) -> bool:
    if is_mourned(said.text) or (heard is not None and heard.concept.tone in _TOO_HEAVY):
        return True
    before = [other for other in snapshot.thread if other.at < said.at and other.direction == "in"][-3:]
    lines = tuple(Line("in", one.text, (said.at - one.at).total_seconds() / 3600) for one in before)
    try:
        return triage_in_breath(said.text, lines, minor=snapshot.minor).route is not None
    except BadInput:
        # A sticker or a picture weighs nothing.
        return False


def _may_carry(said: Said, heard: Heard, snapshot: MemberSnapshot, later: Sequence[str]) -> bool:
    table, name = carry_table(), heard.concept.id
    if compiled(table["not_hers"]).search(said.text) or compiled(table["asks"]).search(said.text):
        return False
    is_taken_back = any(compiled(table["taken_back"]).search(text) for text in later)
    return (
        not is_taken_back and _may_speak_of(name, said, snapshot) and not is_followed_up(heard.concept, said, snapshot)
    )


def _is_guest(snapshot: MemberSnapshot) -> bool:
    """Tell whether a hello may go on from what she told of her grown family: members who are cared for in person."""
    return bool(set(carry_table()["in_person"]) & set(snapshot.personas))


def _may_speak_of(name: str, said: Said, snapshot: MemberSnapshot) -> bool:
    """Tell whether child or pregnancy may be spoken of today; sealed, none of her family is."""
    about = carry_table()["about"]
    is_of_family = any(word in said.text for word in stage_words()["family_words"])
    if is_of_family and not (snapshot.child or snapshot.gest_week is not None or _is_guest(snapshot)):
        return False
    if name in about["child"] and snapshot.child is None:
        return False
    if name in about["pregnancy"] and snapshot.gest_week is None:
        return False
    return not (snapshot.is_sealed and any(word in said.text for word in stage_words()["family_words"]))
