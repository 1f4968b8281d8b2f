"""Cells that hold more than one value: lists, children, objects in JSON."""

import json
import math
import re
from collections.abc import Callable
from typing import Any

from tools.errors import BadInput
from tools.importing.cells import times, values
from tools.importing.words import find_meaning

_SEVERAL = re.compile(r"[,;\u3001\uff0c\uff1b]")
_LONGEST_LIST = 500


def parse_json(text: str) -> Any:
    """Read JSON that every database can store: no NaN, no NUL, no half characters. Raises BadInput."""
    try:
        read = json.loads(text)
        _refuse_unstorable(read)
    except json.JSONDecodeError as error:
        message = f"This is not JSON: {error.msg} at character {error.pos + 1}."
        raise BadInput(message, fix="Correct the JSON.") from error
    except RecursionError as error:
        raise BadInput("This JSON is nested too deeply.", fix="Flatten it.") from error
    except ValueError as error:
        raise BadInput("This JSON holds a number or a character that cannot be stored.", fix="Remove it.") from error
    return read


def _refuse_unstorable(value: Any) -> None:
    if isinstance(value, str):
        if "\0" in value:
            raise ValueError("NUL")
        # A half surrogate pair raises UnicodeEncodeError, which is a ValueError.
        value.isascii() or value.encode()
    elif isinstance(value, float) and not math.isfinite(value):
        raise ValueError("not finite")
    elif isinstance(value, dict):
        for key, inner in value.items():
            _refuse_unstorable(key)
            _refuse_unstorable(inner)
    elif isinstance(value, list):
        for inner in value:
            _refuse_unstorable(inner)


def is_storable_cell(value: Any) -> bool:
    """Tell whether every database can store a cell: no NUL, no half characters, no infinite number inside JSON."""
    if isinstance(value, str):
        # Most cells are plain text: this is the cheap half of the question.
        return "\0" not in value and (value.isascii() or _is_whole_text(value))
    if not isinstance(value, (dict, list)):
        return True
    try:
        _refuse_unstorable(value)
    except ValueError:
        return False
    return True


def _is_whole_text(value: str) -> bool:
    try:
        value.encode()
    except UnicodeEncodeError:
        return False
    return True


def _decoded(value: Any) -> Any:
    return parse_json(value) if isinstance(value, str) and value[:1] in "[{" else value


def texts(value: Any) -> list[str]:
    """Read a list of texts: `a|b` or JSON; repeats and blanks go. Raises BadInput."""
    read = _decoded(value)
    parts = read if isinstance(read, list) else values.text(read).split("|")
    stripped = [values.text(part).strip() for part in parts if part is not None]
    if len(stripped) > _LONGEST_LIST:
        raise BadInput(f"The list has {len(stripped)} entries.", fix=f"Keep at most {_LONGEST_LIST}.")
    return list(dict.fromkeys(part for part in stripped if part))


def labels(value: Any) -> list[str]:
    """Read a list of short labels, which exports also separate by commas. Raises BadInput."""
    if isinstance(value, str) and "|" not in value and value[:1] != "[":
        value = _SEVERAL.sub("|", value)
    return texts(value)


def known_labels(group: str) -> Callable[[Any], list[str]]:
    """Make a reader of labels that translates the known words of a group and keeps the others."""

    def read(value: Any) -> list[str]:
        return list(dict.fromkeys(find_meaning(group, label) or label for label in labels(value)))

    return read


def json_object(value: Any) -> dict[str, Any]:
    """Read a JSON object. Raises BadInput."""
    read = _decoded(value)
    if not isinstance(read, dict):
        raise BadInput(f"{values.shown(value)} is not a JSON object.", fix='Write it as {"sku": "A1"}.')
    return read


def yearly_spend(value: Any) -> dict[str, int | float]:
    """Read category → yuan a year, as JSON or `category:yuan|category:yuan`. Raises BadInput."""
    read = _decoded(value)
    if isinstance(read, str):
        read = dict(_pair(part) for part in read.replace("\uff1a", ":").split("|"))
    if not isinstance(read, dict):
        raise BadInput(f"{values.shown(value)} is not a JSON object.", fix="Write category and yuan a year as JSON.")
    return {category.strip(): values.number(yuan) for category, yuan in read.items()}


def _pair(part: str) -> tuple[str, str]:
    category, colon, yuan = part.partition(":")
    if not colon:
        raise BadInput(f"{values.shown(part)} names no amount.", fix="Write category:yuan a year.")
    return category, yuan.strip()


def children(value: Any) -> list[dict[str, str]]:
    """Read children as JSON objects with birthday and nickname, or as plain birthdays. Raises BadInput."""
    read = _decoded(value)
    if isinstance(read, dict):
        read = [read]
    return [_child(child) for child in (read if isinstance(read, list) else labels(read))]


def _child(child: Any) -> dict[str, str]:
    if not isinstance(child, dict):
        child = {"birthday": child}
    if not child.get("birthday"):
        raise BadInput("A child has no birthday.", fix='Write [{"birthday": "2025-03-01", "nickname": ""}].')
    nickname = child.get("nickname")
    return {
        "birthday": times.day(child["birthday"]).isoformat(),
        "nickname": "" if nickname is None else values.text(nickname).strip(),
    }
