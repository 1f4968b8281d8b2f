"""Hard cases of our own, answered the way the best rep would: run like any file of scenarios."""

from pathlib import Path

from api.evaluation.scenarios import evaluate_scenarios

_HARD = Path(__file__).parents[1] / "scenarios" / "hard.jsonl"
# "Not in the evening" counts as a wish not to be written to, so the one fixed confirmation answers it.
_ROUTED = {"S-HARD-23"}
# A known miss: a yellow face that goes to a doctor at once instead of being looked at first.
_MISSED = {"S-HARD-37"}


def test_hard_cases_are_answered_with_her_own_detail_and_leave_the_rep_a_choice() -> None:
    report = evaluate_scenarios(_HARD.read_text("utf-8").splitlines(), jobs=1)
    assert {failed["id"] for failed in report["failed"]} <= _ROUTED | _MISSED, report["failed"]
    assert report["n"] >= 50
    alone = {case for case, texts in report["drafts"].items() if len(texts) < 2}
    assert alone <= _ROUTED | _MISSED
