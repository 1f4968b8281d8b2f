"""Join what she answers to a question of ours with the words of hers that it completes."""

from dataclasses import replace

from agent.composer.phrases import is_question
from agent.composer.talk.key_sentence import sentences
from agent.reply_to import answered_id, changes_subject, her_words, pending
from agent.state import TurnState
from tools.members.snapshot import MemberSnapshot, Said
from tools.patterns import compiled
from tools.yaml_text import table_beside

_table = table_beside(__file__)

_JOINT = "\n"
_OR = "\u8fd8\u662f"


def completed(state: TurnState) -> TurnState | None:
    """Return the turn as if she had said at once what she told in two messages; None where she answers no question."""
    request, snapshot = state["request"], state["snapshot"]
    words = her_words(request, snapshot).strip()
    earlier, ours = _before(snapshot)
    if not _answers(words, ours) or earlier is None:
        return None
    said = f"{earlier.text.strip()}{_JOINT}{chosen(words, ours.text) if ours else words}"
    return {**state, "request": replace(request, message=said, message_id=answered_id(request, snapshot))}


def joined_question(state: TurnState) -> TurnState | None:
    """Return the turn with her earlier words before a short question that she asks now; None where it is none."""
    request, snapshot = state["request"], state["snapshot"]
    words = her_words(request, snapshot).strip()
    earlier, ours = _before(snapshot)
    is_short = len(words) <= int(_table()["longest"]) and is_question(words) and not changes_subject(words)
    if earlier is None or ours is None or not is_short:
        return None
    return {**state, "request": replace(request, message=f"{earlier.text.strip()}{_JOINT}{words}")}


def asks_for_measure(state: TurnState) -> bool:
    """Tell whether our question before her words was what a thing should be like: its size, its colour, for whom."""
    ours = _before(state["snapshot"])[1]
    return ours is not None and bool(compiled(_table()["measure"]).search(ours.text))


def leaves_open(state: TurnState) -> bool:
    """Tell whether a question of hers waits since we only asked back: our line before told her nothing."""
    hers, ours = _before(state["snapshot"])
    told = "".join(one for one in sentences(ours.text) if not compiled(_table()["asks"]).search(one)) if ours else ""
    return hers is not None and is_question(hers.text) and len(told) <= int(_table()["most_told"])


def least_to_complete() -> float:
    """Return how sure the search must be of a page that has an answer to both together."""
    return float(_table()["score"])


def chosen(words: str, ours: str) -> str:
    """Return what she picks of two that our question named ("the second"), else her words as they stand."""
    asked = next((one for one in reversed(sentences(ours)) if _OR in one), "")
    first, _, second = asked.rpartition(_OR)
    picks = {name: compiled(sign).search(words) for name, sign in _table()["picks"].items()}
    options = [_option(first), _option(second)]
    if not asked or not all(options):
        return words
    if picks["both"]:
        return "\uff0c".join(options)
    return options[0] if picks["first"] else options[1] if picks["second"] else words


def picks(words: str) -> bool:
    """Tell whether she picks one of two, or both, by their place ("the second")."""
    is_short = len(words) <= int(_table()["longest_pick"])
    return is_short and any(compiled(sign).search(words) for sign in _table()["picks"].values())


def offer_before(snapshot: MemberSnapshot) -> Said | None:
    """Return our last line that put two things to her, though she asked for time to think since."""
    waiting = pending(snapshot)
    ours = [said for said in reversed(snapshot.thread) if said.direction == "out" and said not in waiting]
    return next(
        (said for said in ours[: int(_table()["offers"])] if compiled(_table()["offer"]).search(said.text)), None
    )


def _option(text: str) -> str:
    """Return one of the two as a clause by itself, without what leads in or asks."""
    rules = _table()["option"]
    clause = compiled(rules["end"]).sub("", text.strip("\uff0c, "))
    return compiled(rules["lead"]).sub("", clause)


def _answers(words: str, ours: Said | None) -> bool:
    """Tell whether her words only answer our question: short, no question and no new subject."""
    table = _table()
    if ours is None or not words or len(words) > int(table["longest"]):
        return False
    is_asked = bool(compiled(table["asks"]).search(ours.text)) and not compiled(table["asks_nothing"]).search(ours.text)
    is_nod = bool(compiled(table["nods"]).search(words))
    return is_asked and not is_nod and (picks(words) or not is_question(words)) and not changes_subject(words)


def _before(snapshot: MemberSnapshot) -> tuple[Said | None, Said | None]:
    """Return her words and our question before the words that wait, each None where it is wanting or too old."""
    waiting = pending(snapshot)
    earlier = [one for one in snapshot.thread if one not in waiting]
    if waiting and picks(waiting[-1].text) and (offer := offer_before(snapshot)) in earlier:
        # What she thought over since then is no part of it.
        earlier = earlier[: earlier.index(offer) + 1]
    if not waiting or not earlier or earlier[-1].direction != "out":
        return None, None
    since = waiting[0].at - earlier[-1].at
    hers = next((one for one in reversed(earlier) if one.direction == "in"), None)
    is_late = since.total_seconds() > float(_table()["within_hours"]) * 3600
    if is_late or hers is None or len(hers.text.strip()) < int(_table()["least"]):
        return None, None
    return hers, earlier[-1]
