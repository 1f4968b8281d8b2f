"""How a care text begins and ends: with her news, her thing or her season first, with letting go last."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from agent.composer.evidence import as_evidence
from agent.composer.hearing.carrying import Carried, carried, carry_table, remembered
from agent.composer.hearing.climate import climate_lines
from agent.composer.hearing.letting_go import letting_go
from agent.composer.hearing.owning import owned_lines
from agent.composer.hearing.standing import Begun, stage_before, standing_lines
from agent.composer.hearing.wording import only_sighs, without_opening
from agent.composer.phrases import phrases
from agent.state import TurnState
from knowledge.playbook import Playbook
from tools.members.snapshot import MemberSnapshot
from tools.models import Draft
from tools.patterns import compiled

_COMMA = "\uff0c"


def with_news(drafts: tuple[Draft, ...], page: Playbook, state: TurnState, now: datetime) -> tuple[Draft, ...]:
    """Let each care draft of a page begin with what she told us lately, in other words for each style.

    Where she told nothing, the longer ones begin with what is known of her today. One of them lets go at its end.
    """
    snapshot, stance = state["snapshot"], state["stance"]
    if not (stance.proactive and stance.listens):
        return drafts
    if set(page.topics) & set(carry_table()["behind"]["topics"]):
        told = remembered(snapshot, now)
        return tuple(_with_memory(draft, told) for draft in drafts) if told is not None else drafts
    if set(page.topics) & set(carry_table()["not_before"]):
        return drafts
    return tuple(_let_go(draft, page, snapshot) for draft in _begun_drafts(drafts, page, snapshot, now))


def with_stage(
    drafts: tuple[Draft, ...], pages: Sequence[Playbook], words: str, snapshot: MemberSnapshot
) -> tuple[Draft, ...]:
    """Let answers of a page begin with where her child or pregnancy stands, unless she asks for somebody else."""
    page_of = {page.id: page for page in pages}
    for draft in drafts if not compiled(phrases()["of_others"]).search(words) else ():
        page = page_of.get(draft.playbook_id)
        before = stage_before(snapshot, page, draft.text, draft.style) if page is not None else ""
        draft.text = draft.proposed_text = before + draft.text
    return drafts


def _begun_drafts(
    drafts: tuple[Draft, ...], page: Playbook, snapshot: MemberSnapshot, now: datetime
) -> tuple[Draft, ...]:
    told = carried(snapshot, [draft.style for draft in drafts], now, about="".join(page.variants["care"].values()))
    if told is not None:
        return tuple(_with_told(draft, told, snapshot) for draft in drafts)
    texts = {draft.style: draft.text for draft in drafts}
    begun = _known_of_her(page, snapshot, texts, now)
    return tuple(_with_known(draft, begun, snapshot.call) for draft in drafts) if begun is not None else drafts


def _known_of_her(page: Playbook, snapshot: MemberSnapshot, texts: Mapping[str, str], now: datetime) -> Begun | None:
    """Return what nearest concerns her: the thing she bought, her child or pregnancy, the season where she lives."""
    ways = (owned_lines, standing_lines, climate_lines)
    return next((begun for way in ways if (begun := way(snapshot, page, texts, now)) is not None), None)


def _with_told(draft: Draft, told: Carried, snapshot: MemberSnapshot) -> Draft:
    text = _without_her_words(draft.text, told, snapshot) if told.is_about else draft.text
    return _vouched(draft, told) if _begin(draft, text, told.lines[draft.style], snapshot.call) else draft


def _without_her_words(text: str, told: Carried, snapshot: MemberSnapshot) -> str:
    """Leave out a page's opening that says what she said herself, or only sighs over it: once is enough."""
    known = (snapshot.week_words, snapshot.age_words)
    return _called(
        text, without_opening(text, lambda said: told.is_said_in(said) or only_sighs(said), but=known), snapshot.call
    )


def _called(text: str, rest: str, call: str) -> str:
    """Return what is left of a text, with her name again where it went with the opening."""
    return rest if call in rest or rest == text else f"{call}{_COMMA}{rest}"


def _with_memory(draft: Draft, told: Carried) -> Draft:
    """Put what she told us behind a wish, as far as it stays short."""
    text = draft.text + told.lines.get(draft.style, "")
    if text == draft.text or len(text) > int(carry_table()["behind"]["most_chars"]):
        return draft
    draft.text = draft.proposed_text = text
    return _vouched(draft, told)


def _vouched(draft: Draft, told: Carried) -> Draft:
    """Let a text rest on her message, and hold its figures."""
    draft.evidence = [*(draft.evidence or []), as_evidence(told.news.fact)]
    return _holding(draft, told.news.heard.numbers)


def _holding(draft: Draft, figures: list[str]) -> Draft:
    numbers = [*(draft.grounds or {}).get("numbers", []), *figures]
    draft.grounds = {**(draft.grounds or {}), "numbers": sorted(set(numbers))}
    return draft


def _with_known(draft: Draft, begun: Begun, call: str) -> Draft:
    line = begun.lines.get(draft.style, "")
    text = draft.text
    if begun.repeats:
        text = _called(text, without_opening(text, lambda said: bool(compiled(begun.repeats).search(said))), call)
    if not line or not _begin(draft, text, line, call):
        return draft
    known = [one["field"] for one in draft.evidence or []]
    facts = [as_evidence(fact) for fact in begun.facts if fact.field not in known]
    draft.evidence = [*(draft.evidence or []), *facts]
    return _holding(draft, begun.numbers)


def _begin(draft: Draft, text: str, line: str, call: str) -> bool:
    """Put a sentence before a text, behind the name that it begins with; one that would grow too long stays."""
    opening = f"{call}{_COMMA}"
    whole = f"{opening}{line}{text.removeprefix(opening)}" if text.startswith(opening) else line + text
    if not line or len(whole) > carry_table()["most_chars"][draft.style]:
        return False
    draft.text = draft.proposed_text = whole
    return True


def _let_go(draft: Draft, page: Playbook, snapshot: MemberSnapshot) -> Draft:
    ending = letting_go(draft.text, draft.style, page, snapshot)
    if ending and len(draft.text + ending) <= carry_table()["most_chars"][draft.style]:
        draft.text = draft.proposed_text = draft.text + ending
    return draft
