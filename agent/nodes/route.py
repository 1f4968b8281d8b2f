"""Safety first: one fixed reply from the library, no free text, and people take over."""

from langgraph.runtime import Runtime

from agent.composer.pages import page_drafts
from agent.context import TurnContext
from agent.nodes.reply_to import said_fact
from agent.stance import Stance
from agent.state import TurnState
from knowledge.playbook import Playbook

_FIXED = Stance(kind="fixed_reply", styles=("usual", "short", "warm"))


def route(state: TurnState, runtime: Runtime[TurnContext]) -> TurnState:
    """Propose exactly one fixed reply for the route and cause."""
    context = runtime.context
    found = state["triage"]
    wanted, cause = route_of(state), (found.cause or "") if found else ""
    page = fixed_page(context.tools.librarian.fixed_replies(state["snapshot"].today), wanted, cause)
    drafts = page_drafts(page, state["snapshot"], _FIXED, context.actor.name, said=said_fact(state)) if page else ()
    return {"stance": _FIXED, "drafts": drafts[:1], "drafter": "composer"}


def route_of(state: TurnState) -> str:
    """Return the route of this turn, '' when it is ours to answer; a minor alone is a person's business."""
    found, snapshot = state.get("triage"), state["snapshot"]
    if found is not None and found.route:
        return found.route
    if found is not None and found.intent == "opt_out":
        return "opt_out"
    return "human" if snapshot.minor and not snapshot.guardian_consent else ""


def fixed_page(pages: tuple[Playbook, ...], route_name: str, cause: str) -> Playbook | None:
    """Return the page of a route: the one for this cause, else the general one, else any."""
    of_route = [page for page in pages if page.route == route_name]
    for wanted in (cause, "general", ""):
        for page in of_route:
            if page.cause == wanted:
                return page
    return of_route[0] if of_route else None
