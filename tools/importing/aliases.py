"""Headers of common exports as data, and the form in which headers are compared."""

import re
import unicodedata
from functools import cache
from pathlib import Path

from tools.yaml_text import read_yaml

_BRACKETED = re.compile(r"\([^()]*\)|\[[^\[\]]*\]|\u3010[^\u3010\u3011]*\u3011")
_DECORATION = re.compile(r"[\s_\-*:.#\"'\ufeff\u200b()\[\]\u3010\u3011]+")


@cache
def _all_aliases() -> dict[str, dict[str, list[str]]]:
    path = Path(__file__).with_name("headers.yaml")
    loaded: dict[str, dict[str, list[str]]] = read_yaml(path)
    return loaded


def aliases(kind: str) -> dict[str, list[str]]:
    """Return contract column → other headers for it, best first."""
    return _all_aliases()[kind]


def squeezed(header: str) -> str:
    """Bring a header into the form in which headers are compared."""
    return _DECORATION.sub("", unicodedata.normalize("NFKC", header).casefold())


def without_brackets(header: str) -> str:
    """Drop bracketed units and remarks from a header, then squeeze it."""
    return squeezed(_BRACKETED.sub("", unicodedata.normalize("NFKC", header)))
