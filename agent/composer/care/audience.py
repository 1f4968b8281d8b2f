"""Keep a care page from whom it does not speak to, and from whom it would tell what she has told us."""

from collections.abc import Sequence

from knowledge.playbook import Playbook
from tools.members.snapshot import MemberSnapshot
from tools.patterns import compiled
from tools.yaml_text import table_beside

_table = table_beside(__file__)

_FAMILY_FIELDS = ("children", "due_date")


def spoken_to(pages: Sequence[Playbook], snapshot: MemberSnapshot) -> list[Playbook]:
    """Leave the pages that speak to her, and whose matter is not behind her."""
    kept = [page for page in pages if not _is_past(page, snapshot)]
    if snapshot.kin == "mother":
        return kept
    return [
        page for page in kept if not (_is_of_family(page) and compiled(_table()["mothers_body"]).search(_text(page)))
    ]


def _is_of_family(page: Playbook) -> bool:
    return any(name in page.rests_on for name in _FAMILY_FIELDS)


def _text(page: Playbook) -> str:
    return "".join(page.variants["care"].values())


def _is_past(page: Playbook, snapshot: MemberSnapshot) -> bool:
    """Tell whether she has told us of what a page is about as seen, felt or done."""
    patterns = [_table()["past"][topic] for topic in page.topics if topic in _table()["past"]]
    told = [said.text for said in snapshot.thread if said.direction == "in"]
    return any(compiled(pattern).search(text) for pattern in patterns for text in told)
