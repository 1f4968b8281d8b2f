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
    texts += [f"{row.item}{row.tip}" for row in page.checklist]
    text = "\n".join(texts)
    return any(compiled(thing).search(text) for thing in asked)


@lru_cache(maxsize=256)
def things_asked(words: str) -> tuple[str, ...]:
    """Return the patterns of the things that the clauses which ask name, else of the one before them."""
    things = _table()["things"]
    if not compiled("|".join(things)).search(words):
        return ()
    clauses = _CLAUSES.findall(words)
    asking = [at for at, clause in enumerate(clauses) if is_question(clause)] or list(range(len(clauses)))
    text = "\n".join(clauses[at] for at in asking)
    before = clauses[asking[0] - 1] if asking and asking[0] else ""
    return _in(text) or _in(before)


def _in(text: str) -> tuple[str, ...]:
    return tuple(thing for thing in _table()["things"] if compiled(thing).search(text))
