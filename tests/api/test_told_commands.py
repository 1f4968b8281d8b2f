"""`zhiji told`: what a member told is listed with her words, confirmed or declined in a terminal."""

import json
from pathlib import Path

import pytest

from tests.api.conftest import Run


@pytest.fixture
def told(run: Run, tmp_path: Path) -> Run:
    """Give a store in which M1 told two things."""
    tables = {"staff": "staff_id,name,role\nA1,Wang,admin\n", "members": "会员ID,姓名,昵称\nM1,陈小芸,芸姐\n"}
    for kind, text in tables.items():
        path = tmp_path / f"{kind}.csv"
        path.write_text(text, "utf-8")
        run("import", kind, str(path), *(("--as", "A1") if kind == "members" else ()))
    for words in ("我们搬到苏州了", "别给我发语音，开会听不了"):
        run("suggest", "--member", "M1", "--message", words, "--as", "A1")
    return run


def _waiting(told: Run) -> dict[str, dict[str, str]]:
    code, out, err = told("told", "list", "M1", "--json", "--as", "A1")
    assert code == 0, err
    return {item["kind"]: item for item in json.loads(out)["items"]}


def test_what_she_told_is_decided_in_a_terminal(told: Run) -> None:
    waiting = _waiting(told)
    assert waiting["city"]["quote"] == "我们搬到苏州了"
    assert "不发语音" in told("told", "list", "M1", "--as", "A1")[1]
    assert told("told", "confirm", waiting["city"]["id"], "--value", "昆山", "--as", "A1")[0] == 0
    assert told("told", "decline", waiting["no_voice"]["id"], "--as", "A1")[0] == 0
    assert "Nothing waits" in told("told", "list", "M1", "--as", "A1")[1]
    assert told("told", "confirm", waiting["city"]["id"], "--as", "A1")[0] == 1
    exported = json.loads(told("member", "export", "M1", "--as", "A1")[1])
    assert "昆山" in str(exported)
