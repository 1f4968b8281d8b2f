"""What a reply answers: her words, given now or the last ones in the thread."""

from datetime import timedelta

from agent.request import Request
from agent.state import TurnState
from tools.members.snapshot import Fact, MemberSnapshot, Said

# Several short messages in a row are one thought.
_ONE_BREATH = timedelta(minutes=10)
_SHOWN = 80


def pending(snapshot: MemberSnapshot) -> tuple[Said, ...]:
    """Return her messages since our last word that belong to one breath, oldest first."""
    breath: list[Said] = []
    for said in reversed(snapshot.thread):
        if said.direction == "out" or (breath and breath[-1].at - said.at > _ONE_BREATH):
            break
        breath.append(said)
    return tuple(reversed(breath))


def her_words(request: Request, snapshot: MemberSnapshot) -> str:
    """Return the words to answer: the given message with what she wrote just before it."""
    lines = [said.text for said in pending(snapshot) if said.message_id != request.message_id]
    if request.message and request.message not in lines:
        lines.append(request.message)
    return "\n".join(lines)


def said_fact(state: TurnState) -> Fact | None:
    """Return her words as evidence, with the message they came from."""
    request, snapshot = state["request"], state["snapshot"]
    text = her_words(request, snapshot)
    if not text:
        return None
    last = [said for said in snapshot.thread if said.direction == "in"][-1:]
    message_id = request.message_id or (last[0].message_id if last else "")
    at = next((said.at.isoformat() for said in snapshot.thread if said.message_id == message_id), "")
    return Fact("messages", text[-_SHOWN:], f"message {message_id}", at)
