"""What does she say, and is it ours to answer?"""

from langgraph.runtime import Runtime

from agent.context import TurnContext
from agent.nodes.likeness import read_lightly
from agent.reply_to import only_calls, pending
from agent.state import TurnState
from agent.toolbox import lines_of
from tools.checks import Triage
from tools.conversations.breath import triage_in_breath
from tools.errors import BadInput
from tools.members.snapshot import MemberSnapshot, Said

_SAYS_LITTLE = ("smalltalk", "thanks")


def triage(state: TurnState, runtime: Runtime[TurnContext]) -> TurnState:
    """Triage her words: recording them did so already, else read what is still unanswered."""
    context, request, snapshot = runtime.context, state["request"], state["snapshot"]
    context.progress("triage")
    if not request.message and (request.kind == "care" or request.started_by_rep):
        return {"triage": None}
    waiting = pending(snapshot)
    found = state.get("triage") or (_read(waiting[-1], snapshot, context) if waiting else None)
    if waiting and only_calls(waiting[-1].text) and (chased := _chased(waiting[:-1], snapshot, context)) is not None:
        return {"triage": chased}
    found = _of_breath(found, waiting[:-1], snapshot, context)
    return read_lightly(state, found, waiting) or {"triage": found}


def _chased(before: tuple[Said, ...], snapshot: MemberSnapshot, context: TurnContext) -> Triage | None:
    """Return what is found in the words that she calls for an answer to, a danger as well; None without any."""
    asked = (said for said in reversed(before) if not only_calls(said.text))
    return next((found for said in asked if (found := _read(said, snapshot, context)) is not None), None)


def _of_breath(
    found: Triage | None, before: tuple[Said, ...], snapshot: MemberSnapshot, context: TurnContext
) -> Triage | None:
    """Let "thank you" not hide the question that she asked a minute before it."""
    if found is None or found.route or found.intent not in _SAYS_LITTLE:
        return found
    earlier = [_read(said, snapshot, context) for said in reversed(before)]
    return next((one for one in earlier if one is not None and _is_ask(one)), found)


def _is_ask(found: Triage) -> bool:
    return not found.route and found.intent not in (*_SAYS_LITTLE, "opt_out")


def _read(said: Said, snapshot: MemberSnapshot, context: TurnContext) -> Triage | None:
    thread = [other for other in snapshot.thread if other.at <= said.at]
    before = lines_of(thread, context.now, without=said.message_id)
    try:
        return triage_in_breath(said.text, before, minor=snapshot.minor)
    except BadInput:
        # A picture or a sticker in an imported thread leaves no words to read.
        return None
