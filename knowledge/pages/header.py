"""What a playbook's header may say: every departure becomes a fault with its line and its fix."""

import re
from collections.abc import Sequence
from datetime import date
from pathlib import PurePosixPath
from typing import Any, TypeGuard

from knowledge.families import family_names
from knowledge.pages.layout import Layout
from knowledge.schema import allowed, schema, table_of

_ID = re.compile(r"^PB-[A-Z0-9]+(-[A-Z0-9]+)*$")
_TOPIC = re.compile(r"^[A-Z]\d{2}$")
_SEMVER = re.compile(r"^(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)$")
_DAY = re.compile(r"^\d{4}-\d{2}-\d{2}$")
_TEXT_KEYS = (
    "id",
    "title",
    "kind",
    "version",
    "status",
    "touch",
    "goal",
    "route",
    "cause",
    "owner",
    "trigger",
    "origin",
)
_LIST_KEYS = ("topics", "uses", "must_say", "must_not", "questions", "tags")
# Windows that list names; those of tags are free.
_NAMES = ("days", "personas", "tags", "families")
_FACT_KEYS = {"id", "text", "source", "grade", "reviewer_role", "reviewed_by", "expires_on"}


def check_header(layout: Layout, source: str) -> None:
    """Report everything in the header that the schema does not allow."""
    _spell_numbers(layout.header)
    _check_keys(layout)
    _check_texts(layout)
    _check_structures(layout)
    if layout.faults:
        return
    _check_name(layout, source)
    _check_words(layout)
    _check_stage(layout)
    _check_facts(layout)
    _check_branches(layout)
    _check_day(layout, "expires_on", layout.header["expires_on"])


def shaped(layout: Layout) -> dict[str, Any]:
    """Return the header as the fields of a Playbook; only for a header without faults."""
    fields = {key: value for key, value in layout.header.items() if value is not None}
    branches = fields.pop("reply_branches", [])
    fields["reply_branches"] = [{"condition": branch["if"], "route": branch["route"]} for branch in branches]
    return fields


def _check_keys(layout: Layout) -> None:
    for key in allowed("required"):
        if layout.header.get(key) in (None, ""):
            layout.report(key, f"the key {key!r} is missing.", f"Add a line `{key}: …` to the header.")
    for key in layout.header:
        if key not in (*allowed("required"), *allowed("optional")):
            layout.report(str(key), f"the key {key!r} is unknown.", f"Use one of {_listed(allowed('optional'))}.")


def _spell_numbers(header: dict[str, Any]) -> None:
    """A hotline's number in a list of words is a word; YAML thinks otherwise."""
    for key in _LIST_KEYS:
        if isinstance(header.get(key), list):
            header[key] = [str(entry) if type(entry) is int else entry for entry in header[key]]


def _check_texts(layout: Layout) -> None:
    header = layout.header
    for key in _TEXT_KEYS:
        if not isinstance(header.get(key, ""), str):
            layout.report(key, f"{key!r} must be text.", "Put the value in quotes.")
    for key in _LIST_KEYS:
        if not _is_texts(header.get(key) or []):
            layout.report(key, f"{key!r} must be a list of texts.", "Write `[a, b]` or one `- text` a line, quoted.")


def _check_structures(layout: Layout) -> None:
    header = layout.header
    if not isinstance(header.get("health", False), bool):
        layout.report("health", "'health' must be true or false.", "Write `health: true`.")
    if not isinstance(header.get("stage") or {}, dict):
        layout.report("stage", "'stage' must hold windows.", "Write one `window: [low, high]` a line below it.")
    for key in ("facts", "reply_branches"):
        if not _is_objects(header.get(key) or []):
            layout.report(key, f"{key!r} must be a list of objects.", "Write one `- {…}` a line.")


def _is_texts(value: object) -> TypeGuard[list[str]]:
    return isinstance(value, list) and all(isinstance(entry, str) and entry.strip() for entry in value)


def _is_objects(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(entry, dict) for entry in value)


def _check_name(layout: Layout, source: str) -> None:
    page_id, path = layout.header["id"], PurePosixPath(source)
    if not _ID.match(page_id):
        layout.report("id", f"the id {page_id!r} is not well formed.", "Write PB- and capitals or digits: PB-P21.")
    elif path.suffix == ".md" and path.stem != page_id:
        layout.report("id", f"the id {page_id} is not the file's name.", f"Rename the file to {page_id}.md.")
    folder = path.parent.name
    if folder in allowed("kinds") and folder != layout.header["kind"]:
        layout.report("kind", f"the page lies in the folder {folder!r}.", "Move it to the folder of its kind.")


def _check_words(layout: Layout) -> None:
    header = layout.header
    _one_of(layout, "kind", header["kind"], allowed("kinds"))
    _one_of(layout, "status", header["status"], allowed("states"))
    _one_of(layout, "touch", header.get("touch") or allowed("touches")[0], allowed("touches"))
    for position, name in enumerate(header.get("uses") or []):
        _one_of(layout, f"uses.{position}", name, allowed("fields"))
    if not _SEMVER.match(header["version"]):
        layout.report("version", f"{header['version']!r} is not a version.", "Write three numbers: 1.0.0.")
    for position, topic in enumerate(header.get("topics") or []):
        if not _TOPIC.match(topic):
            layout.report(f"topics.{position}", f"{topic!r} is not a topic.", "Write a letter and two digits: P21.")
    _check_route(layout)


def _check_route(layout: Layout) -> None:
    route, fixed = layout.header.get("route"), layout.header["kind"] == "fixed_reply"
    if fixed and not route:
        layout.report("route", "a fixed reply needs a route.", f"Write one of {_listed(allowed('routes'))}.")
    elif route and not fixed:
        layout.report("route", "only a fixed reply has a route.", "Drop the key, or put it into reply_branches.")
    elif route:
        _one_of(layout, "route", route, allowed("routes"))
    if layout.header.get("cause") and not fixed:
        layout.report("cause", "only a fixed reply has a cause.", "Drop the key.")


def _check_stage(layout: Layout) -> None:
    for key, value in (layout.header.get("stage") or {}).items():
        place = f"stage.{key}"
        if key in schema()["windows"]:
            _check_window(layout, place, value, schema()["windows"][key]["most"])
        elif key == "months":
            _check_months(layout, place, value)
        elif key in _NAMES:
            _check_names(layout, place, value, _names_of(key))
        else:
            known = _listed([*schema()["windows"], "months", *_NAMES])
            layout.report(place, f"the stage window {key!r} is unknown.", f"Use one of {known}.")


def _names_of(key: str) -> tuple[str, ...]:
    if key == "days":
        return ("birthday", *table_of("special_days.yaml"))
    if key == "families":
        return family_names()
    return allowed("personas") if key == "personas" else ()


def _check_window(layout: Layout, place: str, value: object, most: int) -> None:
    if not _are_numbers(value) or len(value) != 2 or not 0 <= value[0] <= value[1] <= most:
        layout.report(place, f"{value!r} is not a window.", f"Write [low, high] with 0 ≤ low ≤ high ≤ {most}.")


def _check_months(layout: Layout, place: str, value: object) -> None:
    if not _are_numbers(value) or not value or not all(1 <= month <= 12 for month in value):
        layout.report(place, f"{value!r} are not months.", "Write a list of numbers from 1 to 12.")


def _are_numbers(value: object) -> TypeGuard[list[int]]:
    return isinstance(value, list) and all(type(entry) is int for entry in value)


def _check_names(layout: Layout, place: str, value: object, known: Sequence[str]) -> None:
    if not _is_texts(value) or not value:
        layout.report(place, f"{value!r} is not a list of names.", "Write [name, name].")
        return
    for name in value if known else ():
        _one_of(layout, place, name, known)


def _check_facts(layout: Layout) -> None:
    for position, fact in enumerate(layout.header.get("facts") or []):
        place = f"facts.{position}"
        for key in ("id", "text"):
            if not isinstance(fact.get(key), str) or not fact[key].strip():
                layout.report(place, f"a fact has no {key}.", f"Add `{key}: …`.")
        for key in [key for key in fact if key not in _FACT_KEYS]:
            layout.report(place, f"a fact has the unknown key {key!r}.", f"Use one of {_listed(sorted(_FACT_KEYS))}.")
        if fact.get("expires_on") is not None:
            _check_day(layout, f"{place}.expires_on", fact["expires_on"])


def _check_branches(layout: Layout) -> None:
    for position, branch in enumerate(layout.header.get("reply_branches") or []):
        place = f"reply_branches.{position}"
        if set(branch) != {"if", "route"} or not isinstance(branch["if"], str):
            layout.report(place, "a reply branch is not `if` and `route`.", "Write {if: …, route: medical}.")
        else:
            _one_of(layout, place, branch["route"], allowed("routes"))


def _check_day(layout: Layout, place: str, value: object) -> None:
    try:
        sound = bool(_DAY.match(str(value))) and date.fromisoformat(str(value))
    except ValueError:
        sound = False
    if not sound:
        layout.report(place, f"{value!r} is not a date.", "Write it as 2027-11-22.")


def _one_of(layout: Layout, place: str, value: object, known: Sequence[str]) -> None:
    if value not in known:
        layout.report(place, f"{value!r} is no {place.split('.')[0]}.", f"Use one of {_listed(known)}.")


def _listed(words: Sequence[str]) -> str:
    return ", ".join(words)
