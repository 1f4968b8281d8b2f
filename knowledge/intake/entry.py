"""What one row or one heading of a file says, before it is a page."""

from dataclasses import dataclass, field

STYLES = ("short", "usual", "warm")


class Unusable(ValueError):
    """A row that cannot become a text of a page: the column (or heading) at fault, why, and the fix."""

    def __init__(self, column: str, why: str, fix: str) -> None:
        """Keep the three apart, as the report lays them out."""
        super().__init__(why)
        self.column, self.why, self.fix = column, why, fix


@dataclass(frozen=True)
class Said:
    """One text of a file: its style where the file names one, and the column it stood in."""

    text: str
    style: str = ""
    column: str = ""


@dataclass
class Entry:
    """One row or heading: its line, its single values and lists by field, its texts."""

    line: int
    values: dict[str, str] = field(default_factory=dict)
    lists: dict[str, list[str]] = field(default_factory=dict)
    texts: list[Said] = field(default_factory=list)
    columns: dict[str, str] = field(default_factory=dict)
    row: dict[str, str] = field(default_factory=dict)

    def value(self, name: str) -> str:
        """Return one single value, "" where the file says nothing."""
        return self.values.get(name, "")

    def column_of(self, name: str) -> str:
        """Return the file's own header for a field."""
        return self.columns.get(name, name)

    @property
    def title(self) -> str:
        """Return what gathers rows into a page: its title, else its first question, else its scene."""
        return self.value("title") or next(iter(self.lists.get("questions", ())), "") or self.value("scene")


@dataclass(frozen=True)
class Reject:
    """One row left out: where, which column, why, how to mend it, and what it said."""

    line: int
    column: str
    reason: str
    fix: str
    row: dict[str, str]
