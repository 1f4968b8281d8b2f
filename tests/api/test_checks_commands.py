"""The rules at a terminal: listed, tried on a text, and a faulty folder named."""

import json
from pathlib import Path

import pytest

from tests.api.conftest import Run, on_sqlite


@on_sqlite
def test_the_rules_are_listed_with_their_examples(run: Run) -> None:
    code, out, _ = run("checks", "list", "--family", "1_crisis", "--json")
    rules = json.loads(out)
    assert code == 0
    assert {rule["family"] for rule in rules} == {"1_crisis"}
    assert all(rule["law"] and rule["reviewed_at"] and rule["examples"]["fail"] for rule in rules)
    suicide = next(rule for rule in rules if rule["id"] == "CRISIS-SUICIDE")
    assert all(suicide[part] for part in ("patterns", "exceptions", "message", "source", "action"))
    _, out, _ = run("checks", "list", "--family", "8_opt_out", "--json")
    assert "这一回不用了，因为已经有了、办好了、自己会" in json.loads(out)[0]["exceptions"]
    _, out, _ = run("checks", "list", "--family", "9_asks", "--json")
    assert "送人买什么合适" in next(rule for rule in json.loads(out) if rule["id"] == "ASK-PRODUCTS")["acts"]


@on_sqlite
def test_a_text_can_be_tried_in_both_directions(run: Run) -> None:
    code, out, _ = run("checks", "try", "给您留了一件", "--json")
    tried = json.loads(out)
    assert (code, tried["label"], tried["verdict"]) == (0, "sales", "block")
    code, out, _ = run("checks", "try", "我不想活了", "--direction", "in", "--json")
    assert (code, json.loads(out)["verdict"]) == (0, "crisis")
    assert run("checks", "try", "在吗", "--kind", "poem")[0] == 2
    assert run("checks", "try", "在吗", "--direction", "up")[0] == 2


@on_sqlite
def test_a_faulty_rule_folder_is_named(run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "own.yaml").write_text("rules: [", encoding="utf-8")
    monkeypatch.setenv("ZHIJI_RULES_DIR", str(tmp_path))
    code, _, told = run("doctor", "--json")
    assert code != 0
    assert "own.yaml" in told
