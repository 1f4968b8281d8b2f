"""What the composer makes of her message before a word is written, as typed context for a model."""

import re
from dataclasses import dataclass, field
from datetime import datetime

from agent.composer.answered import Answered, answered
from agent.composer.phrases import is_question, phrases
from agent.composer.promise import answer_by
from agent.composer.talk.ear import heard_in
from agent.context import TurnContext
from agent.reply_to import her_words
from agent.state import TurnState
from tools.members.snapshot import MemberSnapshot

_CLAUSES = re.compile(r"[^\u3002\uff01\uff1f!?\n,\uff0c]+[\uff1f?]?")
_EMOJI = re.compile("[\U0001f300-\U0001faff\u2600-\u27bf]|\\[[\u4e00-\u9fff]{1,3}\\]")


@dataclass(frozen=True)
class Understood:
    """What was heard: `news` and its tone, her details, her questions, and texts that rest on records.

    `answer` is what records, catalogue or a question of ours answer, `promise` what to say of what nobody knows yet,
    `habit` how she writes herself (long, short or middling, and with emoji or not).
    """

    news: str = ""
    tone: str = ""
    details: tuple[str, ...] = ()
    questions: tuple[str, ...] = ()
    answer: Answered = field(default_factory=Answered)
    promise: str = ""
    habit: tuple[str, ...] = ()


def understand(state: TurnState, context: TurnContext) -> Understood:
    """Listen to the message that waits for an answer; outreach answers none."""
    snapshot = state["snapshot"]
    words = "" if state["stance"].proactive else her_words(state["request"], snapshot)
    if not words:
        return Understood(habit=habit_of(snapshot))
    heard = heard_in(state)
    asks = is_question(words)
    return Understood(
        news=heard.concept.id if heard else "",
        tone=heard.concept.tone if heard else "",
        details=tuple(dict.fromkeys(text for text in heard.slots.values() if text and text in words)) if heard else (),
        questions=questions_in(words),
        answer=answered(state, context),
        promise=_promise(context.now) if asks else "",
        habit=habit_of(snapshot),
    )


def questions_in(words: str) -> tuple[str, ...]:
    """Return each clause of hers that asks something, in her words."""
    clauses = (found.group().strip() for found in _CLAUSES.finditer(words))
    return tuple(clause for clause in clauses if is_question(clause))


def habit_of(snapshot: MemberSnapshot) -> tuple[str, ...]:
    """Return how she writes herself: by the length of her last messages, and whether emoji are her way."""
    rules = phrases()["habit"]
    said = [said.text for said in snapshot.thread if said.direction == "in"][-int(rules["messages"]) :]
    if not said:
        return ()
    mean = sum(len(text) for text in said) / len(said)
    length = "short" if mean <= rules["short"] else "long" if mean >= rules["long"] else "middling"
    return (length, "emoji" if any(_EMOJI.search(text) for text in said) else "no emoji")


def _promise(now: datetime) -> str:
    return answer_by(now)[1]
