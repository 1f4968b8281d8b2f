"""`zhiji checks promises` shows what the company promises everybody, and what holds where it promises nothing."""

import json
from pathlib import Path

import pytest

from tests.api.conftest import Run


def test_promises_are_shown_with_what_holds_without_one(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "answer     nothing; an answer within 96 hours; opens a task" in run("checks", "promises")[1]
    (tmp_path / "profile.yaml").write_text("promises: {refund: 3个工作日, dispatch: [48小时, 2天]}\n", "utf-8")
    monkeypatch.setenv("ZHIJI_RULES_DIR", str(tmp_path))
    assert "dispatch   48小时, 2天" in run("checks", "promises")[1]
    rows = {row["what"]: row for row in json.loads(run("checks", "promises", "--json")[1])["items"]}
    assert (rows["refund"]["promised"], rows["delivery"]["promised"]) == (["3个工作日"], [])
