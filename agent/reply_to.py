"""What a reply answers: her words, given now or the last ones in the thread."""

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

    Nothing is pending once we had the last word.
    """
    breath: list[Said] = []
    for said in reversed(snapshot.thread):
        if said.direction == "out" or (breath and breath[-1].at - said.at > ONE_BREATH):
            break
        breath.append(said)
    earlier = [said for said in breath[1:] if said.message_id not in snapshot.being_answered]
    return tuple(reversed([*breath[:1], *earlier]))


def her_words(request: Request, snapshot: MemberSnapshot) -> str:
    """Return the words to answer: her last message with what she wrote just before it, '' if none waits."""
    lines = [said.text for said in pending(snapshot)]
    if request.message and request.message not in lines:
        # An older message that was delivered once more stands alone.
        return request.message
    # Who only called for us before she said what it is about has asked nothing by that.
    said = "\n".join([line for line in lines if not compiled(_table()["calls"]).search(line)] or lines)
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
