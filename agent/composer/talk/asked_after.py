"""Take up news of somebody whom our line asked after: who it is, and all of what she tells; or that it is not over."""

from collections.abc import Mapping
from datetime import timedelta

from agent.composer.hearing.telling import turned
from agent.composer.page.pages import styled_drafts
from agent.composer.phrases import is_question
from agent.context import TurnContext
from agent.reply_to import her_words, pending
from agent.state import TurnState
from tools.members.snapshot import MemberSnapshot, Said
from tools.models import Draft
from tools.patterns import compiled
from tools.yaml_text import table_beside

_table = table_beside(__file__)

_JOINT = "\uff0c"
_EXAM = "exam"
_STILL = "still_ill"


def good_news_drafts(state: TurnState, _context: TurnContext) -> tuple[Draft, ...]:
    """Return drafts that are glad, or wait, with her for whom we asked after; () where she tells of something else."""
    found = _told(her_words(state["request"], state["snapshot"]).strip(), state["snapshot"])
    if found is None:
        return ()
    kind, slots = found
    return styled_drafts(state, _table()["says"][kind], slots, ())


def is_good_news(words: str, snapshot: MemberSnapshot) -> bool:
    """Tell whether her words are good news of somebody whom our line asked after."""
    told = _told(words.strip(), snapshot)
    return told is not None and told[0] != _STILL


def _told(words: str, snapshot: MemberSnapshot) -> tuple[str, dict[str, str]] | None:
    """Return of what kind her news is, what it says and whom it is about; None where our line asked after nobody."""
    ours = _line_before(snapshot)
    if ours is not None and (mixed := _mixed(words, ours, snapshot)) is not None:
        return mixed
    if ours is not None and _is_ill_still(words, ours):
        return _STILL, {"who": _who(ours, snapshot) or str(_table()["nobody_named"])}
    if ours is None or not _goes_well(words) or not compiled(_table()["asks"]).search(ours.text):
        return None
    news, who = _news(words), _who(ours, snapshot)
    kinds = _table()["kinds"].items()
    told = next((name for name, row in kinds if compiled(row["hears"]).search(words)), "")
    kind = told or next((name for name, row in kinds if _is_behind(row, ours.text)), "")
    if kind == _EXAM and not who and compiled(_table()["to_her"]).search(ours.text):
        kind, who = f"{_EXAM}_own", snapshot.call
    return (kind, {"news": _JOINT.join(news), "who": who}) if news and who and kind else None


def _mixed(words: str, ours: Said, snapshot: MemberSnapshot) -> tuple[str, dict[str, str]] | None:
    """Return what goes well of somebody's health where she adds that not all does; None where it is graver or all."""
    rules, who = _table(), _who(ours, snapshot)
    is_short = 0 < len(words) <= int(rules["longest"]) and not is_question(words)
    is_so = compiled(rules["asks"]).search(ours.text) and compiled(rules["not_all"]).search(words)
    clauses = compiled(rules["clause"]).findall(words)
    first = clauses[0] if clauses else ""
    is_good = compiled(rules["good"]).search(first) and not compiled(rules["not_all"]).search(first)
    if not who or not is_short or not is_so or not is_good or compiled(rules["mixed_unless"]).search(words):
        return None
    return ("mixed", {"first": turned(first), "who": who}) if _is_behind(rules["kinds"]["health"], ours.text) else None


def _is_ill_still(words: str, ours: Said) -> bool:
    """Tell whether all she says is that somebody is in hospital still, or not awake yet."""
    rules = _table()
    is_asked = compiled(rules["asks"]).search(ours.text) or compiled(rules["asks_after_ill"]).search(ours.text)
    return bool(is_asked and compiled(rules["still_ill"]).fullmatch(words))


def _is_behind(row: Mapping[str, str], ours: str) -> bool:
    return bool(row.get("behind")) and bool(compiled(row["behind"]).search(ours))


def _line_before(snapshot: MemberSnapshot) -> Said | None:
    waiting = pending(snapshot)
    earlier = [said for said in snapshot.thread if said not in waiting]
    if not waiting or not earlier or earlier[-1].direction != "out":
        return None
    is_late = waiting[0].at - earlier[-1].at > timedelta(days=int(_table()["within_days"]))
    return None if is_late else earlier[-1]


def _goes_well(words: str) -> bool:
    rules = _table()
    is_short = 0 < len(words) <= int(rules["longest"]) and not is_question(words)
    return is_short and bool(compiled(rules["good"]).search(words)) and not compiled(rules["unless"]).search(words)


def _news(words: str) -> list[str]:
    """Return what she tells, clause by clause and turned to her; [] where one of them is too long to be said back."""
    rules = _table()
    clauses = [
        turned(compiled(rules["done"]).sub(str(rules["as_done"]), one.strip()))
        for one in compiled(rules["clause"]).findall(words)
    ]
    told = [one for one in clauses if one and not compiled(rules["no_news"]).search(one)]
    is_short = all(len(one) <= int(rules["most_clause"]) for one in told) and len(told) <= int(rules["most_clauses"])
    return told if is_short else []


def _who(ours: Said, snapshot: MemberSnapshot) -> str:
    """Return whom our line asked after, by the child's name or our word for them, else whom her trouble was about."""
    names = [one.nickname for one in snapshot.children if one.nickname]
    child = next((name for name in names if name in ours.text), "")
    named = compiled(_table()["who"]).search(ours.text)
    if child or named is not None:
        called = child or (named.group() if named is not None else "")
        is_only = len(names) == 1 and bool(compiled(_table()["any_child"]).fullmatch(called))
        is_hers = bool(compiled(_table()["yours"]).fullmatch(called))
        return names[0] if is_only else str(_table()["your"]).format(who=called) if is_hers else called
    earlier = (said.text for said in reversed(snapshot.thread) if said.direction == "in")
    hers = next((found.group() for text in earlier if (found := compiled(_table()["hers"]).search(text))), "")
    return turned(hers)
