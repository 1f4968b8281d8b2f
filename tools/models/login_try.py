"""Tries to sign in, so that every process that serves counts the same ones."""

from datetime import datetime

from sqlmodel import Field, SQLModel

from tools.models.columns import time_column


class LoginTry(SQLModel, table=True):
    """One try that was not followed by a right password; `who` is the SHA-256 of what was typed as the id."""

    __tablename__ = "login_try"

    # People type their password into the wrong field: what was typed is not kept.
    number: int | None = Field(default=None, primary_key=True)
    who: str = Field(index=True, max_length=64)
    at: datetime = time_column()
