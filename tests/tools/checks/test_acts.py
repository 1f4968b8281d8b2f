"""A rule told act by act: each act is heard by its own patterns, an exception touches its harmless sentences only."""

from pathlib import Path

import pytest

from tools.checks.acts import Act
from tools.checks.matching import find_hit
from tools.checks.normalise import readable
from tools.checks.rulebook import BrokenRulebook, Rule, read_rules, shipped_rules

ACTS = [(rule, act) for rule in shipped_rules() for act in rule.acts]
EXCEPTIONS = [(rule, one) for rule in shipped_rules() for one in rule.exceptions]
LEXICON = "thing: ['面霜', '浴巾']\n"
RULE = """
words: {ours: ['你家', '{thing}铺']}
rules:
- id: X-1
  law: 法
  scope: in
  action: ROUTE
  intent: asks_products
  message: 改
  source: s
  reviewed_at: 2026-11-22
  acts:
  - {about: 问有没有, patterns: ['{ours}<4>有'], fail: [你家还有], pass: [你家孩子昨天也有]}
  - {about: 要买, evidence: ['买{thing}'], fail: [买面霜]}
  exceptions:
  - {about: 只是闲聊, says: '闲聊', without: '买', pass: [闲聊], fail: [闲聊着就买了]}
"""


def _named(pair: tuple[Rule, Act]) -> str:
    return f"{pair[0].id}:{pair[1].about[:16]}"


@pytest.mark.parametrize("pair", ACTS, ids=_named)
def test_an_act_is_heard_by_its_own_patterns(pair: tuple[Rule, Act]) -> None:
    rule, act = pair
    assert act.must_hit
    assert all(find_hit(rule, readable(text).text, act.patterns) for text in act.must_hit)
    assert not any(find_hit(rule, readable(text).text, act.patterns) for text in act.must_pass)


@pytest.mark.parametrize("pair", EXCEPTIONS, ids=_named)
def test_an_exception_holds_for_harmless_sentences_and_not_for_their_grave_twins(pair: tuple[Rule, Act]) -> None:
    _, one = pair
    assert one.must_pass
    assert one.must_hit
    assert all(any(each.search(readable(text).text) for each in one.patterns) for text in one.must_pass)
    assert not any(each.search(readable(text).text) for each in one.patterns for text in one.must_hit)


def test_acts_make_one_rule_with_firm_patterns_evidence_exceptions_and_examples(tmp_path: Path) -> None:
    (rule,) = read_rules(*_folder(tmp_path, RULE))
    assert (len(rule.patterns), rule.firm) == (2, 1)
    assert rule.must_hit == ("你家还有", "买面霜")
    assert rule.must_pass == ("你家孩子昨天也有",)
    assert [act.about for act in (*rule.acts, *rule.exceptions)] == ["问有没有", "要买", "只是闲聊"]
    assert any(one.search("只是闲聊") for one in rule.unless)
    assert not any(one.search("闲聊着就买了") for one in rule.unless)


def test_a_files_own_words_may_use_the_lexicon_and_a_gap_ends_with_the_clause(tmp_path: Path) -> None:
    (rule,) = read_rules(*_folder(tmp_path, RULE))
    assert find_hit(rule, "面霜铺还有") is not None
    assert find_hit(rule, "你家,有") is None


@pytest.mark.parametrize(
    ("broken", "named"),
    [
        (RULE.replace("patterns: ['{ours}", "pattern: ['{ours}"), "X-1: unknown key pattern"),
        (RULE.replace("says: '闲聊'", "unless: '闲聊'"), "X-1: unknown key unless"),
        (RULE.replace("about: 只是闲聊, ", ""), "X-1"),
        (RULE.replace("'{thing}铺'", "'{thing}('"), "concept ours"),
    ],
)
def test_a_broken_act_is_refused_by_name(tmp_path: Path, broken: str, named: str) -> None:
    with pytest.raises(BrokenRulebook, match=named):
        read_rules(*_folder(tmp_path, broken))


def _folder(tmp_path: Path, text: str) -> tuple[Path, Path]:
    folder = tmp_path / "rules"
    folder.mkdir()
    (folder / "family.yaml").write_text(text, encoding="utf-8")
    lexicon = tmp_path / "lexicon.yaml"
    lexicon.write_text(LEXICON, encoding="utf-8")
    return folder, lexicon
