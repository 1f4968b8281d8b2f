"""Ask back where her words may mean two things: which day, which child; better asked than guessed."""

from typing import Any

from agent.composer.evidence import as_evidence
from agent.composer.page.pages import new_draft
from agent.composer.phrases import is_question, phrases
from agent.context import TurnContext
from agent.reply_to import her_words, said_fact
from agent.state import TurnState
from tools.clock import shanghai_day
from tools.members.said_dates import calendar_words, said_day
from tools.members.snapshot import MemberSnapshot
from tools.models import Draft
from tools.patterns import compiled


def questions_back(state: TurnState, context: TurnContext) -> tuple[Draft, ...]:
    """Return drafts that ask what she means, () where her question is clear or no question at all."""
    words = her_words(state["request"], state["snapshot"])
    if not is_question(words):
        return ()
    slots = _two_days(words, context) or _two_children(words, state["snapshot"])
    return _drafts(state, *slots) if slots else ()


def _two_days(words: str, context: TurnContext) -> tuple[str, dict[str, str]] | None:
    said = said_day(words, shanghai_day(context.now))
    if said is None or said.other is None:
        return None
    days = {"first": calendar_words(said.day), "second": calendar_words(said.other)}
    return "day", {"said": said.words, **days}


def _two_children(words: str, snapshot: MemberSnapshot) -> tuple[str, dict[str, str]] | None:
    rules = phrases()["ask_back"]
    children = [child for child in snapshot.children if child.nickname]
    is_clear = len(children) < 2 or any(child.nickname in words for child in children)
    if is_clear or len(children) < len(snapshot.children) or not compiled(rules["child_words"]).search(words):
        return None
    ages = [child.age_months for child in children]
    if max(ages) - min(ages) < rules["child_months_apart"]:
        return None
    return "child", {"names": str(rules["child_joint"]).join(child.nickname for child in children)}


def _drafts(state: TurnState, what: str, slots: dict[str, Any]) -> tuple[Draft, ...]:
    said = said_fact(state)
    child = state["snapshot"].fact("children") if what == "child" else None
    evidence = [as_evidence(fact) for fact in (said, child) if fact is not None]
    texts = phrases()["ask_back"][what]
    return tuple(
        new_draft(state["snapshot"], state["stance"], style, texts[style].format(**slots), evidence=evidence)
        for style in state["stance"].styles
    )
