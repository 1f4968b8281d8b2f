"""The texts under which members agree: versions, a company's own lists, and when a consent counts no more."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from tools.checks.consent_texts import (
    ConsentRecord,
    consent_texts,
    lapse,
    read_texts,
    recordable,
    shown_text,
    text_in_force,
    texts_for,
    use_texts,
)
from tools.checks.rulebook import BrokenRulebook
from tools.checks.tenant import read_tenant
from tools.errors import BadInput

OWN = """
texts:
  care:
  - {version: "2", valid_from: 2026-02-01, text: 新文本}
  - {version: "1", valid_from: 2025-06-01, text: 旧文本, withdrawn_on: 2026-03-01, why: 没写清频次}
"""
TODAY = date(2026, 3, 4)


@pytest.fixture(autouse=True)
def _no_texts_stay() -> Iterator[None]:
    yield
    use_texts({})


def _own(folder: Path, text: str = OWN) -> Path:
    (folder / "consent_texts.yaml").write_text(text, encoding="utf-8")
    return folder


def _record(text: str, answer: str = "yes", at: str = "2026-02-03T02:00:00+00:00") -> dict[str, ConsentRecord]:
    return {"care": {"answer": answer, "text": text, "at": at, "source": "登记表"}}


def test_every_purpose_and_sensitive_field_has_a_text_in_force() -> None:
    assert all(text_in_force(purpose, TODAY) for purpose in recordable())
    assert {"care", "marketing", "automated", "due_date", "children", "health"} <= set(recordable())


def test_a_companys_list_stands_in_place_of_ours_and_the_other_purposes_stay(tmp_path: Path) -> None:
    ours = consent_texts()
    use_texts(read_tenant(_own(tmp_path)).consent_texts)
    assert [text.version for text in texts_for("care")] == ["1", "2"]
    assert texts_for("marketing") == ours["marketing"]
    newest = text_in_force("care", TODAY)
    assert newest is not None
    assert newest.version == "2"


def test_a_field_without_a_list_of_its_own_has_the_one_for_sensitive_fields(tmp_path: Path) -> None:
    assert texts_for("due_date") == texts_for("sensitive") != ()
    use_texts(read_texts(_own(tmp_path, OWN.replace("care:", "due_date:"))))
    assert [text.version for text in texts_for("due_date")] == ["1", "2"]
    assert texts_for("children") == consent_texts()["sensitive"]


@pytest.mark.parametrize(
    ("records", "today", "said"),
    [
        ({}, TODAY, ""),
        (_record("2"), TODAY, ""),
        (_record(""), TODAY, ""),
        (_record("1"), date(2026, 2, 28), ""),
        (_record("1"), date(2026, 3, 1), "1 版文本，2026-03-01 起已停用（没写清频次）"),
        (_record("0"), TODAY, "没有这一版"),
        (_record("2", "no"), TODAY, "2026-02-03 说过不同意"),
    ],
)
def test_a_consent_counts_until_its_text_is_withdrawn_or_she_says_no(
    tmp_path: Path, records: dict[str, ConsentRecord], today: date, said: str
) -> None:
    use_texts(read_texts(_own(tmp_path)))
    why = lapse(records, "care", today)
    assert said in why
    assert bool(why) == bool(said)


def test_nobody_agrees_to_a_text_that_was_not_shown(tmp_path: Path) -> None:
    use_texts(read_texts(_own(tmp_path)))
    assert shown_text("care", "1", date(2025, 7, 1)).text == "旧文本"
    for version, day in (("1", TODAY), ("2", date(2026, 1, 31)), ("9", TODAY)):
        with pytest.raises(BadInput):
            shown_text("care", version, day)


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("texts: []\n", "one field, texts"),
        ("texts: {care: []}\n", "care needs a list"),
        ("texts: {care: [{version: '1', valid_from: soon, text: x}]}\n", "care 1: valid_from"),
        ("texts: {care: [{version: '1', valid_from: 2026-01-01}]}\n", "each text of care has version"),
        (OWN.replace(", why: 没写清频次", ""), "care 1: a withdrawn text says why"),
        (OWN.replace('"2"', '"1"'), "care names a version twice"),
        (OWN.replace("care:", "caer:"), "caer is no purpose; there are care, marketing"),
        ("texts: [\n", "consent_texts.yaml cannot be used"),
    ],
)
def test_a_fault_in_the_list_is_named(tmp_path: Path, text: str, named: str) -> None:
    with pytest.raises(BrokenRulebook, match=named):
        read_tenant(_own(tmp_path, text))
