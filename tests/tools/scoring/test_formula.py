from pathlib import Path

import pytest

from tools.errors import BadInput
from tools.scoring import load_formula


def test_the_shipped_formula_loads_and_names_its_version() -> None:
    formula = load_formula()
    assert formula.version
    assert formula.thresholds.current_value == 0.70
    assert formula.engagement.half_life_days == 30
    assert sum(formula.weights.model_dump().values()) == pytest.approx(1)


def test_a_client_file_changes_only_what_it_names(tmp_path: Path) -> None:
    path = tmp_path / "own.yaml"
    path.write_text("version: mine-1\nthresholds: {current_value: 0.8}\n")
    formula = load_formula(path)
    assert formula.version == "mine-1"
    assert formula.thresholds.current_value == 0.8
    assert formula.thresholds.potential_quantile == load_formula().thresholds.potential_quantile


def test_own_event_weights_replace_the_shipped_ones_as_a_whole(tmp_path: Path) -> None:
    path = tmp_path / "own.yaml"
    path.write_text("version: mine-1\nengagement: {weights: {attend: 9}}\n")
    assert load_formula(path).engagement.weights == {"attend": 9}


@pytest.mark.parametrize(
    ("content", "named"),
    [
        ("version: a\nthresholds: {current_value: 7}", "thresholds.current_value"),
        ("version: a\nweights: {gap: 0.9}", "weights"),
        ("version: a\nwallet: {need_curve: [{from_month: 0, to_month: 3, fen: -1}]}", "wallet.need_curve.0.fen"),
        ("version: a\nwindows: {recent_dayz: 30}", "windows.recent_dayz"),
        ("version: a\nengagement: {weights: {view: .nan}}", "engagement.weights.view"),
        ("version: a\nwindows: {recent_days: 300}", "windows"),
        ("thresholds: {current_value: 0.5}", "version"),
    ],
)
def test_a_wrong_key_is_named_together_with_the_fix(tmp_path: Path, content: str, named: str) -> None:
    path = tmp_path / "own.yaml"
    path.write_text(content)
    with pytest.raises(BadInput, match=named.replace(".", r"\.")) as caught:
        load_formula(path)
    assert caught.value.fix


@pytest.mark.parametrize("content", ["a: [", "- 1", "", "\x00"])
def test_what_is_no_formula_at_all_is_bad_input(tmp_path: Path, content: str) -> None:
    path = tmp_path / "own.yaml"
    path.write_text(content)
    with pytest.raises(BadInput):
        load_formula(path)


def test_a_file_that_is_not_there_is_bad_input(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="cannot be read"):
        load_formula(tmp_path / "none.yaml")
