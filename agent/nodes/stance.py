"""What may this draft be? Rules and recorded facts decide before a word is written."""

from langgraph.runtime import Runtime

from agent.context import TurnContext
from agent.reply_to import her_words
from agent.request import Request
from agent.stance import Stance
from agent.state import TurnState
from agent.toolbox import Purpose, Toolbox
from tools.checks import Refusal, Triage
from tools.members.snapshot import MemberSnapshot

_ALL_STYLES = ("usual", "short", "warm")
# A rep's reading time is the scarcest thing: where little comes back, two drafts are enough.
_STYLES_BY_QUADRANT = {"low_yield": ("usual", "short")}
_ASKS = ("asks_products", "price")
_PURPOSES: dict[str, Purpose] = {"care": "proactive", "product_list": "product_list"}


def stance(state: TurnState, runtime: Runtime[TurnContext]) -> TurnState:
    """Decide kind, purpose and what forbids it."""
    request, snapshot = state["request"], state["snapshot"]
    found = state.get("triage")
    kind = _kind(request, found)
    styles = _STYLES_BY_QUADRANT.get(state["quadrant"].name, _ALL_STYLES)
    decided = Stance(
        kind=kind,
        proactive=kind == "care",
        proof=_proof(request, snapshot, found),
        asked_price=found is not None and found.intent == "price",
        asked_products=found is not None and found.intent in _ASKS,
        styles=styles,
    )
    blocked = _blocked(decided, request, snapshot, runtime.context.tools)
    return {"stance": decided, "blocked_by": blocked}


def _kind(request: Request, found: Triage | None) -> str:
    if request.kind == "care":
        return "care"
    if request.kind == "product_list" or (found is not None and found.intent == "asks_products"):
        return "product_list"
    return "reply"


def _proof(request: Request, snapshot: MemberSnapshot, found: Triage | None) -> str:
    """Return her own words that asked for products, '' if she did not."""
    if found is None or found.intent not in _ASKS:
        return ""
    return her_words(request, snapshot)


def _blocked(decided: Stance, request: Request, snapshot: MemberSnapshot, tools: Toolbox) -> tuple[str, ...]:
    if decided.kind == "product_list" and not decided.proof and not request.started_by_rep:
        return ("LS-1",)
    refusals = tools.ask_contact(snapshot.member_id, _PURPOSES.get(decided.kind, "reply"))
    return tuple(dict.fromkeys(refusal.rule for refusal in refusals if not _only_later(refusal)))


def _only_later(refusal: Refusal) -> bool:
    """A quiet hour delays the sending, not the drafting."""
    return refusal.delay
