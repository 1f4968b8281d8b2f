"""Say yes to whose telephone is to be rung instead of hers, and ask for the number where she gives none."""

from agent.composer.hearing.telling import turned
from agent.composer.page.pages import styled_drafts
from agent.context import TurnContext
from agent.reply_to import her_words
from agent.state import TurnState
from tools.models import Draft
from tools.patterns import compiled
from tools.yaml_text import table_beside

_table = table_beside(__file__)


def rings_drafts(state: TurnState, _context: TurnContext) -> tuple[Draft, ...]:
    """Return drafts that take down whose number to ring; () where she names nobody's."""
    rules, words = _table(), her_words(state["request"], state["snapshot"]).strip()
    found = compiled(rules["who"]).search(words) if len(words) <= int(rules["longest"]) else None
    if found is None or compiled(rules["unless"]).search(words):
        return ()
    is_given = bool(compiled(rules["number"]).search(words))
    return styled_drafts(state, rules["says"]["given" if is_given else "asked"], {"who": turned(found["who"])}, ())
