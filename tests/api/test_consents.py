"""Consents over HTTP and in a terminal: texts are listed, an answer is written down once and explained."""

import json
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from tests.api.conftest import Run, bearer

_CONSENTS = "/api/v1/members/m1/consents"


def test_an_answer_is_written_down_with_its_text_and_told_on_the_members_view(client: TestClient) -> None:
    made = client.post(_CONSENTS, json={"purpose": "care", "answer": "yes", "source": "微信"})
    assert made.status_code == 201
    assert (made.json()["text"], made.json()["state"], made.json()["how"]) == ("2026-01", "yes", "微信")
    member = client.get("/api/v1/members/m1").json()
    record = next(one for one in member["consents"]["records"] if one["code"] == "care")
    assert record == made.json() == member["may_say"]["purposes"]["care"]["basis"]
    listed = client.get(_CONSENTS).json()["items"]
    assert record in listed


def test_a_no_shuts_care_and_says_so(client: TestClient) -> None:
    client.post(_CONSENTS, json={"purpose": "care", "answer": "no", "source": "微信"})
    care = client.get("/api/v1/members/m1").json()["may_say"]["purposes"]["care"]
    assert (care["allowed"], care["basis"]) == (False, None)
    assert "PI-1" in {reason["rule"] for reason in care["reasons"]}


def test_what_proves_nothing_is_refused(client: TestClient) -> None:
    for wrong in (
        {"purpose": "loans", "answer": "yes", "source": "x"},
        {"purpose": "care", "answer": "perhaps", "source": "x"},
        {"purpose": "care", "answer": "yes", "source": ""},
        {"purpose": "care", "answer": "yes", "source": "x", "text": "1999"},
    ):
        assert client.post(_CONSENTS, json=wrong).status_code == 422, wrong
    body = {"purpose": "care", "answer": "yes", "source": "x"}
    assert client.post(_CONSENTS, json=body, headers=bearer("r2")).status_code == 404
    assert client.post(_CONSENTS, json=body, headers=bearer("u1")).status_code == 403
    assert client.post(_CONSENTS, json=body).status_code == 201
    assert client.post(_CONSENTS, json=body | {"at": "2026-03-01T10:00:00"}).status_code == 409


def test_the_texts_are_listed_with_their_words(client: TestClient) -> None:
    items = client.get("/api/v1/consent-texts").json()["items"]
    assert {"care", "marketing", "automated", "sensitive"} <= {item["purpose"] for item in items}
    assert all(item["text"] and item["counts"] for item in items)


@pytest.fixture
def told(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Give a store with one member, and a company whose first text is withdrawn."""
    rules = tmp_path / "rules"
    rules.mkdir()
    (rules / "consent_texts.yaml").write_text(
        'texts:\n  care:\n  - {version: "1", valid_from: 2024-01-01, text: 旧, withdrawn_on: 2026-01-01, why: 太笼统}\n'
        '  - {version: "2", valid_from: 2025-12-01, text: 新}\n',
        encoding="utf-8",
    )
    monkeypatch.setenv("ZHIJI_RULES_DIR", str(rules))
    for kind, text in (
        ("staff", "staff_id,name,role\nA1,Wang,admin\n"),
        ("members", "会员ID,姓名,同意关怀,授权文本\nM1,陈小芸,是,care 1 2025-02-03\n"),
    ):
        path = tmp_path / f"{kind}.csv"
        path.write_text(text, "utf-8")
        code, out, err = run("import", kind, str(path), *(("--as", "A1") if kind == "members" else ()))
        assert (code, "rejected 0" in out) == (0, True), out + err
    return run


def test_a_companys_withdrawn_text_is_told_in_a_terminal_and_a_new_answer_counts(told: Run) -> None:
    assert "withdrawn on 2026-01-01: 太笼统" in told("consents", "texts")[1]
    assert "lapsed" in told("consents", "list", "M1", "--as", "A1")[1]
    assert "PI-1" in told("suggest", "--member", "M1", "--kind", "care", "--as", "A1", "--json")[1]
    code, out, err = told("consents", "record", "M1", "--purpose", "care", "--source", "门店登记表", "--as", "A1")
    assert (code, out.strip()) == (0, "M1: care yes 2"), err
    items = json.loads(told("consents", "list", "M1", "--json", "--as", "A1")[1])["items"]
    care = next(item for item in items if item["code"] == "care")
    assert (care["state"], care["text"], care["how"]) == ("yes", "2", "门店登记表")
    assert told("consents", "record", "M1", "--purpose", "care", "--source", "x", "--text", "1", "--as", "A1")[0] == 2


def test_the_texts_are_read_without_a_store(run: Run, tmp_path: Path) -> None:
    empty = tmp_path / "nothing-here"
    code, out, _ = run("consents", "texts", "--data-dir", str(empty), "--json")
    assert code == 0
    assert {"care", "marketing"} <= {item["purpose"] for item in json.loads(out)["items"]}
    assert not empty.exists()
