"""What does she say, and is it ours to answer?"""

from langgraph.runtime import Runtime

from agent.context import TurnContext
from agent.reply_to import pending
from agent.state import TurnState
from agent.toolbox import lines_of
from tools.checks import Triage
from tools.checks import triage as triage_text


def triage(state: TurnState, runtime: Runtime[TurnContext]) -> TurnState:
    """Triage her words: recording them did so already, else read those in the request or still unanswered."""
    runtime.context.progress("triage")
    return {"triage": state.get("triage") or _read(state, runtime.context)}


def _read(state: TurnState, context: TurnContext) -> Triage | None:
    request, snapshot = state["request"], state["snapshot"]
    if request.kind == "care":
        return None
    if request.message:
        return triage_text(request.message, lines_of(snapshot.thread, context.now), minor=snapshot.minor)
    waiting = pending(snapshot)
    if not waiting:
        return None
    last = waiting[-1]
    before = lines_of(snapshot.thread, context.now, without=last.message_id)
    return triage_text(last.text, before, minor=snapshot.minor)
