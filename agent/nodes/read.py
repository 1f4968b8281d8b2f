"""Who is she, and what is she worth our time for?"""

from dataclasses import replace

from langgraph.runtime import Runtime

from agent.context import TurnContext
from agent.request import Request
from agent.state import TurnState
from tools.members.snapshot import MemberSnapshot, Said


def read(state: TurnState, runtime: Runtime[TurnContext]) -> TurnState:
    """Read the member's snapshot, quadrant and standing through the tools."""
    context, request = runtime.context, state["request"]
    context.progress("read")
    case = context.tools.read_case(request.member_id)
    return {"snapshot": _with_unrecorded(case.snapshot, request, context), "quadrant": case.quadrant, "case": case}


def _with_unrecorded(snapshot: MemberSnapshot, request: Request, context: TurnContext) -> MemberSnapshot:
    """Let a dry run read the words that it did not record at the end of the thread, like any other turn."""
    if not request.message or request.message_id:
        return snapshot
    return replace(snapshot, thread=(*snapshot.thread, Said("", "in", request.message, context.now)))
