"""`zhiji suggest` and `zhiji plan`: what is printed and filed, and what is refused."""

import json
from datetime import timedelta
from pathlib import Path

import pytest
from sqlmodel import func, select

from tests.api.conftest import Run
from tests.api.files import csv_file, with_staff
from tools.clock import shanghai_day, utc_now
from tools.database import Database
from tools.models import Draft


def test_a_suggestion_is_printed_and_filed(run: Run, store: Database, tmp_path: Path) -> None:
    with_staff(run, tmp_path)
    code, out, _ = run("suggest", "--member", "M1", "--message", "今天去公园走了走，真舒服", "--json", "--as", "A1")
    document = json.loads(out)
    assert code == 0
    assert document["member_id"] == "M1"
    assert document["drafts"]
    code, out, _ = run("suggest", "--member", "M1", "--message", "今天去公园走了走，真舒服", "--dry-run")
    assert code == 0
    assert "intent" in out


@pytest.mark.parametrize("words", [("--member", "nobody"), ("--member", "M1", "--message", "  ")])
def test_bad_input_ends_with_one_sentence_and_code_two(run: Run, tmp_path: Path, words: tuple[str, ...]) -> None:
    with_staff(run, tmp_path)
    code, out, err = run("suggest", *words, "--as", "A1")
    assert (code, out) == (2, "")
    assert err.startswith("zhiji: ")
    assert len(err.strip().splitlines()) == 1


def test_a_giant_message_is_refused_with_its_length(run: Run, tmp_path: Path) -> None:
    with_staff(run, tmp_path)
    code, _, err = run("suggest", "--member", "M1", "--message", "好" * 100_000, "--as", "A1")
    assert code == 2
    assert "100,000" in err


def test_malformed_utf8_is_refused(run: Run, tmp_path: Path) -> None:
    with_staff(run, tmp_path)
    code, _, err = run("suggest", "--member", "M1", "--message", "\udcff\udcfe", "--as", "A1")
    assert code == 2
    assert "UTF-8" in err


def test_no_draft_is_filed_by_a_failing_command(run: Run, store: Database, tmp_path: Path) -> None:
    with_staff(run, tmp_path)
    run("suggest", "--member", "nobody", "--message", "在吗", "--as", "A1")
    with store.reading() as session:
        assert session.exec(select(func.count()).select_from(Draft)).one() == 0


def test_a_plan_for_tomorrow_says_when_its_drafts_are_written(run: Run, tmp_path: Path) -> None:
    with_staff(run, tmp_path)
    tomorrow = shanghai_day(utc_now()) + timedelta(days=1)
    row = f"M8,R1,1992-{tomorrow:%m-%d},true,true\n"
    path = csv_file(tmp_path, "b.csv", "member_id,owner_staff_id,birthday,consent_care,consent_automated\n" + row)
    assert run("import", "members", path, "--as", "A1")[0] == 0
    code, out, _ = run("plan", "--date", tomorrow.isoformat(), "--as", "A1")
    assert code == 0
    assert "planned 1: their drafts are written when" in out
