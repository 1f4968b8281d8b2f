"""Why this member, why now: one sentence a rep can read."""

from agent.composer.phrases import phrases
from agent.nodes.route import route_of
from agent.request import Brief
from agent.state import TurnState
from knowledge.playbook import Playbook
from tools.members.snapshot import MemberSnapshot


def why_now(state: TurnState) -> str:
    """Return the reason for this suggestion in the rep's language."""
    table, stance = phrases()["why_now"], state["stance"]
    route = route_of(state)
    if route:
        return str(table.get(route, table["routed"]))
    if state.get("likeness") is not None:
        return str(table["likeness"])
    if stance.kind == "product_list":
        return str(
            table["list"].format(quote=stance.proof.splitlines()[-1][-40:]) if stance.proof else table["rep_list"]
        )
    if stance.kind == "reply":
        return str(table["reply"])
    pages, brief = state.get("pages", ()), state["request"].brief
    return (brief.reason if _is_about(brief, pages) else "") or _care_reason(state["snapshot"], pages)


def _is_about(brief: Brief, pages: tuple[Playbook, ...]) -> bool:
    """Tell whether the text is about what made it due: a stage is no reason for a word about a parcel."""
    if not pages:
        return True
    return bool(set(brief.topics) & set(pages[0].topics)) if brief.topics else pages[0].kind != "after_sale"


def _care_reason(snapshot: MemberSnapshot, pages: tuple[Playbook, ...]) -> str:
    table = phrases()["why_now"]
    if not pages:
        return ""
    if pages[0].stage.dormant_days is not None and snapshot.dormant_days is not None:
        # Her last parcel came long ago; that she has been silent is why we write.
        return str(table["dormant"].format(n=snapshot.dormant_days))
    title, uses = pages[0].title, pages[0].rests_on
    known: dict[str, tuple[bool, dict[str, object]]] = {
        "birthday": (snapshot.is_birthday, {}),
        "orders": (snapshot.days_since_delivery is not None, {"n": snapshot.days_since_delivery}),
        "due_date": (snapshot.gest_week is not None, {"n": snapshot.gest_week}),
        "children": (snapshot.child is not None, {"n": snapshot.age_words}),
    }
    names = {"birthday": "birthday", "orders": "delivery", "due_date": "gest_week", "children": "child"}
    for field, (is_known, slots) in known.items():
        if field in uses and is_known:
            return str(table[names[field]].format(title=title, **slots))
    return str(table["season"].format(title=title))
