"""A page dataclass and its template become a response."""

from dataclasses import fields
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any, ClassVar, Protocol

from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from api.console.labels import label

HERE = Path(__file__).parent
ASSETS = HERE / "assets"


class Page(Protocol):
    """A frozen dataclass that names its template."""

    template: ClassVar[str]
    __dataclass_fields__: ClassVar[dict[str, Any]]


@cache
def templates() -> Environment:
    """Return the environment: everything is escaped, and an unknown name is an error."""
    loader = FileSystemLoader(HERE / "templates")
    environment = Environment(
        loader=loader, undefined=StrictUndefined, autoescape=True, trim_blocks=True, lstrip_blocks=True
    )
    environment.globals |= {"label": label, "asset": asset}
    return environment


@cache
def asset(name: str) -> str:
    """Return the address of one of our files, which changes with its content."""
    digest = sha256((ASSETS / name).read_bytes()).hexdigest()[:10]
    return f"/assets/{name}?v={digest}"


def render(page: Page, status: int = 200) -> HTMLResponse:
    """Render a page; nobody but the person who asked may keep it."""
    values = {field.name: getattr(page, field.name) for field in fields(page)}
    content = templates().get_template(page.template).render(values)
    return HTMLResponse(content, status_code=status, headers={"Cache-Control": "no-store"})
