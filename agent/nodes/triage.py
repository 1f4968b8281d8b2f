"""What does she say, and is it ours to answer?"""

from langgraph.runtime import Runtime

from agent.context import TurnContext
from agent.state import TurnState
from tools.checks import triage as triage_text


def triage(state: TurnState, runtime: Runtime[TurnContext]) -> TurnState:
    """Triage her words, unless recording them did so already."""
    request, found = state["request"], state.get("triage")
    if found is None and request.message:
        found = triage_text(request.message)
    return {"triage": found}
