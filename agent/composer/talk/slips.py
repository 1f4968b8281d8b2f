"""Own a slip of ours that she sets right: say the right thing back, and go on with what we had asked."""

import re
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from agent.composer.hearing.telling import turned
from agent.composer.page.pages import styled_drafts
from agent.context import TurnContext
from agent.reply_to import her_words, pending
from agent.state import TurnState
from tools.members.snapshot import MemberSnapshot
from tools.members.stage import words as stage_words
from tools.models import Draft
from tools.patterns import compiled
from tools.yaml_text import table_beside

_table = table_beside(__file__)

_Row = Mapping[str, Any]
_THEN = "\u90a3"
_SHE, _HE = "\u5979", "\u4ed6"
# Words without a sign that something is wrong may be no longer than this.
_BARE = 14


def slip_drafts(state: TurnState, _context: TurnContext) -> tuple[Draft, ...]:
    """Return drafts that own our slip; () where she sets nothing right that our last lines said."""
    snapshot, words = state["snapshot"], her_words(state["request"], state["snapshot"]).strip()
    found = _slip(words, snapshot)
    if found is None:
        return ()
    row, heard, ours = found
    slots = _slots(row, heard, words, ours, snapshot)
    bare = {**slots, "go_on": "", "age": ""}
    texts = {style: _new(str(text), slots, bare, snapshot) for style, text in row["says"].items()}
    if any("{" in text for text in texts.values()):
        # How she is called, say, is not known: other words answer that.
        return ()
    child = snapshot.fact("children") if slots["name"] in _nicknames(snapshot) else None
    return styled_drafts(state, texts, slots, (child,) if child is not None else ())


def _new(text: str, slots: Mapping[str, str], bare: Mapping[str, str], snapshot: MemberSnapshot) -> str:
    """Return a text filled in, without what may be left off where the whole was said or refused."""
    whole = _filled(text, slots)
    return _filled(text, bare) if any(whole in used for used in snapshot.used_texts) else whole


def owns_slip(words: str, snapshot: MemberSnapshot) -> bool:
    """Tell whether her words set right what our last lines had wrong about her or hers."""
    return _slip(words.strip(), snapshot) is not None


def _slip(words: str, snapshot: MemberSnapshot) -> tuple[_Row, re.Match[str], str] | None:
    rules, ours = _table(), _our_lines(snapshot)
    is_long = len(words) > int(rules["longest"]) or bool(compiled(rules["unless"]).search(words))
    if not words or is_long or _asks(words) or snapshot.is_sealed:
        return None
    rows = (row for row in rules["rows"] if ours or row.get("alone"))
    found = ((row, heard) for row in rows if (heard := _heard(row, words, "\n".join(ours), snapshot)))
    return next(((row, heard, ours[-1] if ours else "") for row, heard in found), None)


def _asks(words: str) -> bool:
    """Tell whether she asks something, and does not only wonder at what we said."""
    return bool(compiled(_table()["asks"]).search(compiled(_table()["wonders"]).sub("", words)))


def _our_lines(snapshot: MemberSnapshot) -> list[str]:
    """Return our last lines before her words, the latest last."""
    waiting = pending(snapshot)
    since = waiting[0].at - timedelta(days=int(_table()["within_days"])) if waiting else None
    lines = [said for said in snapshot.thread if said.direction == "out" and (since is None or said.at >= since)]
    return [said.text for said in lines[-int(_table()["lines"]) :]]


def _heard(row: _Row, words: str, ours: str, snapshot: MemberSnapshot) -> re.Match[str] | None:
    heard = compiled(row["hears"]).search(words)
    if heard is None or (row.get("behind") and not compiled(row["behind"]).search(ours)):
        return None
    is_wrong = bool(compiled(_table()["wrong"]).search(words))
    if row.get("of") and not is_wrong and len(words) > _BARE:
        return None
    if (figure := row.get("of_figure")) and not _is_other_figure(figure, heard, ours, is_wrong=is_wrong):
        return None
    if snapshot.gest_week is not None and snapshot.gest_week < int(row.get("from_week", 0)):
        return None
    fact = _fact(heard)
    wrong = next((text for name, text in heard.groupdict().items() if name.startswith("wrong") and text), "")
    if row.get("wrong_of_ours") and wrong not in ours:
        return None
    if row.get("about") == "city":
        city = next((text for name, text in heard.groupdict().items() if name.startswith("city") and text), "")
        return heard if snapshot.city and snapshot.city in ours and city != snapshot.city else None
    if row.get("about") == "child":
        return heard if is_wrong or any(name in ours and name != fact for name in _nicknames(snapshot)) else None
    return heard


def _is_other_figure(figure: str, heard: re.Match[str], ours: str, *, is_wrong: bool) -> bool:
    """Tell whether she gives another figure than our lines did, and means to set it right."""
    hers, said = compiled(figure).findall(heard.group()), compiled(figure).findall(ours)
    leads = is_wrong or bool(compiled(_table()["figures_lead"]).search(heard.string))
    return leads and bool(said) and (not hers or hers[0] not in said or len(heard["fact"]) > len(hers[0]))


def _fact(heard: re.Match[str]) -> str:
    named = heard.groupdict()
    return turned(next((text for name, text in named.items() if name.startswith("fact") and text), ""))


def _slots(row: _Row, heard: re.Match[str], words: str, ours: str, snapshot: MemberSnapshot) -> dict[str, str]:
    rules, named = _table(), {name.rstrip("0123456789"): text for name, text in heard.groupdict().items() if text}
    fact, call, oh = _fact(heard), _call(words, named.get("title", ""), snapshot), rules["oh"]
    is_laughing = bool(compiled(rules["laughs"]).search(words))
    slots = {"oh": oh["laughing" if is_laughing else "plain"], "old": snapshot.city, **named, "fact": fact}
    slots["name"] = _name(row, fact, words, snapshot)
    slots["go_on"] = _gone_on(row, slots.get("who", slots["name"]), ours, snapshot)
    slots["using"] = _filled(rules["using"]["says"], slots) if compiled(rules["using"]["hears"]).search(ours) else ""
    slots["you"] = str(rules["you"]).format(call=call) if call else ""
    slots["age"] = _age(words, named.get("title", ""), ours)
    return slots | ({"call": call} if call else {})


def _name(row: _Row, fact: str, words: str, snapshot: MemberSnapshot) -> str:
    """Return how the child is called: by the name she gives, the only one on record, else plainly."""
    if row.get("about") == "child":
        return fact
    given = compiled(_table()["named"]).search(words)
    known = _nicknames(snapshot)
    in_words = next((name for name in known if name in words), "")
    return in_words or (given["name"] if given else known[0] if len(known) == 1 else str(_table()["any_child"]))


def _nicknames(snapshot: MemberSnapshot) -> tuple[str, ...]:
    return tuple(child.nickname for child in snapshot.children if child.nickname)


def _gone_on(row: _Row, name: str, ours: str, snapshot: MemberSnapshot) -> str:
    """Return our question with the right name in it, '' where we asked none."""
    asked = compiled(_table()["question"]).findall(ours)
    if not asked or "{go_on}" not in str(row["says"]):
        return ""
    wrong = "|".join([*map(re.escape, _nicknames(snapshot)), *([row["of"]] if row.get("of") else [])])
    clause = compiled(_table()["leads"]).sub("", asked[-1])
    clause = re.sub(f"(?:{wrong})(?:{_table()['between']}(?:{wrong}))*", name, clause) if wrong else clause
    if row["id"] in ("girl", "boy"):
        clause = clause.replace(_HE, _SHE) if row["id"] == "girl" else clause.replace(_SHE, _HE)
    return f"{_THEN}{'' if name in clause else name}{clause}{_table()['tell_me']}"


def _call(words: str, title: str, snapshot: MemberSnapshot) -> str:
    """Return how she is to be called: as she says, else by her name on record where it has no such title in it."""
    offered = compiled(_table()["offered"]).search(words)
    if offered is not None:
        return next(text for text in offered.groups() if text)
    is_name = snapshot.call not in ("", *stage_words()["calls"].values())
    return snapshot.call if is_name and not (title and title in snapshot.call) else ""


def _age(words: str, title: str, ours: str) -> str:
    """Return what is said of her age beside a title that is too old for it; '' where she gives none."""
    rules, found = _table()["age"], compiled(_table()["age"]["hears"]).search(words)
    old = title or next((one for one in _table()["young"] if one in ours), "")
    return str(rules["says"]).format(age=found["age"], title=old) if found and old in _table()["young"] else ""


def _filled(text: str, slots: Mapping[str, str]) -> str:
    return compiled(r"\{(\w+)\}").sub(lambda found: slots.get(found[1], found[0]), text)
