"""The brand's content as data: read once, on first use."""

from functools import cache
from pathlib import Path
from typing import Any

import yaml

_FOLDER = Path(__file__).parent / "brand"
# The brand's desks, as a file that a person can play with.
ROSTER = _FOLDER / "desk.yaml"


@cache
def content(name: str) -> dict[str, Any]:
    """Return one file of the brand folder by its name without ending."""
    text = (_FOLDER / f"{name}.yaml").read_text("utf-8")
    # The compiled loader is ten times quicker; PyYAML has none where it was built without libyaml.
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)(text)
    loaded: dict[str, Any] = loader.get_single_data()
    return loaded
