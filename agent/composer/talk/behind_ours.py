"""Answer what her words mean behind our own lines alone, before anything is looked up for them."""

from agent.composer.talk.appointing import appointing_drafts
from agent.composer.talk.asked_after import good_news_drafts
from agent.composer.talk.errand import errand_drafts
from agent.composer.talk.going_on import going_on_drafts
from agent.composer.talk.helped import helped_drafts
from agent.composer.talk.other_one import other_one_drafts
from agent.composer.talk.plainly import plain_drafts
from agent.composer.talk.reacting import reaction_drafts
from agent.composer.talk.rings import rings_drafts
from agent.composer.talk.settling import settled_drafts
from agent.composer.talk.slips import slip_drafts
from agent.composer.talk.thread import thread_drafts
from agent.composer.talk.told_before import told_before_drafts
from agent.context import TurnContext
from agent.state import TurnState
from tools.models import Draft


def drafts_behind_ours(state: TurnState, context: TurnContext) -> tuple[Draft, ...]:
    """Return what her words mean behind our own lines; () where they are read on with what they complete."""
    found = state.get("triage")
    if state.get("is_completed") or found is None or found.route:
        return ()
    ways = (
        errand_drafts,
        rings_drafts,
        slip_drafts,
        told_before_drafts,
        other_one_drafts,
        settled_drafts,
        appointing_drafts,
        good_news_drafts,
        helped_drafts,
        plain_drafts,
        thread_drafts,
        _reacted,
        going_on_drafts,
    )
    return next((drafts for way in ways if (drafts := way(state, context))), ())


def _reacted(state: TurnState, _context: TurnContext) -> tuple[Draft, ...]:
    return reaction_drafts(state)
