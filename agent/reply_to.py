"""What a reply answers: her words, given now or the last ones in the thread."""

from datetime import timedelta

from agent.request import Request
from agent.state import TurnState
from tools.conversations.breath import ONE_BREATH
from tools.members.snapshot import Fact, MemberSnapshot, Said
from tools.patterns import compiled
from tools.yaml_text import table_beside

_table = table_beside(__file__)

_SHOWN = 80


def pending(snapshot: MemberSnapshot) -> tuple[Said, ...]:
    """Return her last message with those of the same breath that no draft answers yet, oldest first.

    Who only calls for us ("?") waits for an answer to what she wrote before it, though it is a while ago.
    Nothing is pending once we had the last word.
    """
    breath: list[Said] = []
    for said in reversed(snapshot.thread):
        if said.direction == "out" or not _belongs(said, breath):
            break
        breath.append(said)
    is_chase = _is_late(breath)
    earlier = [said for said in breath[1:] if is_chase or said.message_id not in snapshot.being_answered]
    return tuple(reversed([*breath[:1], *earlier]))


def _belongs(said: Said, later: list[Said]) -> bool:
    """Tell whether a message of hers waits with later ones: in one breath, or as what she only calls for us about."""
    if not later or later[-1].at - said.at <= ONE_BREATH:
        return True
    is_near = later[0].at - said.at <= timedelta(hours=int(_table()["chased_hours"]))
    return is_near and all(only_calls(one.text) for one in later)


def _is_late(breath: list[Said]) -> bool:
    """Tell whether she calls for us longer than a breath after she wrote what waits; newest first."""
    has_called = bool(breath) and only_calls(breath[0].text)
    return has_called and any(breath[0].at - one.at > ONE_BREATH for one in breath if not asks_nothing(one.text))


def only_calls(words: str) -> bool:
    """Tell whether words only call for us ("are you there?", "?")."""
    return bool(compiled(_table()["calls"]).search(words))


def asks_nothing(words: str) -> bool:
    """Tell whether words only call for us, or only nod."""
    return only_calls(words) or bool(compiled(_table()["nods"]).search(words))


def was_kept_waiting(request: Request, snapshot: MemberSnapshot) -> bool:
    """Tell whether she had to call for us before what she wrote is answered."""
    waiting = pending(snapshot)
    is_last = not request.message or any(said.text == request.message for said in waiting)
    return is_last and _is_late(list(reversed(waiting)))


def her_words(request: Request, snapshot: MemberSnapshot) -> str:
    """Return the words to answer: her last message with what she wrote just before it, '' if none waits."""
    lines = [said.text for said in pending(snapshot)]
    if request.message and request.message not in lines:
        # An older message that was delivered once more stands alone.
        return request.message
    # Who only called for us before she said what it is about has asked nothing by that.
    told = [line for line in lines if not only_calls(line)]
    only_nods = len(told) < len(lines) and only_calls(lines[-1]) and all(asks_nothing(line) for line in told)
    said = lines[-1] if only_nods else "\n".join(told or lines)
    # A nod to what was before, said ahead of a new subject, is no part of it.
    return compiled(_table()["nod_before_new"]).sub("", said) or said


def changes_subject(words: str) -> bool:
    """Tell whether she says that she comes to something else."""
    return bool(compiled(_table()["new_subject"]).search(words))


def said_fact(state: TurnState) -> Fact | None:
    """Return her words as evidence, with the message they came from."""
    request, snapshot = state["request"], state["snapshot"]
    text = her_words(request, snapshot)
    # A list may rest on an ask of hers that we only said yes to.
    text, message_id = (text, answered_id(request, snapshot)) if text else _asked_before(state)
    if not text:
        return None
    at = next((said.at.isoformat() for said in snapshot.thread if said.message_id == message_id), "")
    return Fact("messages", text[-_SHOWN:], f"message {message_id}".strip(), at)


def _asked_before(state: TurnState) -> tuple[str, str]:
    """Return the earlier words of hers that a draft rests on, and their message; two empty texts without any."""
    stance = state.get("stance")
    text = stance.proof if stance is not None else ""
    said = (one for one in reversed(state["snapshot"].thread) if one.direction == "in" and one.text == text)
    return text, next((one.message_id for one in said), "")


def answered_id(request: Request, snapshot: MemberSnapshot) -> str:
    """Return the id of the message that a reply answers, '' if there is none or it is not recorded."""
    if request.message:
        return request.message_id
    return next((said.message_id for said in pending(snapshot)[-1:]), "")
