"""Who is she, and what is she worth our time for?"""

from langgraph.runtime import Runtime

from agent.context import TurnContext
from agent.state import TurnState


def read(state: TurnState, runtime: Runtime[TurnContext]) -> TurnState:
    """Read the member's snapshot and quadrant through the tools."""
    context = runtime.context
    context.progress("read")
    member_id = state["request"].member_id
    return {"snapshot": context.tools.read_member(member_id), "quadrant": context.tools.read_quadrant(member_id)}
