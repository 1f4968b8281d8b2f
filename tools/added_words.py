"""What a person added to a draft is also judged by itself: among kind sentences an offer is easily overheard."""

import re
from collections.abc import Iterator
from dataclasses import replace

from tools.checks import Finding, Inspection, inspect
from tools.checks.agreement import LIKENESS
from tools.checks.rulebook import get_rule
from tools.models import Draft

_SENTENCES = re.compile(r"[^\u3002\uff01\uff1f!?\n]+[\u3002\uff01\uff1f!?]*")


def findings_on_added(draft: Draft, text: str, setting: Inspection) -> tuple[Finding, ...]:
    """Return what the rules say of each sentence that the proposed text does not have; offsets are those of `text`.

    An edited fixed reply is judged as a reply: what people wrote beforehand is trusted, what is typed beside it is not.
    """
    if text == draft.proposed_text:
        return ()
    alone = _as_reply(setting) if setting.kind == "fixed_reply" else setting
    return tuple(
        replace(one, start=one.start + start, end=one.end + start)
        for start, sentence in _added(draft.proposed_text, text)
        for one in inspect(sentence, alone)
        if _is_about_words(one)
    )


def _added(proposed: str, text: str) -> Iterator[tuple[int, str]]:
    for match in _SENTENCES.finditer(text):
        if match.group().strip() not in proposed:
            yield match.start(), match.group()


def _as_reply(setting: Inspection) -> Inspection:
    # The hold itself does not stop a fixed reply; the words it forbids stay forbidden.
    return replace(setting, kind="reply", care_hold=False, sealed=setting.sealed or setting.care_hold)


def _is_about_words(found: Finding) -> bool:
    """Whether words of the sentence are meant; a likeness, or what is missing around it, needs the whole text."""
    if found.rule.startswith(LIKENESS):
        return False
    return found.rule == "CHECK-FAILED" or bool(get_rule(found.rule).patterns)
