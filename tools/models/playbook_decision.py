"""What was decided about a version of a page: the row that lets a sent text be traced to who let it through."""

from datetime import datetime

from sqlmodel import Field, SQLModel

from tools.models.columns import time_column


class PlaybookDecision(SQLModel, table=True):
    """One step of one version; `content_hash` is that of the words decided about, `named` who read them."""

    __tablename__ = "playbook_decision"

    playbook_id: str = Field(primary_key=True)
    # Counts the steps of one page, so that two of one moment keep their order.
    number: int = Field(primary_key=True)
    version: str
    content_hash: str
    step: str
    review: str = ""
    from_status: str
    to_status: str
    decided_by: str
    named: str = ""
    note: str = ""
    at: datetime = time_column()
