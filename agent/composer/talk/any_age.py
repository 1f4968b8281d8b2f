"""Say of a page for another age only what holds at every age."""

from agent.composer.phrases import ADVICE_KINDS, phrases
from agent.composer.talk.key_sentence import sentences
from knowledge.playbook import Playbook
from knowledge.stage import MemberStage, age_gap
from tools.models import Draft
from tools.patterns import compiled


def of_any_age(drafts: tuple[Draft, ...], page: Playbook, stage: MemberStage) -> tuple[Draft, ...]:
    """Leave off the sentences that name an age where the page is for another one; () where nothing else is said."""
    rules, kept = phrases()["any_age"], []
    is_for_child = page.stage.age_days is not None or page.stage.age_months is not None
    if page.kind not in ADVICE_KINDS or not is_for_child or age_gap(page.stage, stage) < float(rules["from_gap"]):
        return drafts
    for draft in drafts:
        left = [one for one in sentences(draft.text) if not compiled(rules["names_age"]).search(one)]
        text = "".join(left)
        if len(text) >= int(rules["shortest"]):
            draft.text = draft.proposed_text = text
            kept.append(draft)
    return tuple(kept)
