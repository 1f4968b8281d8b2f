"""A company may add rules and choose a profile; it can take nothing away."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tools.checks import Inspection, inspect, triage
from tools.checks.rulebook import BrokenRulebook, add_rules, shipped_rules
from tools.checks.tenant import Tenant, read_tenant

OWN = """
rules:
- id: SHOP-1
  law: 店规
  scope: out
  action: BLOCK
  label: sales
  message: 我们不提露营。
  source: 店规
  reviewed_at: 2026-11-22
  patterns: ['露营']
  examples: {fail: [周末露营], pass: [周末睡觉]}
"""


@pytest.fixture(autouse=True)
def _no_rules_stay() -> Iterator[None]:
    yield
    add_rules(())


def _folder(path: Path, **files: str) -> Path:
    for name, text in files.items():
        (path / f"{name}.yaml").write_text(text, encoding="utf-8")
    return path


def test_a_rule_of_ones_own_speaks_beside_ours(tmp_path: Path) -> None:
    def said() -> set[str]:
        return {one.rule for one in inspect("周末露营记得带外套，今天半价", Inspection("care"))}

    assert "SHOP-1" not in said()
    add_rules(read_tenant(_folder(tmp_path, shop=OWN)).rules)
    assert {"SHOP-1", "SALES-PRICE"} <= said()


@pytest.mark.parametrize("ours", [rule.id for rule in shipped_rules() if rule.route in ("crisis", "bereavement")])
def test_rules_on_crisis_and_loss_cannot_be_replaced(tmp_path: Path, ours: str) -> None:
    with pytest.raises(BrokenRulebook, match=f"shop.yaml, rule {ours}, field id"):
        read_tenant(_folder(tmp_path, shop=OWN.replace("SHOP-1", ours)))


@pytest.mark.parametrize("text", ["profile: strict\noff: [CRISIS-SUICIDE]\n", "off: [LOSS-PREGNANCY]\n"])
def test_nothing_can_be_switched_off(tmp_path: Path, text: str) -> None:
    with pytest.raises(BrokenRulebook, match="cannot be switched off"):
        read_tenant(_folder(tmp_path, profile=text))


def test_an_added_rule_cannot_hide_a_crisis_or_a_loss(tmp_path: Path) -> None:
    hiding = OWN.replace("scope: out", "scope: in\n  intent: opt_out").replace("label: sales", "label: ''")
    hiding = hiding.replace("'露营'", "'不想活|没保住'").replace("fail: [周末露营]", "fail: [不想活了]")
    add_rules(read_tenant(_folder(tmp_path, shop=hiding)).rules)
    assert triage("我不想活了").route == "crisis"
    assert triage("孩子没保住").route == "bereavement"


@pytest.mark.parametrize(
    ("broken", "named"),
    [
        ({"shop": OWN.replace("BLOCK", "PERHAPS")}, "shop.yaml.*SHOP-1.*action"),
        ({"shop": OWN.replace("['露营']", "['(']")}, "shop.yaml.*SHOP-1"),
        ({"shop": OWN.replace("  message: 我们不提露营。\n", "")}, "shop.yaml.*SHOP-1.*message"),
        ({"profile": "profile: lax\n"}, "profile.yaml.*field profile.*lax"),
        ({"profile": "promises: {gifts: 2天}\n"}, "profile.yaml.*field promises takes answer, refund"),
        ({"profile": "promises: {refund: soon}\n"}, "profile.yaml.*promises, refund: 'soon' is no length of time"),
    ],
)
def test_a_fault_names_file_rule_and_field(tmp_path: Path, broken: dict[str, str], named: str) -> None:
    with pytest.raises(BrokenRulebook, match=named):
        read_tenant(_folder(tmp_path, **broken))


def test_a_profile_alone_is_enough_and_a_missing_folder_is_said(tmp_path: Path) -> None:
    assert read_tenant(None) == Tenant()
    assert read_tenant(_folder(tmp_path, profile="profile: strict\n")).profile == "strict"
    with pytest.raises(BrokenRulebook, match="ZHIJI_RULES_DIR"):
        read_tenant(tmp_path / "nowhere")


def test_what_a_company_promises_everybody_is_read(tmp_path: Path) -> None:
    tenant = read_tenant(_folder(tmp_path, profile="promises:\n  refund: 3个工作日\n  dispatch: [48小时, 2天]\n"))
    assert tenant.promises == {"refund": ("3个工作日",), "dispatch": ("48小时", "2天")}
    assert tenant.profile == ""
