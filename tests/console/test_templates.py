"""Each template uses exactly what its dataclass offers, and nothing a member writes becomes markup."""

import re
from dataclasses import fields
from inspect import isclass
from pathlib import Path
from typing import Any

import pytest
from jinja2 import Environment, meta, nodes

from api.console.labels import labels
from api.console.pages import chrome, draft, imports, learning, library, member, overview, queue, rules, service, tasks
from api.console.render import HERE, templates

_MODULES = (chrome, draft, imports, learning, library, member, overview, queue, rules, service, tasks)
PAGES = [
    thing
    for module in _MODULES
    for thing in vars(module).values()
    if isclass(thing) and hasattr(thing, "template") and thing.__module__ == module.__name__
]
TEMPLATES = HERE / "templates"


def _family(environment: Environment, name: str) -> list[nodes.Template]:
    """Return the parsed template and the one it extends."""
    parsed = environment.parse((TEMPLATES / name).read_text("utf-8"))
    extended = [str(node.template.value) for node in parsed.find_all(nodes.Extends)]
    return [parsed, *(page for parent in extended for page in _family(environment, parent))]


def _used(name: str) -> set[str]:
    environment = templates()
    found: set[str] = set()
    for parsed in _family(environment, name):
        found |= meta.find_undeclared_variables(parsed)
        # What the parent imports is there for its children, too.
        found -= {node.target for each in _family(environment, name) for node in each.find_all(nodes.Import)}
    return found - set(environment.globals)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.__name__)
def test_a_template_uses_what_its_dataclass_offers_and_all_of_it(page: Any) -> None:
    assert _used(page.template) == {field.name for field in fields(page)}


def test_every_template_has_its_dataclass() -> None:
    shared = {"base.html", "parts.html"}
    assert {path.name for path in TEMPLATES.glob("*.html")} - shared == {page.template for page in PAGES}


def test_templates_are_escaped_and_strict() -> None:
    template = templates().from_string("{{ words }}")
    assert template.render(words="<script>") == "&lt;script&gt;"
    with pytest.raises(Exception, match="undefined"):
        template.render()


def test_pages_bring_no_script_and_no_inline_style() -> None:
    for path in TEMPLATES.glob("*.html"):
        text = path.read_text("utf-8")
        assert "<script" not in text, path.name
        assert " style=" not in text, path.name
        assert "http://" not in text.replace("http://www.w3.org", ""), path.name
        assert "https://" not in text, path.name


def test_every_form_that_changes_something_carries_the_token() -> None:
    for path in TEMPLATES.glob("*.html"):
        text = path.read_text("utf-8")
        forms = text.split("<form")[1:]
        for form in (form.partition("</form>")[0] for form in forms if 'method="post"' in form.partition(">")[0]):
            assert "token(" in form, path.name


@pytest.mark.parametrize(
    ("group", "codes"),
    [
        ("quadrants", "tools.models.score:QUADRANTS"),
        ("lifecycles", "tools.models.score:LIFECYCLES"),
        ("kinds", "tools.models.draft:DRAFT_KINDS"),
        ("draft_states", "tools.models.draft:DRAFT_STATES"),
        ("styles", "tools.models.draft:STYLES"),
        ("delivery_states", "tools.models.delivery:DELIVERY_STATES"),
        ("delivery_hints", "tools.models.delivery:DELIVERY_STATES"),
        ("roles", "tools.models.staff:ROLES"),
        ("hold_kinds", "tools.models.member:HOLD_KINDS"),
        ("playbook_kinds", "tools.models.playbook:PLAYBOOK_KINDS"),
        ("playbook_states", "tools.models.playbook:PLAYBOOK_STATES"),
        ("touch_states", "tools.models.planning:TOUCH_STATES"),
        ("task_states", "tools.models.task:TASK_STATES"),
        ("alert_channels", "tools.models.task:ALERT_CHANNELS"),
        ("alert_states", "tools.models.task:ALERT_STATES"),
        ("alerts", "tools.models.task:ALERT_REASONS"),
        ("entry_kinds", "tools.members.timeline:KINDS"),
        ("order_states", "tools.models.commerce:ORDER_STATUSES"),
        ("verdicts", "tools.access:SEVERITY"),
    ],
)
def test_every_code_of_the_store_has_words(group: str, codes: str) -> None:
    module, _, name = codes.partition(":")
    known = vars(__import__(module, fromlist=[name]))[name]
    assert set(known) <= set(labels()[group])


def test_no_page_is_larger_than_a_file_may_be() -> None:
    for path in HERE.rglob("*.py"):
        assert len(path.read_text("utf-8").splitlines()) < 300, path
        assert path.is_relative_to(Path(HERE))


_FORM = re.compile(r'<form[^>]*method="post".*?</form>', re.DOTALL)


@pytest.mark.parametrize("path", sorted(TEMPLATES.glob("*.html")), ids=lambda path: path.stem)
def test_a_form_of_several_buttons_does_nothing_when_enter_is_pressed_in_a_field(path: Path) -> None:
    for form in _FORM.findall(path.read_text("utf-8")):
        if form.count("<button") > 1:
            assert "no_enter()" in form.partition("<button")[0], form
