"""Word what was heard: the wordings that hold most of her own details, never the same sentence twice running."""

import re
from collections.abc import Callable, Collection, Sequence
from zlib import crc32

from agent.composer.hearing.concepts import tones
from agent.composer.hearing.listening import Heard
from knowledge.playbook import slots_in
from tools.patterns import compiled

_SLOT = re.compile(r"\{([a-z]+)\}")
_SENTENCE = re.compile(r"[^\u3002\uff01\uff1f!?]+[\u3002\uff01\uff1f!?]+")
_ALWAYS = ("kid",)
_OPENING = 8


def picked(texts: Sequence[str], slots: dict[str, str], used: Collection[str], *, seed: str, most: int) -> list[str]:
    """Return up to `most` filled wordings, new ones before those used longest ago; `used` has the latest first.

    Of equal ones the fullest come first, those of one fullness in turn.
    """
    filled = [(_fullness(text, slots), fill(text, slots)) for text in texts if set(slots_in(text)) <= set(slots)]
    turn = crc32(seed.encode())
    ranked = sorted(
        enumerate(filled),
        key=lambda one: (_last_used(one[1][1], used), -one[1][0], (one[0] + turn) % max(len(filled), 1)),
    )
    return [text for _, (_, text) in ranked[:most]]


def fill(text: str, slots: dict[str, str]) -> str:
    """Fill the slots of one wording."""
    return _SLOT.sub(lambda found: slots.get(found.group(1), found.group()), text)


def _fullness(text: str, slots: dict[str, str]) -> int:
    return len({name for name in slots_in(text) if name not in _ALWAYS or slots.get(name) not in ("", None)})


def _last_used(text: str, used: Collection[str]) -> int:
    """Return 0 for a text that is new to her, and more the later it was used."""
    place = next((place for place, other in enumerate(used) if text in other), None)
    return 0 if place is None else len(used) - place


def acknowledgements(heard: Heard, used: Collection[str], *, seed: str, most: int) -> list[str]:
    """Return distinct acknowledgements of what she said, the most specific first."""
    return picked(heard.concept.ack, heard.slots, used, seed=seed, most=most)


def is_new_opening(text: str, used: Collection[str]) -> bool:
    """Tell whether no text that was used for her begins as this one does."""
    # Her name may stand before it.
    return not any(text[:_OPENING] in other[: 2 * _OPENING] for other in used)


def spoken(heard: Heard, styles: Sequence[str], used: Collection[str], *, seed: str) -> dict[str, str]:
    """Return style → text for a message that wants an ear: acknowledgement, one free thing, letting go."""
    acks = acknowledgements(heard, used, seed=seed, most=len(styles))
    things = picked(heard.concept.thing, heard.slots, used, seed=seed, most=2)
    release = picked(tones()["release"][heard.concept.tone], {}, used, seed=seed, most=2)
    texts = {}
    for style, ack in zip(styles, acks, strict=False):
        opening = tones()["also_thanks"] + ack if heard.has_thanked and style != "short" else ack
        parts = _parts(heard, things, release)
        texts[style] = "".join([opening, *parts[style], _emoji(heard) if style == "warm" else ""])
    return texts


def _parts(heard: Heard, things: list[str], release: list[str]) -> dict[str, list[str]]:
    """Return what follows the acknowledgement; what has nothing to add ("seen", "are you there?") is not padded."""
    if heard.concept.is_talk:
        return {"short": [], "usual": [], "warm": things[:1]}
    return {"short": [], "usual": things[:1], "warm": [*things[-1:], *release[-1:]] if things else []}


def _emoji(heard: Heard) -> str:
    bears_one = heard.has_emoji and not heard.concept.is_talk
    return str(tones()["emoji"].get(heard.concept.tone, "")) if bears_one else ""


def joined(ack: str, text: str) -> str:
    """Put an acknowledgement before a page's words, in place of an opening that only names a feeling."""
    return ack + without_opening(text, only_sighs)


def only_sighs(sentence: str) -> bool:
    """Tell whether a sentence names a feeling: hers is named in her own words already."""
    return bool(compiled(tones()["feeling_only"]).search(sentence))


def without_opening(text: str, is_empty: Callable[[str], bool], *, but: Sequence[str] = ()) -> str:
    """Return a text without a first sentence that is empty and holds neither advice nor fact.

    but: figures that are hers, no fact of the page.
    """
    first = _SENTENCE.match(text)
    if first is None or first.end() == len(text) or not is_empty(first.group()):
        return text
    said = first.group()
    for words in filter(None, but):
        said = said.replace(words, "")
    return text if compiled(tones()["feeling_without"]).search(said) else text[first.end() :]


def sentences(text: str) -> list[str]:
    """Return the sentences of a text, each with its mark."""
    return _SENTENCE.findall(text)
