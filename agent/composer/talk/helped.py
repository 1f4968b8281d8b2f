"""Take up what came of our advice, where she tells it with thanks: her own result, and that it is her doing."""

from datetime import timedelta

from agent.composer.hearing.telling import turned
from agent.composer.page.pages import styled_drafts
from agent.context import TurnContext
from agent.reply_to import her_words, pending
from agent.state import TurnState
from tools.members.snapshot import MemberSnapshot
from tools.models import Draft
from tools.patterns import compiled
from tools.yaml_text import table_beside

_table = table_beside(__file__)


def helped_drafts(state: TurnState, _context: TurnContext) -> tuple[Draft, ...]:
    """Return drafts that say her result back; () where she tells none, or we advised nothing lately."""
    snapshot, words = state["snapshot"], her_words(state["request"], state["snapshot"]).strip()
    result = _result(words)
    if not result or not _has_advised(snapshot):
        return ()
    tried = compiled(_table()["tried"]).search(words)
    slots = {"result": turned(result), "days": tried["days"] if tried else ""}
    return styled_drafts(state, _table()["says"]["tried" if tried else "bare"], slots, ())


def _result(words: str) -> str:
    """Return the clause of hers that tells what came of it, '' where she gives us no credit or tells of a trouble."""
    rules = _table()
    is_short = 0 < len(words) <= int(rules["longest"])
    if not is_short or not compiled(rules["credits"]).search(words) or compiled(rules["unless"]).search(words):
        return ""
    found = [one.group() for one in compiled(rules["result"]).finditer(words)]
    telling = (one for one in found if not compiled(rules["credits"]).search(one))
    good = compiled(f"(?:{rules['figure']})|(?:{rules['goes_well']})")
    return next((one for one in telling if good.search(one)), "")


def _has_advised(snapshot: MemberSnapshot) -> bool:
    """Tell whether our last line before her words advised something, and is not too old."""
    waiting = pending(snapshot)
    ours = [said for said in snapshot.thread if said.direction == "out" and said not in waiting][-1:]
    since = timedelta(days=int(_table()["within_days"]))
    near = (said.text for said in ours if not waiting or waiting[0].at - said.at <= since)
    return any(compiled(_table()["advised"]).search(text) for text in near)
