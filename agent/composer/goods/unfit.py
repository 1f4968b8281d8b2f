"""Tell her plainly where the page of a thing of ours says that it is not for her, be it hers already."""

from agent.composer.evidence import as_evidence
from agent.composer.meant.things import proper_name
from agent.composer.page.pages import new_draft
from agent.composer.phrases import is_question, seeks_a_nod
from agent.context import TurnContext
from agent.reply_to import her_words, said_fact
from agent.state import TurnState
from tools.members.snapshot import Fact, MemberSnapshot
from tools.models import Draft, Product
from tools.patterns import compiled
from tools.yaml_text import table_beside

_table = table_beside(__file__)


def unfit_drafts(state: TurnState, context: TurnContext) -> tuple[Draft, ...]:
    """Return the word of the page that speaks against it; () where she asks nothing of a thing that is not for her."""
    snapshot, words = state["snapshot"], her_words(state["request"], state["snapshot"])
    if not (is_question(words) or seeks_a_nod(words)) or not compiled(_table()["asks"]).search(words):
        return ()
    for name in _groups(words, snapshot):
        says = _table()["groups"][name]["page_says"]
        rows = context.tools.named_unfit(words, says)
        rows = rows or context.tools.named_unfit("\n".join(_before(snapshot)), says)
        if len(rows) == 1:
            return _drafts(state, rows[0], name)
    return ()


def _before(snapshot: MemberSnapshot) -> list[str]:
    return [said.text for said in snapshot.thread[-int(_table()["lines"]) :]]


def _groups(words: str, snapshot: MemberSnapshot) -> list[str]:
    """Return the groups that she speaks of: by her words, else those that she is of herself."""
    said = [name for name, group in _table()["groups"].items() if compiled(group["said"]).search(words)]
    if said or compiled(_table()["for_others"]).search(words):
        return said
    hers = {"pregnant": snapshot.is_expecting, "nursing": snapshot.has_infant}
    return [name for name, is_one in hers.items() if is_one]


def _drafts(state: TurnState, row: Product, name: str) -> tuple[Draft, ...]:
    said = said_fact(state)
    fact = Fact("products", row.sku, f"product {row.sku}", row.updated_at.isoformat())
    texts = _table()["groups"][name]["says"]
    return tuple(
        new_draft(
            state["snapshot"],
            state["stance"],
            style,
            texts[style].format(name=proper_name(row.name)),
            topic=str(_table()["groups"][name]["topic"]),
            evidence=[as_evidence(one) for one in (said, fact) if one is not None],
            # What is told of a health matter here is the page's own word, and a doctor's to decide.
            grounds={"numbers": [], "health": True},
        )
        for style in state["stance"].styles
    )
