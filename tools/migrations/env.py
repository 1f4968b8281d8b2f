"""How Alembic reaches our tables: always through the engine the caller opened."""

from typing import Any, Literal

from alembic import context
from sqlalchemy import Engine, text
from sqlmodel import SQLModel

from tools import models
from tools.models.columns import UtcTime

_UPGRADE_LOCK = 0x7A68696A6A


def _spell(kind: str, column_type: Any, _autogen: Any) -> str | Literal[False]:
    """Spell our own time type as the plain one, so that old migrations never import new code."""
    return "sa.DateTime(timezone=True)" if kind == "type" and isinstance(column_type, UtcTime) else False


def run(engine: Engine) -> None:
    """Run the migrations in one transaction under a lock: two programs may start at the same moment."""
    # Importing the models is what fills the metadata.
    target = SQLModel.metadata if models.__all__ else None
    with engine.execution_options(zhiji_write=True).begin() as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _UPGRADE_LOCK})
        context.configure(
            connection=connection,
            target_metadata=target,
            render_as_batch=True,
            render_item=_spell,
            transactional_ddl=True,
        )
        with context.begin_transaction():
            context.run_migrations()


run(context.config.attributes["engine"])
