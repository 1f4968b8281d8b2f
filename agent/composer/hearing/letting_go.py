"""Let her go at the end of one care text: nothing is asked of her, and not in the same words every time."""

from agent.composer.hearing.wording import picked, sentences
from knowledge.playbook import Playbook
from tools.members.snapshot import MemberSnapshot
from tools.patterns import compiled
from tools.yaml_text import table_beside

_table = table_beside(__file__)


def letting_go(text: str, style: str, page: Playbook, snapshot: MemberSnapshot) -> str:
    """Return a last sentence for a care text, '' where it lets go itself, ends on what matters, or ours just did."""
    table = _table()
    if style not in table["styles"] or page.kind not in table["kinds"] or set(page.topics) & set(table["not_behind"]):
        return ""
    last = sentences(text)[-1:] or [text]
    latest = next((said.text for said in reversed(snapshot.thread) if said.direction == "out"), "")
    if (
        compiled(table["lets_go"]).search(text)
        or compiled(table["lets_go"]).search(latest)
        or compiled(table["ends_on"]).search(last[0])
    ):
        return ""
    seed = f"{snapshot.member_id}:{page.id}"
    return "".join(picked(table["says"], {}, snapshot.used_texts, seed=seed, most=1))
