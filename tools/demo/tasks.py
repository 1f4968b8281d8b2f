"""What the demo's people promised or noted, told from now."""

from datetime import timedelta
from typing import Any

from tools.demo.content import content
from tools.demo.person import Person, Today


def task_rows(today: Today, people: list[Person]) -> list[dict[str, Any]]:
    """Return the open tasks of the told members; a member in silence gets none."""
    told = [person for person in people if not person.story.get("care_hold")]
    listed = [entry for entry in content("tasks")["tasks"] if entry["who"] < len(told)]
    return [_row(today, number, entry, told[entry["who"]]) for number, entry in enumerate(listed, start=1)]


def _row(today: Today, number: int, entry: dict[str, Any], person: Person) -> dict[str, Any]:
    now = today.now.replace(microsecond=0)
    due = now + timedelta(minutes=entry["due_in"])
    owner = person.row["owner_staff_id"]
    return {
        "id": f"T-{number:03d}",
        "member_id": person.member_id,
        "kind": entry["kind"],
        "title": entry["title"],
        "owner_staff_id": owner,
        "desk": "",
        "level": "",
        "due_at": due,
        "state": "open",
        "version": 1,
        "source": "hand",
        "created_by": owner,
        "created_at": now - timedelta(minutes=entry["opened_ago"]),
        "remind_at": due - timedelta(minutes=30),
        "next_call_at": None,
        "call_line": 0,
        "taken_at": None,
        "taken_by": "",
        "done_at": None,
        "done_by": "",
        "note": entry.get("note", ""),
    }
