"""Which pages may this draft speak from, or which products may the list hold?"""

from langgraph.runtime import Runtime

from agent.composer.care import care_pages
from agent.composer.phrases import is_question, phrases
from agent.context import TurnContext
from agent.reply_to import her_words
from agent.state import TurnState
from agent.toolbox import Toolbox, stage_for
from knowledge.playbook import Playbook
from tools.checks import Triage

_REPLY_KINDS = ("care_script", "after_sale", "reply_script", "checklist", "concierge")
_MOST_PAGES = 3


def retrieve(state: TurnState, runtime: Runtime[TurnContext]) -> TurnState:
    """Find the pages or products behind this draft."""
    context, snapshot, stance = runtime.context, state["snapshot"], state["stance"]
    context.progress("retrieve")
    if stance.kind == "product_list":
        ask = stance.proof or state["request"].message
        return {"choice": context.tools.choose_products(snapshot, ask), "pages": ()}
    if stance.kind == "care":
        pages = care_pages(context.tools, snapshot, state["request"].brief, context.now)
        return {"pages": pages[:_MOST_PAGES], "choice": None}
    return {"pages": _reply_pages(state, context.tools), "choice": None}


def _reply_pages(state: TurnState, tools: Toolbox) -> tuple[Playbook, ...]:
    words = her_words(state["request"], state["snapshot"])
    hits = tools.find_playbooks(words, stage_for(state["snapshot"]), _REPLY_KINDS, _MOST_PAGES) if words else ()
    return tuple(hit.playbook for hit in hits) or _page_for_intent(state.get("triage"), words, tools)


def _page_for_intent(found: Triage | None, words: str, tools: Toolbox) -> tuple[Playbook, ...]:
    """Fall back to a page by what she does rather than by what she says: a thank-you needs no search.

    A question that no page answers is not small talk: it gets a promise instead.
    """
    if found is None or is_question(words):
        return ()
    wanted = phrases()["intent_pages"].get(found.intent, [])
    return tuple(page for name in wanted for page in tools.pages_named(name))[:1]
