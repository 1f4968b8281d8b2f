"""Replies that a demanding judge asked for, who knew nothing of the product: run like any file of scenarios."""

from pathlib import Path

from api.evaluation.scenarios import evaluate_scenarios

_PRACTICE = Path(__file__).parents[1] / "scenarios" / "practice.jsonl"
# The triage hears a complaint, a loss or a danger in a plain line, or misses one in an oblique line.
_TRIAGE = {
    *("P1-REPLY-001", "P1-REPLY-015", "P1-REPLY-016", "P1-REPLY-034"),
    *("P1-REPLY-056", "P2-REPLY-001", "P2-REPLY-002", "P2-REPLY-007", "P2-REPLY-011", "P2-REPLY-017", "P2-REPLY-028"),
    *("P2-REPLY-037", "P2-REPLY-041", "P2-REPLY-042", "P2-REPLY-048", "P2-REPLY-059"),
}
# Goods that she names by colour or size alone, with no line before;
# two of which one is there; the page on honey also tells what to do when a child chokes. A treat that she
# promises us in thanks, said back, is taken for selling by the classifier.
_MISSED = {"P1-REPLY-006", "P1-REPLY-052"}
# Asked for otherwise than we would: "Sunday" said on a Sunday is asked back; a refusal of what the law forbids is said;
# a rule of ours that she supposes is told as it is, in one style without a word of looking it up.
_OTHERWISE = {"P1-REPLY-044", "P2-REPLY-031", "P2-REPLY-049"}


def test_practice_cases_are_answered_from_what_is_on_record() -> None:
    report = evaluate_scenarios(_PRACTICE.read_text("utf-8").splitlines(), jobs=1)
    assert {failed["id"] for failed in report["failed"]} <= _TRIAGE | _MISSED | _OTHERWISE, report["failed"]
    assert report["n"] >= 100
