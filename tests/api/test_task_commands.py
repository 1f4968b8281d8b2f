"""`zhiji tasks` from add to done in a terminal, and what `zhiji doctor` says of the desk."""

import json
from pathlib import Path

import pytest

from api.settings import read_settings
from tests.api.conftest import Run
from tools.errors import BadInput

STAFF = "staff_id,name,role\nA1,Wang,admin\nR1,Lin,rep\n"
MEMBERS = "会员ID,姓名,昵称\nM1,陈小芸,芸姐\n"


@pytest.fixture
def staffed(run: Run, tmp_path: Path) -> Run:
    """Give a store with an administrator, a rep and a member."""
    for kind, text in (("staff", STAFF), ("members", MEMBERS)):
        path = tmp_path / f"{kind}.csv"
        path.write_text(text, "utf-8")
        run("import", kind, str(path), *(("--as", "A1") if kind == "members" else ()))
    return run


def _add(staffed: Run, *words: str) -> dict[str, object]:
    code, out, err = staffed("tasks", "add", "--member", "M1", "--json", "--as", "A1", *words)
    assert code == 0, err
    document: dict[str, object] = json.loads(out)
    return document


def test_a_task_lives_from_add_to_done(staffed: Run) -> None:
    task = _add(staffed, "--kind", "call", "--title", "约到店时间")
    listed = json.loads(staffed("tasks", "list", "--json", "--as", "A1")[1])
    assert [item["id"] for item in listed["items"]] == [task["id"]]
    assert staffed("tasks", "take", str(task["id"]), "--as", "A1")[0] == 0
    code, out, _ = staffed("tasks", "done", str(task["id"]), "--note", "约好了", "--as", "A1")
    assert (code, "done" in out) == (0, True)
    code, _, err = staffed("tasks", "done", str(task["id"]), "--as", "A1")
    assert (code, "already" in err) == (1, True)


def test_everything_that_waits_for_a_colleague_is_handed_over_at_once(staffed: Run) -> None:
    for title in ("约到店时间", "问尺码"):
        _add(staffed, "--title", title, "--owner", "R1")
    _add(staffed, "--title", "自己的事")
    moved = json.loads(staffed("tasks", "hand-over", "R1", "--to", "A1", "--json", "--as", "A1")[1])
    assert moved == {"from": "R1", "to": "A1", "handed_over": 2}
    owners = [item["owner"] for item in json.loads(staffed("tasks", "list", "--json", "--as", "A1")[1])["items"]]
    assert owners == ["A1"] * 3
    assert staffed("tasks", "hand-over", "A1", "--to", "A1", "--as", "A1")[0] == 2
    assert staffed("tasks", "hand-over", "A1", "--to", "R9", "--as", "A1")[0] == 2
    assert staffed("tasks", "hand-over", "A1", "--to", "R1", "--as", "R1")[0] == 1


def test_a_task_is_handed_over_put_off_and_given_up(staffed: Run) -> None:
    task = str(_add(staffed)["id"])
    assert json.loads(staffed("tasks", "reassign", task, "--to", "R1", "--json", "--as", "A1")[1])["owner"] == "R1"
    assert staffed("tasks", "snooze", task, "--until", "2020-01-01T10:00", "--as", "A1")[0] == 2
    assert staffed("tasks", "cancel", task, "--reason", "她不需要了", "--version", "1", "--as", "A1")[0] == 1
    assert staffed("tasks", "cancel", task, "--reason", "她不需要了", "--version", "2", "--as", "A1")[0] == 0
    assert task in staffed("tasks", "list", "--state", "cancelled", "--as", "A1")[1]


def test_bad_words_end_with_code_two_and_a_stranger_finds_nothing(staffed: Run) -> None:
    assert staffed("tasks", "list", "--state", "lost", "--as", "A1")[0] == 2
    assert staffed("tasks", "add", "--member", "M1", "--kind", "spy", "--as", "A1")[0] == 2
    assert staffed("tasks", "add", "--member", "nobody", "--as", "A1")[0] != 0
    assert staffed("tasks", "add", "--member", "M1", "--as", "R1")[0] != 0


def test_a_suggestion_in_the_terminal_says_who_is_there(staffed: Run) -> None:
    out = staffed("suggest", "--member", "M1", "--message", "我不想活了", "--as", "A1")[1]
    assert "desk      " in out
    assert "12356" in out


def test_the_doctor_names_hours_without_anybody(staffed: Run) -> None:
    checks = json.loads(staffed("doctor", "--json")[1])["checks"]
    desk = next(check for check in checks if check["name"] == "desk")
    assert (desk["is_ok"], desk["is_needed"]) == (False, False)
    assert "of 168 hours" in desk["detail"]


def test_a_roster_with_a_fault_stops_the_start_with_its_line(
    staffed: Run,
    data_dir: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    (data_dir / "desk.yaml").write_text("version: x\nretry_minutes: often\n", "utf-8")
    code, _, err = staffed("doctor")
    assert code == 2
    assert "desk.yaml, line 2: `retry_minutes`" in err


def test_a_webhook_without_a_secret_is_refused_in_production() -> None:
    given = {"environment": "production", "secret_key": "own", "privacy_impact_id": "PIA-1"}
    with pytest.raises(BadInput, match="alert_webhook_secret"):
        read_settings(**given, alert_webhook_url="https://hooks.example.com/a")
    assert read_settings(
        **given, alert_webhook_url="https://h.example.com/a", alert_webhook_secret="s"
    ).alert_webhook_url
