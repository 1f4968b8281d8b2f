"""The tables in the pages say what the code says, and every link leads somewhere."""

import re
from pathlib import Path

import pytest

from api.app import create_app
from api.settings import Settings, read_settings
from tests.docs.conftest import ROOT, pages

_ROW = re.compile(r"^\| `(ZHIJI_[A-Z_]+)` \| (.+?) \| (.+?) \|$", re.MULTILINE)
_LINK = re.compile(r"\]\(([^)#]+)[^)]*\)")
_FILE = re.compile(r"`((?:tools|knowledge|agent|api|tests|docs)/[\w./]+)`")


def _default(name: str) -> str:
    default = Settings.model_fields[name].get_default(call_default_factory=True)
    if "key" in name:
        return "(not printed)"
    return f"`{default}`" if default not in (None, "", ()) else "blank"


def test_the_table_of_settings_is_the_class_of_settings() -> None:
    rows = _ROW.findall((ROOT / "docs" / "settings.md").read_text("utf-8"))
    fields = Settings.model_fields
    expected = [(f"ZHIJI_{name.upper()}", fields[name].description, _default(name)) for name in fields]
    assert rows == expected


def api_rows() -> list[str]:
    """Return the rows of the table of routes as the program itself describes them."""
    paths = create_app(FakeServices()).openapi()["paths"]
    return [
        f"| `{method.upper()} {path}` | {does['description'].splitlines()[0]} |"
        for path, methods in sorted(paths.items())
        for method, does in sorted(methods.items())
        if "description" in does and path.startswith(("/api/", "/healthz", "/readyz", "/metrics"))
    ]


class FakeServices:
    """Enough of the product to describe its routes."""

    settings = read_settings(database_url="")


def test_the_table_of_routes_is_what_the_program_describes() -> None:
    page = (ROOT / "docs" / "api.md").read_text("utf-8")
    assert [line for line in page.splitlines() if line.startswith("| `")] == api_rows()


def test_every_setting_that_a_page_names_is_one() -> None:
    # ZHIJI_REQUIRE_ALL and the test server's URL belong to the tests.
    known = {f"ZHIJI_{name.upper()}" for name in Settings.model_fields} | {"ZHIJI_LLM", "ZHIJI_REQUIRE_ALL"}
    for page in pages():
        named = {name.rstrip("_") for name in re.findall(r"ZHIJI_[A-Z_]+", page.read_text("utf-8"))}
        assert named <= known, page


@pytest.mark.parametrize("page", pages(), ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_and_every_named_file_is_there(page: Path) -> None:
    text = page.read_text("utf-8")
    links = [link for link in _LINK.findall(text) if "://" not in link]
    assert [link for link in links if not (page.parent / link).exists()] == []
    named = [name for name in _FILE.findall(text) if "company" not in name]
    assert [name for name in named if not list(ROOT.glob(name))] == []
