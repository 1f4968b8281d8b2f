"""The things that her question names: a page that says none of them is about something else."""

import re
from functools import lru_cache

from agent.composer.phrases import is_question
from knowledge.playbook import Playbook
from tools.patterns import compiled
from tools.yaml_text import table_beside

_table = table_beside(__file__)
_CLAUSES = re.compile(r"[^\s\uff0c,\u3002\uff01!\uff1f?\uff1b;~\uff5e\u2026]+[\uff1f?]?")


def says_a_thing_asked(page: Playbook, words: str) -> bool:
    """Tell whether a page says one of the things that her question names, in whatever way; True where it names none."""
    asked = things_asked(words)
    if not asked:
        return True
    texts = [page.title, page.goal, *page.asked, *page.says, *(fact.text for fact in page.facts)]
    text = "\n".join([*texts, *(f"{row.item}{row.tip}" for row in page.checklist)])
    return any(compiled(thing).search(text) for thing in asked)


@lru_cache(maxsize=256)
def things_asked(words: str) -> tuple[str, ...]:
    """Return the patterns of the things that the first clause which asks names, and the one that leads over to it.

    A further question may be about something else, which the page need not say.
    """
    if not compiled("|".join(_table()["things"])).search(words):
        return ()
    clauses = _CLAUSES.findall(words)
    first = next((at for at, clause in enumerate(clauses) if is_question(clause)), None)
    text = "\n".join(clauses if first is None else clauses[max(0, first - 1) : first + 1])
    return tuple(thing for thing in _table()["things"] if compiled(thing).search(text))
