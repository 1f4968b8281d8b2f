"""Read what a model was told and said about a suggestion."""

from collections.abc import Sequence

from sqlmodel import Session, col, select

from tools.access import Actor, require
from tools.models import ModelExchange


def exchanges_of(session: Session, actor: Actor, suggestion_id: str) -> Sequence[ModelExchange]:
    """Return the conversations behind a suggestion, oldest first. Raises NotAllowed.

    The caller has made sure that the actor may see the suggestion.
    """
    require(actor, "read_prompts")
    statement = select(ModelExchange).where(ModelExchange.suggestion_id == suggestion_id)
    return session.exec(statement.order_by(col(ModelExchange.at), col(ModelExchange.id))).all()
