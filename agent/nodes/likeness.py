"""Is what only sounds like a health matter a question that a page surely answers? If not, it calls a person."""

from agent.composer.phrases import phrases
from agent.nodes.halves import surely_answers
from agent.nodes.read_on import stage_of
from agent.reply_to import her_words
from agent.state import TurnState
from agent.toolbox import Toolbox
from agent.whose import other_named
from knowledge.answering import chances
from knowledge.playbook import Playbook
from tools.checks.triage import Triage
from tools.checks.unclear import as_a_question, may_answer, may_be_answered
from tools.members.snapshot import Said

_PAGES = ("care_script", "checklist")
# Behind one of these nothing of hers is read lightly.
_GRAVE = frozenset({"crisis", "medical", "bereavement"})


def read_lightly(state: TurnState, found: Triage | None, waiting: tuple[Said, ...]) -> TurnState:
    """Return her words as the question that a page may answer, with what was heard in them; {} where none may."""
    words, snapshot = her_words(state["request"], state["snapshot"]), state["snapshot"]
    if (
        found is None
        or state["request"].kind not in ("", "reply")
        or snapshot.minor
        or _is_grave_already(state, waiting)
    ):
        return {}
    if not may_be_answered(found, words, is_of_other=bool(other_named(words))):
        return {}
    return {"triage": as_a_question(found), "likeness": found}


def _is_grave_already(state: TurnState, waiting: tuple[Said, ...]) -> bool:
    """Tell whether something grave stands open that another message than what waits told of."""
    own = waiting[-1].message_id if waiting else ""
    return any(hold.kind in _GRAVE and hold.message_id != own for hold in state["case"].holds)


def as_heard(state: TurnState) -> TurnState:
    """Return the turn as triage heard it, whatever was made of it."""
    heard = state.get("likeness")
    return state if heard is None else {**state, "triage": heard, "likeness": None, "blocked_by": ()}


def is_surely_answered(state: TurnState, tools: Toolbox) -> bool:
    """Tell whether every draft is the answer of one page of advice that surely has one to her words."""
    pages, drafts = state.get("pages", ()), state.get("drafts", ())
    words = her_words(state["request"], state["snapshot"])
    page = pages[0] if pages and pages[0].kind in _PAGES and may_answer(pages[0].topics) else None
    is_its = page is not None and bool(drafts) and all(draft.playbook_id == page.id for draft in drafts)
    return (
        page is not None and is_its and (surely_answers(page, words, tools) or _is_surely_of(page, words, state, tools))
    )


def _is_surely_of(page: Playbook, words: str, state: TurnState, tools: Toolbox) -> bool:
    """Tell whether the search is all but sure of a page, and the page that one or another of its answers is meant."""
    looked, least = tools.look_up(words, stage_of(state)), phrases()["least_score"]
    hits = looked.hits(kinds=_PAGES, today=state["snapshot"].today, limit=1)
    is_found = any(hit.playbook == page and hit.score >= float(least["continued"]) for hit in hits)
    meant = sum(chance for _, chance in chances(page, words, looked.nearness(page)))
    return is_found and meant >= float(least["surely"])
