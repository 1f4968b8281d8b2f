"""What may this draft be? Rules and recorded facts decide before a word is written."""

from langgraph.runtime import Runtime

from agent.context import TurnContext
from agent.reply_to import her_words, pending
from agent.request import Request
from agent.stance import Stance
from agent.state import TurnState
from agent.toolbox import Purpose, Toolbox, lines_of
from tools.checks import Refusal, Triage
from tools.checks import triage as triage_text
from tools.members.snapshot import MemberSnapshot

_ALL_STYLES = ("usual", "short", "warm")
# A rep's reading time is the scarcest thing: where little comes back, two drafts are enough.
_STYLES_BY_QUADRANT = {"low_yield": ("usual", "short")}
_ASKS = ("asks_products", "price")
_PURPOSES: dict[str, Purpose] = {"care": "proactive", "product_list": "product_list"}


def stance(state: TurnState, runtime: Runtime[TurnContext]) -> TurnState:
    """Decide kind, purpose and what forbids it."""
    request, snapshot = state["request"], state["snapshot"]
    found = state.get("triage") or _last_triage(snapshot, runtime.context)
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
    return {"stance": decided, "blocked_by": blocked, "triage": found}


def _kind(request: Request, found: Triage | None) -> str:
    if request.kind == "care":
        return "care"
    if request.kind == "product_list" or (found is not None and found.intent == "asks_products"):
        return "product_list"
    return "reply"


def _last_triage(snapshot: MemberSnapshot, context: TurnContext) -> Triage | None:
    """Read what she asked last, when the request brings no words of its own."""
    waiting = pending(snapshot)
    if not waiting:
        return None
    before = lines_of(snapshot.thread, context.now, without=waiting[-1].message_id)
    return triage_text(waiting[-1].text, before)


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
