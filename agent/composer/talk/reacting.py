"""Answer a reaction to what we just said: short, in kind, and never with our last advice once more."""

from agent.composer.hearing.listening import Heard
from agent.composer.hearing.matters import matters_in
from agent.composer.hearing.reacting import heard_reaction, line_before
from agent.composer.talk.ear import ear_drafts
from agent.reply_to import her_words, pending
from agent.state import TurnState
from tools.models import Draft


def reaction_drafts(state: TurnState) -> tuple[Draft, ...]:
    """Return short drafts on a reaction of hers; () where she asks, tells news or names trouble."""
    heard = reaction_in(state)
    return ear_drafts(state, heard) if heard is not None else ()


def reaction_in(state: TurnState) -> Heard | None:
    """Return how she reacts to our last line; None where her words are more, or call a person."""
    found, snapshot = state.get("triage"), state["snapshot"]
    words = her_words(state["request"], snapshot)
    if any(matter.is_told for matter in matters_in(words)):
        # What is wrong with a parcel is more than the news that it came.
        return None
    if not words or found is None or found.route or found.level or not state["stance"].listens:
        return None
    return heard_reaction(words, our_line(state), snapshot)


def our_line(state: TurnState) -> str:
    """Return our own line that stands right before her words and is not too old, '' if there is none."""
    snapshot = state["snapshot"]
    return line_before(pending(snapshot), snapshot.thread)
