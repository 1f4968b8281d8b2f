"""Keep our own word: who was promised that nothing more will be sent has opted out."""

import re
from datetime import datetime

from sqlmodel import Session

from tools.holds.opening import open_hold
from tools.models import Hold, Member, Message
from tools.models.member import OUR_PROMISE
from tools.patterns import compiled
from tools.yaml_text import table_beside

farewell_words = table_beside(__file__)
_SENTENCE = re.compile(r"[^\u3002\uff01!\n]+")


def promises_silence(text: str) -> bool:
    """Tell whether a message of ours promises not to write any more, on no condition and about everything."""
    table = farewell_words()
    if compiled(table["good_night"]).search(text):
        return False
    sentences = [one for one in _SENTENCE.findall(text) if not compiled(table["unless"]).search(one)]
    return any(compiled(promise).search(one) for promise in table["promises"] for one in sentences)


def keep_our_word(session: Session, message: Message, *, now: datetime) -> Hold | None:
    """Open an opt-out hold for an outgoing message that promises silence, unless she has opted out already.

    Call it in the transaction that records the message. Raises NotFound.
    """
    if message.direction != "out" or not promises_silence(message.text):
        return None
    member = session.get(Member, message.member_id)
    if member is None or member.opted_out:
        return None
    return open_hold(
        session, member.member_id, kind="opt_out", level="S3", cause=OUR_PROMISE, message_id=message.message_id, now=now
    )
