"""Land the plain rows of a block at once: new ones and unchanged ones; every other row is left to the careful way."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlmodel import Session

from tools.importing.kinds import Key, Kind, kind_named
from tools.importing.reading import Columns
from tools.importing.writing.bulk import driver_form, find_rows, insert_rows, unusable_ids
from tools.importing.writing.new_rows import record_new
from tools.importing.writing.store import PROTECTED, held_members


@dataclass
class Landed:
    """Rows by what became of them: counts of new and unchanged ones, and the indexes of all others."""

    inserted: int = 0
    unchanged: int = 0
    left: list[int] = field(default_factory=list)


def land_plain(session: Session, kind: Kind, batch_id: str, columns: Columns, now: datetime) -> Landed:
    """Insert the new rows and count the unchanged ones.

    Left are rows that change a stored one, share their key with another, name an absent or erased member or order, or
    concern a member with an open hold.
    """
    if not columns.keys:
        return Landed()
    names = list(columns.values)
    formed = {name: driver_form(session, kind.table, name, values) for name, values in columns.values.items()}
    rows = list(zip(*formed.values(), strict=True))
    stored = _stored(session, kind, columns.keys, names)
    doubtful = _doubtful(session, kind, columns, now)
    landed, new = Landed(), []
    for index, (key, row) in enumerate(zip(columns.keys, rows, strict=True)):
        if index in doubtful:
            landed.left.append(index)
        elif key not in stored:
            new.append(index)
        elif stored[key] == row:
            landed.unchanged += 1
        else:
            landed.left.append(index)
    _insert(session, kind, batch_id, columns, new, names, rows, now)
    landed.inserted = len(new)
    return landed


def _stored(session: Session, kind: Kind, keys: list[Key], names: list[str]) -> dict[Key, tuple[Any, ...]]:
    """Return the named columns of the stored rows; an erased row is made unlike any other."""
    guard = ["erased_at"] if "erased_at" in kind.table.c else []
    places = [names.index(name) for name in kind.key]
    stored = {}
    for found in find_rows(session, kind.table, kind.key, keys, [*names, *guard]):
        key = tuple(found[place] for place in places)
        erased = bool(guard) and found[-1] is not None
        stored[key] = () if erased else found[: len(names)]
    return stored


def _doubtful(session: Session, kind: Kind, columns: Columns, now: datetime) -> set[int]:
    doubtful: set[int] = set()
    if len(set(columns.keys)) < len(columns.keys):
        times = Counter(columns.keys)
        doubtful |= {index for index, key in enumerate(columns.keys) if times[key] > 1}
    if kind.refers_to is not None:
        named = columns.values[kind.refers_to.column]
        unusable = unusable_ids(session, kind_named(kind.refers_to.kind), set(named))
        doubtful |= {index for index, one in enumerate(named) if one in unusable} if unusable else set()
    if not PROTECTED.keys().isdisjoint(columns.values):
        held = set().union(*held_members(session, now).values())
        doubtful |= {index for index, key in enumerate(columns.keys) if key[0] in held} if held else set()
    return doubtful


def _insert(
    session: Session,
    kind: Kind,
    batch_id: str,
    columns: Columns,
    new: list[int],
    names: list[str],
    rows: list[tuple[Any, ...]],
    now: datetime,
) -> None:
    if not new:
        return
    constant = {name: value for name, value in kind.defaults.items() if name not in columns.values}
    constant |= dict.fromkeys(kind.stamps, now)
    same = tuple(driver_form(session, kind.table, name, [value])[0] for name, value in constant.items())
    new_rows = rows if len(new) == len(rows) else [rows[index] for index in new]
    insert_rows(session, kind.table, [*names, *constant], [row + same for row in new_rows])
    keys = columns.keys if len(new) == len(rows) else [columns.keys[index] for index in new]
    record_new(session, batch_id, keys, names, new_rows)
