"""The workflow on one page: read → triage → stance → retrieve → draft → check → submit; route is the short way."""

from collections.abc import Callable
from functools import cache
from typing import TYPE_CHECKING, Any, Literal

from agent.state import TurnState

if TYPE_CHECKING:
    from langgraph.runtime import Runtime
    from langgraph.types import Command

    from agent.context import TurnContext

    Step = Callable[[TurnState, Runtime[TurnContext]], TurnState]


@cache
def turn_graph() -> Any:
    """Compile the graph once; it has no checkpointer, because the draft row is the state."""
    from langgraph.graph import END, START, StateGraph

    from agent.context import TurnContext
    from agent.nodes.check import after_check, check
    from agent.nodes.draft import after_draft, draft
    from agent.nodes.read import read
    from agent.nodes.retrieve import retrieve
    from agent.nodes.route import route
    from agent.nodes.stance import stance
    from agent.nodes.submit import submit
    from agent.nodes.triage import triage

    graph = StateGraph(TurnState, context_schema=TurnContext)
    for step in (read, route, retrieve, submit):
        graph.add_node(step.__name__, step)
    graph.add_node("triage", _and_then(triage, after_triage), destinations=("route", "stance"))
    graph.add_node("stance", _and_then(stance, after_stance), destinations=("retrieve", "route", "submit"))
    graph.add_node("draft", _and_then(draft, after_draft), destinations=("check", "route"))
    graph.add_node("check", _and_then(check, after_check), destinations=("draft", "route", "submit"))
    graph.add_edge(START, "read")
    graph.add_edge("read", "triage")
    graph.add_edge("route", "check")
    graph.add_edge("retrieve", "draft")
    graph.add_edge("submit", END)
    return graph.compile()


def _and_then(step: "Step", after: Callable[[TurnState], str]) -> Any:
    """Let a step say itself which one follows: a conditional edge would have the whole state put together again."""
    from langgraph.types import Command

    def stepped(state: TurnState, runtime: "Runtime[TurnContext]") -> "Command[str]":
        found = step(state, runtime)
        return Command(update=found, goto=after({**state, **found}))

    return stepped


def after_triage(state: TurnState) -> Literal["route", "stance"]:
    """Send a message that needs a person the short way; outreach has no message to route."""
    from agent.nodes.route import route_of

    return "route" if state["triage"] is not None and route_of(state) else "stance"


def after_stance(state: TurnState) -> Literal["retrieve", "route", "submit"]:
    """Write nothing when a rule forbids any draft; what sounded like a health matter still gets its fixed reply."""
    if state.get("likeness") is not None and (state["blocked_by"] or state["stance"].kind != "reply"):
        return "route"
    return "submit" if state["blocked_by"] else "retrieve"
