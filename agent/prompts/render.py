"""A prompt is a page for the model: a Markdown template and a typed context; personal data stays behind."""

import re
from dataclasses import asdict, dataclass
from functools import cache
from hashlib import sha256
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

_PHONE = re.compile(r"(?<!\d)1\d{10}(?!\d)")
_LONG_NUMBER = re.compile(r"(?<!\d)\d{8,}(?!\d)")


@dataclass(frozen=True)
class DraftPage:
    """Everything the drafting prompt may show."""

    kind: str
    stage: str
    quadrant: str
    asked: str
    facts: str
    thread: str
    pages: str
    repair: str = ""


@cache
def _environment() -> Environment:
    # The page is Markdown for a model, not HTML for a browser.
    plain = select_autoescape(enabled_extensions=(), default=False)
    return Environment(loader=FileSystemLoader(Path(__file__).parent), undefined=StrictUndefined, autoescape=plain)


def render_draft(page: DraftPage) -> str:
    """Return the drafting prompt."""
    return _environment().get_template("draft.md").render(**asdict(page))


@cache
def prompt_version() -> str:
    """Return the version of the drafting prompt: the first twelve hex digits of its content's hash."""
    return sha256((Path(__file__).parent / "draft.md").read_bytes()).hexdigest()[:12]


def mask(text: str, names: dict[str, str]) -> str:
    """Replace names by their placeholders and long numbers (phones, ids) by marks."""
    for name, placeholder in sorted(names.items(), key=lambda pair: -len(pair[0])):
        if name:
            text = text.replace(name, placeholder)
    return _LONG_NUMBER.sub("[number]", _PHONE.sub("[phone]", text))
