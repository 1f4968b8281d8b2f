"""Which rows something else refers to, so that an undo leaves nobody pointing into the void."""

from collections.abc import Iterator

from sqlalchemy import Column, delete, select
from sqlmodel import Session, SQLModel

from tools.importing.kinds import Key, Kind

# References that the database does not know as foreign keys.
_BY_NAME = {
    "products": (("order_line", "sku"),),
    "staff": (
        ("member", "owner_staff_id"),
        ("task", "owner_staff_id"),
        ("planned_touch", "staff_id"),
    ),
    "messages": (("draft", "answers_message_id"), ("suggestion", "message_id"), ("hold", "message_id")),
}
# Computed from the rows themselves: goes with them and comes back with the next run.
_DERIVED = {"members": ("score", "member_id")}


def dependants(session: Session, kind: Kind, keys: list[Key]) -> dict[Key, str]:
    """Return key → noun of one thing that refers to it, for the keys that have any."""
    found: dict[Key, str] = {}
    if len(kind.key) > 1 or not keys:
        return found
    for column in _referring_columns(kind):
        ids = [key[0] for key in keys if key not in found]
        noun = str(column.table.name).removeprefix("member_").replace("_", " ")
        for row in session.connection().execute(select(column).where(column.in_(ids)).distinct()):
            found[(row[0],)] = noun
    return found


def _referring_columns(kind: Kind) -> Iterator[Column[str]]:
    tables = SQLModel.metadata.tables
    derived = _DERIVED.get(kind.name, ("", ""))[0]
    for table in tables.values():
        if table.name == derived:
            continue
        for foreign in table.foreign_keys:
            if foreign.column.table is kind.table:
                yield foreign.parent
    for table_name, column_name in _BY_NAME.get(kind.name, ()):
        yield tables[table_name].c[column_name]


def delete_derived(session: Session, kind: Kind, keys: list[Key]) -> None:
    """Delete what was computed from rows that are about to go."""
    if kind.name not in _DERIVED or not keys:
        return
    table_name, column_name = _DERIVED[kind.name]
    column = SQLModel.metadata.tables[table_name].c[column_name]
    session.connection().execute(delete(column.table).where(column.in_([key[0] for key in keys])))
