"""Matters of a shop that her words name, each with what answers it; and whether a page speaks of what she names."""

import re
from collections.abc import Collection
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import rjieba

from agent.composer.hearing.naming import says_a_thing_asked
from agent.composer.phrases import is_question
from agent.composer.record.orders import asks_where
from knowledge.answering import answer_for
from knowledge.playbook import Playbook
from tools.checks.normalise import readable
from tools.patterns import compiled
from tools.yaml_text import table_beside

matter_words = table_beside(__file__)

# Tags of words that stand for something.
_MEANING = ("n", "v", "a", "l", "i", "j")
ORDER, WASHING, INVOICE, SIZE = "order", "washing", "invoice", "size"
_CLAUSES = re.compile(r"[^\u3002\uff01\uff1f!?\n,\uff0c;\uff1b]+[\uff1f?]?")


@dataclass(frozen=True)
class Matter:
    """One thing she asks of us: its name in matters.yaml or `order`, and the clause that names it."""

    name: str
    clause: str

    @property
    def page(self) -> str:
        """Return the id of the page that answers it, '' where none does."""
        return str(_row(self.name).get("page", ""))

    @property
    def is_grumble(self) -> bool:
        """Tell whether it is a word about a price that asks for no goods."""
        return bool(_row(self.name).get("is_grumble"))

    @property
    def is_of_hers(self) -> bool:
        """Tell whether it is heard only of a thing that she has."""
        return bool(_row(self.name).get("is_of_hers"))

    @property
    def is_told(self) -> bool:
        """Tell whether it wants an answer though she asks nothing."""
        return bool(_row(self.name).get("is_told"))

    @property
    def is_of_order(self) -> bool:
        """Tell whether it is about an order of hers."""
        return bool(_row(self.name).get("is_of_order"))

    @property
    def is_any(self) -> bool:
        """Tell whether it may be any wish: beside a matter that has a name it is the same one, said again."""
        return bool(_row(self.name).get("is_any"))

    @property
    def is_checklist(self) -> bool:
        """Tell whether it asks what to prepare for, which a list without goods answers before any goods."""
        return bool(_row(self.name).get("is_checklist"))

    @property
    def is_supposed(self) -> bool:
        """Tell whether she states it as a rule of ours instead of asking: that wants an answer, too."""
        return bool(compiled(matter_words()["supposes"]).search(self.clause))

    @property
    def of_kin(self) -> tuple[str, ...]:
        """Return who it is answered for as her or his own, () where for everybody."""
        return tuple(_row(self.name).get("of_kin", ()))

    @property
    def says(self) -> dict[str, str]:
        """Return our own texts by style, {} where a page or a record answers."""
        return dict(_row(self.name).get("says", {}))

    @property
    def topic(self) -> str:
        """Return the topic of an answer in our own texts, '' where it has none."""
        return str(_row(self.name).get("topic", ""))

    @property
    def also(self) -> str:
        """Return the one sentence that answers it behind another answer."""
        return str(_row(self.name).get("also", ""))


def _row(name: str) -> dict[str, Any]:
    row: dict[str, Any] = matter_words()["matters"].get(name, {})
    return row


@lru_cache(maxsize=256)
def matters_in(words: str) -> tuple[Matter, ...]:
    """Return each matter that her clauses name, in her order, the question about an order among them."""
    found: dict[str, Matter] = {}
    for match in _CLAUSES.finditer(words):
        clause = match.group().strip()
        for name in _names_in(clause, words):
            found.setdefault(name, Matter(name, clause))
    for name in _names_over(words):
        found.setdefault(name, Matter(name, words.strip()))
    return tuple(found.values())


def _names_over(words: str) -> list[str]:
    """Return the matters that only several clauses of hers together name."""
    rows = ((name, row) for name, row in matter_words()["matters"].items() if row.get("is_told_over_clauses"))
    return [name for name, row in rows if _hears(row, words)]


def _names_in(clause: str, words: str) -> list[str]:
    rows = matter_words()["matters"].items()
    names = [name for name, row in rows if _hears(row, clause) and not _is_other_beside(row, words)]
    return [*names, *([ORDER] if asks_where(clause) else [])]


def _hears(row: dict[str, Any], clause: str) -> bool:
    unless = row.get("unless")
    return bool(compiled(row["hears"]).search(clause)) and not (unless and compiled(unless).search(clause))


def _is_other_beside(row: dict[str, Any], words: str) -> bool:
    """Tell whether her other clauses show that a clause which names a matter means another."""
    return bool(row.get("unless_beside")) and bool(compiled(row["unless_beside"]).search(words))


def asks_about_order(words: str) -> bool:
    """Tell whether she asks how an order stands, be it beside another matter that would speak against it."""
    named = {matter.name for matter in matters_in(words)}
    return asks_where(words) or (ORDER in named and len(named) > 1)


def serves_order(words: str) -> bool:
    """Tell whether she wants something done about an order: exchanged, sent elsewhere, invoiced."""
    return any(matter.is_of_order for matter in matters_in(words))


def tells_of_order(words: str) -> bool:
    """Tell whether she says that what came is wrong: that is no ask for goods, whatever colour it names."""
    return any(matter.name in matter_words()["came_wrong"] for matter in matters_in(words))


def wants_no_list(words: str) -> bool:
    """Tell whether she wants something else done with goods than to be shown them."""
    return any(_row(matter.name).get("is_no_list") for matter in matters_in(words))


def grumbles(words: str) -> bool:
    """Tell whether she speaks of a price that is too high, and asks for no goods."""
    return any(matter.is_grumble for matter in matters_in(words))


def only_haggles(words: str) -> bool:
    """Tell whether she asks for a lower price or a favour and for nothing else."""
    named = {matter.name for matter in matters_in(words)}
    return bool(named) and named <= set(matter_words()["alike"])


def wants_checklist(words: str) -> bool:
    """Tell whether she asks what to prepare for an occasion, and not what of it we sell."""
    return any(matter.is_checklist for matter in matters_in(words))


def page_for(words: str) -> str:
    """Return the page of the first matter she asks about, '' where none is named or a record answers."""
    named = (one for one in matters_in(words) if one.page and _wants_page(one, words))
    return next((one.page for one in named), "")


def _wants_page(matter: Matter, words: str) -> bool:
    wants = _row(matter.name).get("wants")
    if wants and compiled(wants).search(matter.clause):
        return True
    says_enough = (matter.is_grumble, matter.is_checklist, matter.is_supposed, matter.is_told)
    return any(says_enough) or is_question(words)


def speaks_of(page: Playbook, words: str) -> bool:
    """Tell whether a page speaks of everything that her words name as their subject, and takes nothing for granted."""
    granted = matter_words()["presumes"].get(page.id, "")
    if (granted and not compiled(granted).search(words)) or not says_a_thing_asked(page, words):
        return False
    named = [row for row in matter_words()["named"] if compiled(row["hears"]).search(words)]
    text = _general_text(page, words) if named else ""
    return all(compiled(row.get("speaks", row["hears"])).search(text) for row in named)


def _general_text(page: Playbook, words: str) -> str:
    """Return what a page says to all, and its answer to her words: what other answers mention is no subject of it."""
    answer = answer_for(page, words)
    own = (*answer.asks, *answer.lines) if answer is not None else ()
    variants = (text for group in page.variants.values() for text in group.values())
    return "\n".join([page.title, page.goal, *(fact.text for fact in page.facts), *variants, *page.questions, *own])


def shares_a_word(page: Playbook, words: str) -> bool:
    """Tell whether a page says a word of hers that stands for something: a noun, a verb, an adjective."""
    text = _general_text(page, words)
    return any(word in text for word in words_that_mean(words))


def shares_all(page: Playbook, words: str) -> bool:
    """Tell whether a page says each word of hers that stands for something; hers may be none."""
    text = "\n".join([text_of(page), *page.asked])
    return all(word in text for word in words_that_mean(words))


@lru_cache(maxsize=256)
def words_that_mean(words: str) -> tuple[str, ...]:
    """Return her words that stand for something and do not stand in every other page."""
    weak = set(matter_words()["weak_words"])
    tagged = rjieba.tag(readable(words).text)
    return tuple(w for w, tag in tagged if len(w) > 1 and w not in weak and tag.startswith(_MEANING))


def gives_figure(page: Playbook, words: str) -> bool:
    """Tell whether she asks for a figure that a page is asked for by others too, and that all its answers hold."""
    table, answers = matter_words(), page.variants.get("reply", {}).values()
    is_asked = compiled(table["asks_figure"]).search(words) and any(
        compiled(table["asks_figure"]).search(asked) for asked in page.asked
    )
    return bool(is_asked) and all(compiled(table["says_figure"]).search(text) for text in answers)


def leaves_figure_open(page: Playbook, words: str) -> bool:
    """Tell whether she asks for a figure that not all of a page's answers hold."""
    return bool(compiled(matter_words()["asks_figure"]).search(words)) and not gives_figure(page, words)


def text_of(page: Playbook) -> str:
    """Return all that a page says: its title, its goal, its facts and its answers."""
    parts: Collection[str] = [page.title, page.goal, *(fact.text for fact in page.facts)]
    return "\n".join([*parts, *page.says])
