"""Compose drafts from one playbook page: its variants, her facts, never the same text twice."""

import re
from collections.abc import Callable, Mapping, Sequence
from copy import deepcopy
from functools import lru_cache
from typing import Any

from agent.composer.evidence import as_evidence, evidence_for
from agent.composer.page.address import called_first
from agent.composer.page.slots import fill, slots_for
from agent.composer.phrases import phrases
from agent.reply_to import said_fact
from agent.stance import Stance
from agent.state import TurnState
from knowledge.playbook import Playbook, slots_in
from tools.checks.normalise import readable
from tools.checks.numerals import numbers_in
from tools.members.snapshot import Fact, MemberSnapshot
from tools.models import Draft

# Style → text made into style → text.
Wording = Callable[[dict[str, str]], dict[str, str]]

_SENTENCES = re.compile(r"[^\u3002\uff01\uff1f!?]+[\u3002\uff01\uff1f!?]*")
_SLOT = re.compile(r"\{(\w+)\}")
_KIND_OF_PAGE = {"after_sale": "after_sale", "fixed_reply": "fixed_reply"}


def page_drafts(
    page: Playbook,
    snapshot: MemberSnapshot,
    stance: Stance,
    rep_name: str,
    *,
    said: Fact | None = None,
    wording: Wording | None = None,
) -> tuple[Draft, ...]:
    """Return up to three unsaved drafts of one page, in the styles the stance asks for; `wording` rewords its texts."""
    slots = slots_for(snapshot, rep_name)
    group = "care" if stance.proactive and page.variants.get("care") else "reply"
    variants = page.variants_for(group, slots)
    variants = wording(variants) if wording is not None else variants
    drafts = []
    for style in stance.styles:
        if style in variants:
            spoken = called_first(variants[style], style) if stance.proactive else variants[style]
            text = _with_clinician(fill(spoken, slots), page, snapshot, stance)
            evidence = evidence_for(snapshot, page, slots_in(variants[style]), said=said)
            drafts.append(_draft(page, snapshot, stance, style, text, evidence))
    fresh = [draft for draft in drafts if not any(_holds(used, draft.text) for used in snapshot.used_texts)]
    return tuple(fresh or drafts)


def _holds(used: str, text: str) -> bool:
    """Tell whether a text that was used holds every sentence of another: hers may stand before and between them."""
    return text in used or all(sentence in used for sentence in _SENTENCES.findall(text))


def _with_clinician(text: str, page: Playbook, snapshot: MemberSnapshot, stance: Stance) -> str:
    """Leave the last word to her own doctor where a pregnancy is not an ordinary one."""
    table = phrases()["clinician"]
    is_hers = snapshot.careful and snapshot.gest_week is not None and stance.proactive and "due_date" in page.rests_on
    return text + str(table["tail"]) if is_hers and not any(word in text for word in table["words"]) else text


def _draft(
    page: Playbook, snapshot: MemberSnapshot, stance: Stance, style: str, text: str, evidence: list[dict[str, Any]]
) -> Draft:
    return new_draft(
        snapshot,
        stance,
        style,
        text,
        kind=kind_for(page, stance),
        topic=page.topics[0] if page.topics else "",
        playbook_id=page.id,
        playbook_version=page.version,
        evidence=evidence,
        grounds={"numbers": numbers_of(page), "health": page.health},
    )


def kind_for(page: Playbook, stance: Stance) -> str:
    """Return the draft kind of a page: after-sale pages stay after-sale only as outreach."""
    if page.kind == "fixed_reply" or stance.proactive:
        return _KIND_OF_PAGE.get(page.kind, stance.kind)
    return stance.kind


def numbers_of(page: Playbook) -> list[str]:
    """Return the numbers a page's reviewed facts and texts may state."""
    texts = [fact.text for fact in page.facts]
    texts += page.says
    return list(_numbers_of(tuple(texts)))


@lru_cache(maxsize=512)
def _numbers_of(texts: tuple[str, ...]) -> tuple[str, ...]:
    # Each draft of a page may state the same ones.
    return tuple(sorted(numbers_in(readable(text).text for text in texts)))


def new_draft(snapshot: MemberSnapshot, stance: Stance, style: str, text: str, **columns: Any) -> Draft:
    """Return an unsaved draft; ids, times and state come when it is filed."""
    grounds = {"asked_price": stance.asked_price, "asked_products": stance.asked_products, "numbers": []}
    columns = {"kind": stance.kind, **columns}
    columns["grounds"] = grounds | columns.get("grounds", {})
    draft = Draft(
        id="",
        suggestion_id="",
        member_id=snapshot.member_id,
        proactive=stance.proactive,
        style=style,
        text=text,
        proposed_text=text,
        request_quote=stance.proof,
        **columns,
    )
    draft.text = draft.proposed_text = voiced(draft, snapshot, stance)
    return draft


def styled_drafts(
    state: TurnState, texts: Mapping[str, str], slots: Mapping[str, str], facts: Sequence[Fact], **columns: Any
) -> tuple[Draft, ...]:
    """Return the drafts of one answer, a style each, resting on her words and on facts, with the figures in `slots`."""
    said, given = said_fact(state), dict(columns.pop("grounds", {}))
    numbers = {*given.pop("numbers", []), *numbers_in(readable(text).text for text in slots.values())}
    return tuple(
        new_draft(
            state["snapshot"],
            state["stance"],
            style,
            _filled(texts[style], slots),
            **deepcopy(columns),
            evidence=[as_evidence(fact) for fact in (*((said,) if said is not None else ()), *facts)],
            grounds={**given, "numbers": sorted(numbers)},
        )
        for style in state["stance"].styles
    )


def _filled(text: str, slots: Mapping[str, str]) -> str:
    """Fill in once what is known: braces that a product or a member brought along are their own words."""
    return _SLOT.sub(lambda found: slots.get(found[1], found[0]), text)


def voiced(draft: Draft, snapshot: MemberSnapshot, stance: Stance) -> str:
    """Return a draft's text the brand's way; a fixed reply is not the brand's to word, and goods keep their names."""
    if draft.kind == "fixed_reply" or draft.attachments:
        return draft.text
    return stance.voice.spoken(draft.text, call=snapshot.call, rep=snapshot.rep_name, is_outreach=stance.proactive)
