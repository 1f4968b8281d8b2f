"""The workflow on one page: read → triage → stance → retrieve → draft → check → submit."""

from functools import cache
from typing import Any, Literal

from agent.state import TurnState


@cache
def turn_graph() -> Any:
    """Compile the graph once; it has no checkpointer, because the draft row is the state."""
    from langgraph.graph import END, START, StateGraph

    from agent.context import TurnContext
    from agent.nodes.check import after_check, check
    from agent.nodes.draft import draft
    from agent.nodes.read import read
    from agent.nodes.retrieve import retrieve
    from agent.nodes.route import route
    from agent.nodes.stance import stance
    from agent.nodes.submit import submit
    from agent.nodes.triage import triage

    graph = StateGraph(TurnState, context_schema=TurnContext)
    for step in (triage, read, route, stance, retrieve, draft, check, submit):
        graph.add_node(step.__name__, step)
    graph.add_edge(START, "read")
    graph.add_edge("read", "triage")
    graph.add_conditional_edges("triage", after_triage)
    graph.add_edge("route", "check")
    graph.add_conditional_edges("stance", after_stance)
    graph.add_edge("retrieve", "draft")
    graph.add_edge("draft", "check")
    graph.add_conditional_edges("check", after_check)
    graph.add_edge("submit", END)
    return graph.compile()


def after_triage(state: TurnState) -> Literal["route", "stance"]:
    """Send a message that needs a person the short way; outreach has no message to route."""
    from agent.nodes.route import route_of

    return "route" if state["triage"] is not None and route_of(state) else "stance"


def after_stance(state: TurnState) -> Literal["retrieve", "submit"]:
    """Write nothing when a rule forbids any draft."""
    return "submit" if state["blocked_by"] else "retrieve"
