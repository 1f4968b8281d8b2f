"""Says behind a page's answer when to see a doctor, unless the answer does."""

from knowledge.playbook import Playbook
from tools.models import Draft
from tools.patterns import compiled
from tools.yaml_text import table_beside

_table = table_beside(__file__)


def with_doctor(drafts: tuple[Draft, ...], page: Playbook) -> tuple[Draft, ...]:
    """Return the drafts of a page, each with a word on when to see a doctor."""
    topic = page.topics[0] if page.topics else ""
    says = next(str(row["says"]) for row in _table()["words"] if compiled(row["topics"]).search(topic))
    for draft in drafts:
        if not compiled(_table()["says_so"]).search(draft.text):
            draft.text = draft.proposed_text = draft.text.rstrip() + says
    return drafts
