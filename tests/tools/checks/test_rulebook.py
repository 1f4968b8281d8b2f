"""Every rule does what its own examples say, and a broken file is named."""

from pathlib import Path

import pytest

from tools.checks.matching import find_hit
from tools.checks.normalise import readable
from tools.checks.rulebook import BrokenRulebook, Rule, get_rule, read_rules, rules

HITS = [(rule, text) for rule in rules() for text in rule.must_hit if rule.patterns]
PASSES = [(rule, text) for rule in rules() for text in rule.must_pass if rule.patterns]
LEXICON = "thing: ['面霜', '浴巾']\n"
RULE = """
rules:
- id: X-1
  law: 法
  scope: out
  action: BLOCK
  message: 改
  source: s
  reviewed_at: 2026-11-22
  patterns: ['买{thing}']
  examples: {fail: [买面霜], pass: [买菜]}
"""


def _named(pair: tuple[Rule, str]) -> str:
    return f"{pair[0].id}:{pair[1][:12]}"


@pytest.mark.parametrize("pair", HITS, ids=_named)
def test_a_failing_example_is_hit(pair: tuple[Rule, str]) -> None:
    rule, text = pair
    assert find_hit(rule, readable(text).text) is not None


@pytest.mark.parametrize("pair", PASSES, ids=_named)
def test_a_passing_example_is_left_alone(pair: tuple[Rule, str]) -> None:
    rule, text = pair
    assert find_hit(rule, readable(text).text) is None


def test_every_rule_tells_the_rep_what_to_do_in_a_short_sentence() -> None:
    assert all(4 < len(rule.message) <= 60 for rule in rules())


def test_no_rule_rests_on_repealed_law() -> None:
    repealed = ("母乳代用品销售管理办法", "化妆品卫生监督条例", "4条/月")
    assert not [rule.id for rule in rules() for old in repealed if old in rule.law + rule.source]


def test_inbound_rules_name_an_intent() -> None:
    assert all(rule.intent for rule in rules() if rule.scope == "in")


def test_a_rule_may_look_at_its_whole_sentence_for_an_excuse_and_no_further(tmp_path: Path) -> None:
    nearby = RULE.replace("  examples:", "  unless_nearby: ['骗子']\n  examples:")
    found = read_rules(*_folder(tmp_path, nearby))
    assert find_hit(found[0], "骗子说的,转了账就能买面霜") is None
    assert find_hit(found[0], "别家是骗子\u3002来我这买面霜") is not None
    assert find_hit(found[0], "转了账就能买面霜") is not None


def test_a_rule_may_use_the_concepts_of_the_lexicon(tmp_path: Path) -> None:
    found = read_rules(*_folder(tmp_path, RULE))
    assert find_hit(found[0], "去买浴巾") is not None
    assert find_hit(found[0], "去买菜") is None


@pytest.mark.parametrize(
    ("broken", "named"),
    [
        (RULE.replace("BLOCK", "PERHAPS"), "X-1"),
        (RULE.replace("买{thing}", "买({thing}"), "X-1"),
        (RULE.replace("{thing}", "{nothing}"), "X-1"),
        (RULE.replace("  message: 改\n", ""), "X-1"),
        (RULE.replace("2026-11-22", "someday"), "X-1"),
        (RULE.replace("source: s", "souce: s"), "X-1"),
        (RULE.replace("fail: [买面霜], ", ""), "X-1"),
        ("rules: [", "family.yaml"),
        ("something: else", "family.yaml"),
    ],
)
def test_a_broken_rule_file_is_refused_by_name(tmp_path: Path, broken: str, named: str) -> None:
    with pytest.raises(BrokenRulebook, match=named) as refusal:
        read_rules(*_folder(tmp_path, broken))
    assert "family.yaml" in str(refusal.value)


def test_an_empty_folder_is_refused(tmp_path: Path) -> None:
    lexicon = tmp_path / "lexicon.yaml"
    lexicon.write_text(LEXICON, encoding="utf-8")
    with pytest.raises(BrokenRulebook):
        read_rules(tmp_path / "nowhere", lexicon)


def test_an_unknown_rule_is_refused() -> None:
    with pytest.raises(BrokenRulebook, match="NO-SUCH"):
        get_rule("NO-SUCH")


def _folder(tmp_path: Path, text: str) -> tuple[Path, Path]:
    folder = tmp_path / "rules"
    folder.mkdir()
    (folder / "family.yaml").write_text(text, encoding="utf-8")
    lexicon = tmp_path / "lexicon.yaml"
    lexicon.write_text(LEXICON, encoding="utf-8")
    return folder, lexicon
