"""Say what the season is like where she lives, before a page about the time of year: of the place, never of the day."""

from collections.abc import Mapping
from datetime import datetime
from functools import cache

from agent.composer.hearing.standing import Begun, was_said
from agent.composer.hearing.wording import picked
from knowledge.playbook import Playbook
from tools.members.snapshot import MemberSnapshot
from tools.patterns import compiled
from tools.yaml_text import table_beside

_table = table_beside(__file__)

_SLOT = "{city}"


def climate_lines(snapshot: MemberSnapshot, page: Playbook, texts: Mapping[str, str], now: datetime) -> Begun | None:
    """Return a sentence about her city for the texts of a page that is about these months, None where none fits.

    None where one was said lately, or where nothing is known of the place.
    """
    table, fact = _table(), snapshot.fact("city")
    # A page of one day begins with the day.
    is_of_months = page.stage.months and not page.stage.days
    if fact is None or not is_of_months or was_said(_endings(), snapshot, now, days=int(table["rests_days"])):
        return None
    styles = [style for style in table["styles"] if style in texts]
    lines = _lines(fact.value, snapshot.today.month, "".join(texts[style] for style in styles))
    slots = {"city": fact.value.removesuffix(table["suffix"])}
    said = picked(lines, slots, snapshot.used_texts, seed=f"{snapshot.member_id}:{page.id}", most=len(styles))
    return Begun(dict(zip(styles, said, strict=False)), facts=(fact,)) if said else None


def fits_place(page: Playbook, snapshot: MemberSnapshot) -> bool:
    """Tell whether a page about the time of year speaks of what is known where she lives."""
    if not page.stage.months:
        return True
    fact, text = snapshot.fact("city"), "".join(page.variants["care"].values())
    zone = _zone(fact.value) if fact is not None else ""
    elsewhere = [words for place, words in _table()["only"].items() if place != zone]
    unfit = [*elsewhere, *filter(None, [_table()["unfit"].get(zone)])]
    return not any(compiled(words).search(text) for words in unfit)


def _zone(city: str) -> str:
    return next((zone for zone, places in _table()["zones"].items() if compiled(places).match(city)), "")


def _lines(city: str, month: int, text: str) -> list[str]:
    zone = _zone(city)
    seasons = (row for row in _table()["seasons"] if zone in row["zones"] and month in row["months"])
    return next((list(row["says"]) for row in seasons if compiled(row["speaks_of"]).search(text)), [])


@cache
def _endings() -> tuple[str, ...]:
    return tuple(line.split(_SLOT)[-1] for row in _table()["seasons"] for line in row["says"])
