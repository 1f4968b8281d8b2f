"""Which column of a file feeds which column of the contract."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from tools.errors import BadInput
from tools.importing.aliases import aliases, squeezed, without_brackets
from tools.importing.column import Column
from tools.importing.kinds import Kind

Plan = tuple[tuple[str, Column], ...]

_MOST_REMEMBERED = 1000
_BRACKETS_DROPPED = 500


@dataclass
class Headers:
    """The headers seen so far; `ignored` are those that feed nothing."""

    kind: Kind
    mapping: Mapping[str, str]
    ignored: dict[str, None] = field(default_factory=dict)
    # Those of the ignored that nobody asked to ignore.
    unknown: dict[str, None] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    _plans: dict[tuple[str, ...], Plan] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Refuse a mapping to a column that the contract does not know."""
        unknown = [column for column in self.mapping.values() if column and column not in self._columns]
        if unknown:
            raise BadInput(
                f"The mapping names {unknown[0]!r}, which is no column of {self.kind.name}.",
                fix=f"Use {', '.join(self._columns)}.",
            )

    @cached_property
    def _columns(self) -> dict[str, Column]:
        return {column.name: column for column in self.kind.columns}

    @cached_property
    def _mapped(self) -> dict[str, str]:
        return {squeezed(header): column for header, column in self.mapping.items()}

    @cached_property
    def _ranked(self) -> dict[str, tuple[int, str]]:
        ranked = {squeezed(name): (0, name) for name in self._columns}
        for name, others in aliases(self.kind.name).items():
            for rank, alias in enumerate(others, start=1):
                ranked.setdefault(squeezed(alias), (rank, name))
        return ranked

    def _match(self, header: str) -> tuple[int, str] | None:
        for wanted in (self.mapping.get(header), self._mapped.get(squeezed(header))):
            if wanted is not None:
                return (-1, wanted) if wanted else None
        exact = self._ranked.get(squeezed(header))
        if exact is not None:
            return exact
        rank, name = self._ranked.get(without_brackets(header), (0, ""))
        return (rank + _BRACKETS_DROPPED, name) if name else None

    def plan(self, names: tuple[str, ...]) -> Plan:
        """Return (header, column) pairs for rows that have these headers; each column is fed once."""
        known = self._plans.get(names)
        if known is not None:
            return known
        plan = self._choose(names)
        if len(self._plans) < _MOST_REMEMBERED:
            self._plans[names] = plan
        return plan

    def _choose(self, names: Iterable[str]) -> Plan:
        chosen: dict[str, tuple[int, str]] = {}
        losers: list[tuple[str, str]] = []
        for header in names:
            match = self._match(header)
            if match is None:
                self._ignore(header, is_unknown=not self._is_mapped(header))
                continue
            rank, column = match
            rival = chosen.get(column)
            if rival is None or rank < rival[0]:
                chosen[column] = (rank, header)
            if rival is not None:
                losers.append((header if rank >= rival[0] else rival[1], column))
        for header, column in losers:
            self._ignore(header, f"{header!r} also means {column}; {chosen[column][1]!r} was used.")
        return tuple((header, self._columns[column]) for column, (_, header) in chosen.items())

    def _is_mapped(self, header: str) -> bool:
        return header in self.mapping or squeezed(header) in self._mapped

    def _ignore(self, header: str, note: str = "", *, is_unknown: bool = False) -> None:
        if header in self.ignored or len(self.ignored) >= _MOST_REMEMBERED:
            return
        self.ignored[header] = None
        if is_unknown:
            self.unknown[header] = None
        if note:
            self.notes.append(note)

    def check(self, names: tuple[str, ...], file_name: str) -> None:
        """Refuse a file that has no header for a required column. Raises BadInput."""
        fed = {column.name for _, column in self.plan(names)}
        absent = [column.name for column in self.kind.columns if column.required and column.name not in fed]
        if absent:
            wanted = " and ".join(repr(name) for name in absent)
            raise BadInput(
                f"{file_name} has no column for {wanted}, which {self.kind.name} need.",
                fix=f"Add it, or map yours to it ({{your header: {absent[0]}}}). The file has: {_listed(names)}."
                + _merged_hint(names),
            )
        self._note_unused_mapping(names)

    def _note_unused_mapping(self, names: tuple[str, ...]) -> None:
        present = {squeezed(name) for name in names}
        for header in self.mapping:
            if squeezed(header) not in present:
                self.notes.append(f"The mapping names {header!r}, which {self.kind.name} of this file do not have.")


def _listed(names: tuple[str, ...]) -> str:
    listed = ", ".join(name or "(blank)" for name in names[:30])
    return listed + (" …" if len(names) > 30 else "")


def _merged_hint(names: tuple[str, ...]) -> str:
    if not any(name.startswith("(column ") for name in names):
        return ""
    return " Some columns have no heading: take merged cells apart and delete titles above the headings."
