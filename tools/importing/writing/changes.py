"""Weigh some rows against the store: what is new, what changes, what stays, what is turned down."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from tools.importing.kinds import Key, Kind, Row
from tools.importing.parsing import ParsedRow
from tools.importing.sources.source import Rejected
from tools.importing.writing.store import PROTECTED, View


@dataclass
class Changes:
    """What some rows would do to the store."""

    inserts: dict[Key, Row] = field(default_factory=dict)
    # Old and new values of the columns that change.
    before: dict[Key, Row] = field(default_factory=dict)
    after: dict[Key, Row] = field(default_factory=dict)
    counts: Counter[str] = field(default_factory=Counter)
    rejected: list[Rejected] = field(default_factory=list)
    # (column, member) pairs that an open hold kept on.
    kept_on: set[tuple[str, str]] = field(default_factory=set)

    def add_outcome(self, other: "Changes") -> None:
        """Take over what became of further rows, but not the rows themselves."""
        self.counts += other.counts
        self.rejected += other.rejected
        self.kept_on |= other.kept_on


def weigh(kind: Kind, rows: Iterable[ParsedRow], view: View) -> Changes:
    """Compare rows with the store in file order; a later row of the same key meets the earlier one."""
    changes = Changes()
    for row in rows:
        refusal = _refusal(kind, row, view)
        if refusal is None:
            changes.counts[_take(kind, row, view, changes)] += 1
        else:
            changes.rejected.append(refusal)
    return changes


def _refusal(kind: Kind, row: ParsedRow, view: View) -> Rejected | None:
    reference = kind.refers_to
    named = row.values[reference.column] if reference else row.key[0]
    if reference and named not in view.referred:
        fix = f"Import {reference.kind} first, then this file again."
        return row.refused(reference.column, f"there is no {reference.noun} {named!r}. {fix}")
    if named in view.erased:
        return row.refused(
            reference.column if reference else kind.key[0],
            f"the traces of member {named!r} were erased on request. Take the row out of the export.",
        )
    return None


def _take(kind: Kind, row: ParsedRow, view: View, changes: Changes) -> str:
    values = _with_holds_respected(row, view, changes)
    current = view.existing.get(row.key)
    if current is None:
        view.existing[row.key] = changes.inserts[row.key] = {**kind.defaults, **values}
        return "inserted"
    values |= {name: join(current[name], values[name]) for name, join in kind.joined.items() if name in values}
    changed = {name: value for name, value in values.items() if current[name] != value}
    if not changed:
        return "unchanged"
    if row.key not in changes.inserts:
        before = changes.before.setdefault(row.key, {})
        for name in changed:
            before.setdefault(name, current[name])
        changes.after.setdefault(row.key, {}).update(changed)
    current.update(changed)
    return "updated"


def _with_holds_respected(row: ParsedRow, view: View, changes: Changes) -> Row:
    kept = [name for name in PROTECTED if row.values.get(name) is False and row.key[0] in view.held.get(name, ())]
    changes.kept_on.update((name, row.key[0]) for name in kept)
    return {**row.values, **dict.fromkeys(kept, True)} if kept else row.values
