"""A prompt is a page for the model: Markdown and a typed context."""

import re
from dataclasses import dataclass, fields
from functools import cache
from hashlib import sha256
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from tools.yaml_text import read_yaml

_FOLDER = Path(__file__).parent
_RULES, _MATERIAL, _TOOLS = "draft.md", "material.md", "tools.yaml"
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
    voice: str = ""
    digest: str = ""
    heard: str = ""
    tone: str = ""
    details: str = ""
    questions: str = ""
    ask_back: str = ""
    answer: str = ""
    kept: str = ""
    records: str = ""
    ours: str = ""
    promise: str = ""
    habit: str = ""
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
    return _environment().get_template(_MATERIAL).render(**vars(page))


@cache
def tool_words() -> dict[str, str]:
    """Return what each look-up is for, by its name."""
    loaded: dict[str, str] = read_yaml(_FOLDER / _TOOLS)
    return loaded


@dataclass(frozen=True)
class PromptPage:
    """One page as it lies in the folder, for people to read."""

    name: str
    text: str
    context: tuple[str, ...] = ()


def prompt_pages() -> tuple[PromptPage, ...]:
    """Return the pages a draft is asked for with, and the names that each one's context fills."""
    filled = tuple(field.name for field in fields(DraftPage))
    contexts = {_MATERIAL: filled}
    return tuple(
        PromptPage(name, (_FOLDER / name).read_text("utf-8"), contexts.get(name, ()))
        for name in (_RULES, _MATERIAL, _TOOLS)
    )


@cache
def prompt_version() -> str:
    """Return the version of the drafting prompt: the first twelve hex digits of its content's hash."""
    return sha256(b"".join((_FOLDER / name).read_bytes() for name in (_RULES, _MATERIAL, _TOOLS))).hexdigest()[:12]


def plain(text: str) -> str:
    """Return material without the marks that fence it."""
    return _FENCE.sub(" ", text)
