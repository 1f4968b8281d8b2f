"""What the house asks of its Python and no linter checks."""

import re
from pathlib import Path

import pytest

HOME = Path(__file__).parents[2]
MODULES = [path for floor in ("agent", "api", "knowledge", "tools") for path in sorted((HOME / floor).rglob("*.py"))]
WRITTEN = [path for path in MODULES if path.parent.name != "versions"]
# Ideographs, their punctuation and full-width forms.
CHINESE = re.compile(r"[\u3000-\u303f\u3400-\u9fff\uff00-\uffef]")
SAYS_NOTHING = {"utils", "helpers", "common", "core", "base", "manager", "handler", "processor"}
MOST_LINES = 300


def test_there_is_something_to_look_at() -> None:
    assert len(WRITTEN) > 400


@pytest.mark.parametrize("path", WRITTEN, ids=lambda path: path.relative_to(HOME).as_posix())
def test_chinese_is_data_and_no_module_is_long_or_named_for_nothing(path: Path) -> None:
    lines = path.read_text("utf-8").splitlines()
    assert [line for line in lines if CHINESE.search(line)] == []
    assert len(lines) <= MOST_LINES
    assert not SAYS_NOTHING & set(path.stem.split("_"))
