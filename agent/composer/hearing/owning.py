"""Say which thing of hers an after-sale page is about, and the one line of its own page that helps now."""

from collections.abc import Mapping
from datetime import datetime

from agent.composer.hearing.standing import Begun
from agent.composer.hearing.wording import picked
from agent.composer.page.slots import slots_for
from knowledge.playbook import Playbook
from tools.checks.normalise import readable
from tools.checks.numerals import numbers_in
from tools.members.snapshot import MemberSnapshot
from tools.yaml_text import table_beside

_table = table_beside(__file__)


def owned_lines(snapshot: MemberSnapshot, page: Playbook, texts: Mapping[str, str], now: datetime) -> Begun | None:
    """Return a sentence that names her thing for those after-sale texts that do not; None for other pages."""
    slots, days = slots_for(snapshot, ""), snapshot.days_since_delivery
    if page.kind != "after_sale" or "product" not in slots or days is None:
        return None
    styles = [style for style in _table()["styles"] if style in texts and slots["product"] not in texts[style]]
    lines = next((lines for most, lines in _table()["days"].items() if days <= most), ())
    said = picked(lines, slots, snapshot.used_texts, seed=f"{snapshot.member_id}:{page.id}", most=len(styles))
    numbers = sorted(numbers_in(readable(one).text for one in said))
    return Begun(dict(zip(styles, said, strict=False)), numbers=numbers, repeats=str(_table()["repeats"]))
