"""Where nothing answers: promise to ask where she wants to know something, take note where she only tells."""

from typing import Any

from agent.composer.evidence import as_evidence
from agent.composer.hearing.listening import hear_told
from agent.composer.hearing.telling import noted_bare
from agent.composer.page.pages import new_draft
from agent.composer.phrases import is_question, phrases
from agent.composer.promise import answer_by, promise_grounds, waiting_text
from agent.composer.talk.ear import ear_drafts, heard_in, with_acknowledgement
from agent.composer.talk.topic import our_lines
from agent.context import TurnContext
from agent.reply_to import her_words, said_fact
from agent.state import TurnState
from tools.models import Draft

# What is heard where no kind of thing is.
_NO_KIND = ("told", "plain")


def without_page(state: TurnState, context: TurnContext) -> tuple[Draft, ...]:
    """Promise to ask when she wants to know something; take note when she only tells."""
    asks = state["stance"].asked_products or is_question(her_words(state["request"], state["snapshot"]))
    if not asks:
        return _noted(state)
    # Where we can only promise, what weighs on her is taken up all the same.
    return with_acknowledgement(_waiting(state, context), state, heard_in(state) if state["stance"].listens else None)


def _waiting(state: TurnState, context: TurnContext) -> tuple[Draft, ...]:
    due, when = answer_by(context.now)
    words, snapshot = her_words(state["request"], state["snapshot"]), state["snapshot"]
    ours = our_lines(snapshot, context.now)
    return tuple(
        new_draft(
            snapshot,
            state["stance"],
            style,
            waiting_text(style, words, when, snapshot.used_texts, ours),
            grounds=promise_grounds(due),
            evidence=_said(state),
        )
        for style in state["stance"].styles
    )


def _said(state: TurnState) -> list[dict[str, Any]]:
    fact = said_fact(state)
    return [as_evidence(fact)] if fact is not None else []


def _noted(state: TurnState) -> tuple[Draft, ...]:
    """Take note of what she tells in a word that holds none of hers: by its kind where one is heard, by how it went."""
    words, stance = her_words(state["request"], state["snapshot"]), state["stance"]
    told = hear_told(words, state["snapshot"]) if stance.listens else None
    if told is not None and told.concept.id not in _NO_KIND:
        return ear_drafts(state, told)
    bare = dict(zip(("usual", "short", "warm"), noted_bare(words), strict=False)) or phrases()["note_only"]
    styles = [style for style in stance.styles if style in bare]
    return tuple(new_draft(state["snapshot"], stance, style, bare[style], evidence=_said(state)) for style in styles)
