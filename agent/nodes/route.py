"""Safety first: one fixed reply from the library, no free text, and people take over."""

from datetime import datetime, timedelta

from langgraph.runtime import Runtime

from agent.composer.page.pages import page_drafts
from agent.context import TurnContext
from agent.nodes.likeness import as_heard
from agent.reply_to import her_words, said_fact
from agent.stance import Stance
from agent.state import TurnState
from knowledge.playbook import Playbook
from tools.members.told import told_in
from tools.patterns import compiled
from tools.yaml_text import table_beside

whom = table_beside(__file__, "route.yaml")
_FIXED = Stance(kind="fixed_reply", styles=("usual", "short", "warm"))
# Signs that are grave in a small child only; their replies speak to whoever minds one. What somebody swallowed keeps
# its first aid, whoever it was.
_OF_A_CHILD = frozenset({"MED-IN-NEWBORN", "MED-IN-GUT"})
_GENERAL = "general"


def route(state: TurnState, runtime: Runtime[TurnContext]) -> TurnState:
    """Bring the fixed replies for route and cause, best first; the check keeps the first that may be sent."""
    context, snapshot, state = runtime.context, state["snapshot"], as_heard(state)
    pages = fixed_pages(context.tools.librarian.fixed_replies(snapshot.today), route_of(state), cause_of(state))
    said, rep_name = said_fact(state), context.rep_name(snapshot)
    drafts = [d for page in pages for d in page_drafts(page, snapshot, _FIXED, rep_name, said=said)]
    # What was first read as a question calls a person after all.
    heard: TurnState = {"triage": state["triage"], "likeness": None, "blocked_by": ()}
    return {**heard, "stance": _FIXED, "drafts": tuple(drafts), "drafter": "composer"}


def cause_of(state: TurnState) -> str:
    """Return the finer cause of a route: what the triage found, or that she is under age."""
    found, snapshot = state.get("triage"), state["snapshot"]
    if found is not None and found.cause:
        is_childs = bool(found.reasons) and found.reasons[0].rule in _OF_A_CHILD
        return _GENERAL if is_childs and not _is_of_a_child(state) else found.cause
    if found is not None and found.intent == "opt_out":
        if _names_a_time(state):
            return "quiet_time"
        if _may_mean_an_order(state):
            return "order_or_messages"
    return "minor" if snapshot.minor and not snapshot.guardian_consent else ""


def _is_of_a_child(state: TurnState) -> bool:
    """Tell whether a child may be ill: not where only a grown-up is named, nor where she expects and names none."""
    words, snapshot = her_words(state["request"], state["snapshot"]), state["snapshot"]
    if snapshot.is_expecting and not snapshot.children:
        return bool(compiled(whom()["born"]).search(words))
    return bool(compiled(whom()["child"]).search(words)) or not compiled(whom()["grown_up"]).search(words)


def _names_a_time(state: TurnState) -> bool:
    """Tell whether she asks to be left alone at some time only; all stands still until a person has read it."""
    words = her_words(state["request"], state["snapshot"])
    return any(told.kind == "quiet_time" for told in told_in(words, state["snapshot"].today))


def _may_mean_an_order(state: TurnState) -> bool:
    """Tell whether a bare "I don't want it" may be said of an order of the last days; messages stop meanwhile."""
    words, snapshot = her_words(state["request"], state["snapshot"]), state["snapshot"]
    if not compiled(whom()["bare_no"]).search(words.strip()):
        return False
    first = snapshot.today - timedelta(days=int(whom()["order_days"]))
    placed = (datetime.fromisoformat(fact.at).date() for fact in snapshot.facts if fact.field == "orders" and fact.at)
    return any(first <= day <= snapshot.today for day in placed)


def route_of(state: TurnState) -> str:
    """Return the route of this turn, '' when it is ours to answer; a minor alone is a person's business."""
    found, snapshot = state.get("triage"), state["snapshot"]
    if found is not None and found.route:
        return found.route
    if found is not None and found.intent == "opt_out":
        return "opt_out"
    return "human" if snapshot.minor and not snapshot.guardian_consent else ""


def fixed_pages(pages: tuple[Playbook, ...], route_name: str, cause: str) -> tuple[Playbook, ...]:
    """Return the pages of a route: the one for this cause, then the general one."""
    of_route = [page for page in pages if page.route == route_name]
    fitting = [page for wanted in (cause, "general", "") for page in of_route if page.cause == wanted]
    return tuple({page.id: page for page in fitting}.values()) or tuple(of_route[:1])
