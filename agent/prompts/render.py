"""A prompt is a page for the model: Markdown and a typed context; personal data stays behind."""

import re
from dataclasses import asdict, dataclass
from functools import cache
from hashlib import sha256
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

_FOLDER = Path(__file__).parent
_RULES, _MATERIAL = "draft.md", "material.md"
_PHONE = re.compile(r"(?<!\d)1[3-9]\d(?:[-\s]?\d){8}(?!\d)")
_LONG_NUMBER = re.compile(r"(?<!\d)\d{8,}(?!\d)")
_MAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_FENCE = re.compile(r"<{3,}|>{3,}")


@dataclass(frozen=True)
class DraftPage:
    """Everything the drafting prompt may show."""

    kind: str
    stage: str
    quadrant: str
    words: str
    facts: str
    thread: str
    pages: str
    styles: str
    repair: str = ""


@cache
def _environment() -> Environment:
    # The page is Markdown for a model, not HTML for a browser.
    as_it_is = select_autoescape(enabled_extensions=(), default=False)
    return Environment(loader=FileSystemLoader(_FOLDER), undefined=StrictUndefined, autoescape=as_it_is)


@cache
def render_rules() -> str:
    """Return the rules for drafting, which no member's word can reach."""
    return (_FOLDER / _RULES).read_text("utf-8")


def render_material(page: DraftPage) -> str:
    """Return the material for one draft."""
    return _environment().get_template(_MATERIAL).render(**asdict(page))


@cache
def prompt_version() -> str:
    """Return the version of the drafting prompt: the first twelve hex digits of its content's hash."""
    return sha256(b"".join((_FOLDER / name).read_bytes() for name in (_RULES, _MATERIAL))).hexdigest()[:12]


def plain(text: str) -> str:
    """Return material without the marks that fence it."""
    return _FENCE.sub(" ", text)


def mask(text: str, names: dict[str, str]) -> str:
    """Replace names by their placeholders, and phones, addresses and long numbers by marks."""
    for name, placeholder in sorted(names.items(), key=lambda pair: -len(pair[0])):
        if name.strip():
            text = text.replace(name, placeholder)
    return _LONG_NUMBER.sub("[number]", _PHONE.sub("[phone]", _MAIL.sub("[address]", text)))
