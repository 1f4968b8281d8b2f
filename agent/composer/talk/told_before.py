"""Say again what we told her, where she asks for it: our own line as it stood, with what its page must say."""

from collections.abc import Mapping
from datetime import timedelta
from functools import partial

from agent.composer.evidence import as_evidence
from agent.composer.page.pages import new_draft, page_drafts
from agent.composer.phrases import ADVICE_KINDS
from agent.composer.talk.key_sentence import sentences, share_said
from agent.context import TurnContext
from agent.reply_to import her_words, pending, said_fact
from agent.state import TurnState
from knowledge.playbook import Playbook
from tools.checks.normalise import readable
from tools.checks.numerals import numbers_in
from tools.clock import shanghai_day
from tools.members.snapshot import Fact, MemberSnapshot, Said
from tools.models import Draft
from tools.patterns import compiled
from tools.yaml_text import table_beside

_table = table_beside(__file__)

_END = "\u3002"
_ASKED = ("?", "\uff1f")


def told_before_drafts(state: TurnState, context: TurnContext) -> tuple[Draft, ...]:
    """Return what we told her as it stood; () where she asks for something else, or no line of ours is surely meant."""
    stance, words = state["stance"], her_words(state["request"], state["snapshot"])
    if stance.asked_price or stance.asked_products or stance.offer or not asks_again(words):
        return ()
    line = _line_meant(words, state["snapshot"], context)
    return _drafts(line, state, context) if line is not None else ()


def asks_again(words: str) -> bool:
    """Tell whether she asks for what we told her before."""
    return bool(compiled(_table()["asks"]).search(words)) and not compiled(_table()["unless"]).search(words)


def _line_meant(words: str, snapshot: MemberSnapshot, context: TurnContext) -> Said | None:
    """Return our line that says most of what she names, or that answered it; the last one where she names nothing."""
    about = compiled(_table()["frame"]).sub(" ", words)
    since = context.now - timedelta(days=int(_table()["within_days"]))
    waiting = {said.message_id for said in pending(snapshot)}
    lines = [said for said in snapshot.thread if said.message_id not in waiting]
    told = [(at, said) for at, said in enumerate(lines) if _tells(said) and said.at >= since]
    if not told:
        return None
    if not any(len(part) > 1 for part in about.split()):
        return told[-1][1]
    rated = [(_share(about, f"{_asked(lines, at)} {said.text}"), at, said) for at, said in told]
    most, _, line = max(rated, key=lambda one: one[:2])
    if most >= float(_table()["least_share"]):
        return line
    return told[-1][1] if compiled(_table()["once_more"]).search(words) else None


def _share(about: str, text: str) -> float:
    """Return how much (0-1) of what she names stands in a text: in pairs of characters, or most of single ones."""
    letters = set(about) - set(" ")
    alone = len(letters & set(text)) / len(letters) if letters else 0.0
    return max(share_said(about, text), float(_table()["letter"]) * alone)


def _asked(lines: list[Said], at: int) -> str:
    """Return what she had written before a line of ours."""
    return lines[at - 1].text if at and lines[at - 1].direction == "in" else ""


def _tells(said: Said) -> bool:
    """Tell whether a line of ours tells something that bears being said again."""
    if (
        said.direction != "out"
        or said.purpose == "product_list"
        or compiled(_table()["tells_nothing"]).search(said.text)
    ):
        return False
    return int(_table()["least"]) <= len(_told(said.text)) <= int(_table()["longest"])


def _told(text: str) -> str:
    """Return what a line tells, without its questions, ending as a sentence does."""
    told = (one for one in sentences(text.rstrip(_END) + _END) if not any(mark in one for mark in _ASKED))
    return "".join(told).strip()


def _drafts(line: Said, state: TurnState, context: TurnContext) -> tuple[Draft, ...]:
    snapshot, stance, said = state["snapshot"], state["stance"], said_fact(state)
    is_today = shanghai_day(line.at) == snapshot.today
    slots = {"told": _told(line.text), "when": _table()["today" if is_today else "earlier"]}
    fact = as_evidence(Fact("messages", line.text, f"message {line.message_id}", line.at.isoformat()))
    page = next((one for one in state["pages"][:1] if one.kind in ADVICE_KINDS), None)
    if page is not None:
        wording = partial(_worded, page, slots)
        drafts = page_drafts(page, snapshot, stance, context.rep_name(snapshot), said=said, wording=wording)
    else:
        texts = _worded(None, slots, {})
        evidence = [as_evidence(said)] if said else []
        drafts = tuple(new_draft(snapshot, stance, one, texts[one], evidence=list(evidence)) for one in stance.styles)
    for draft in drafts:
        known = (draft.grounds or {}).get("numbers", [])
        numbers = sorted({*known, *numbers_in([readable(line.text).text])})
        draft.grounds, draft.evidence = {**(draft.grounds or {}), "numbers": numbers}, [*draft.evidence, fact]
    return drafts


def _worded(page: Playbook | None, slots: Mapping[str, str], texts: Mapping[str, str]) -> dict[str, str]:
    """Return by style what we told her, with the sentence of the page that must not be missing."""
    must = page.must_say if page is not None else ()
    told = slots["told"]
    if must and not any(word in told for word in must):
        all_said = [one for text in texts.values() for one in sentences(text)]
        told += next((one for one in all_said if any(word in one for word in must)), "")
    return {style: str(says).format(**{**slots, "told": told}) for style, says in _table()["says"].items()}
