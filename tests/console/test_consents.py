"""Consents on a member's page: under which text, written down by a form, and why one counts no more."""

from datetime import date

import pytest

from api.services import Services
from tests.builders import make_member
from tests.console.conftest import Visitor, words_of
from tools.checks.consent_texts import ConsentText, use_texts


def test_an_answer_is_written_down_and_read_with_its_text(services: Services, rep: Visitor) -> None:
    with services.database.writing() as session:
        make_member(session, "ask", consent_care=None, consent_sensitive=[])
    page = words_of(rep.get("/members/ask"))
    assert "记下她的一次回答" in page
    assert "主动关怀（2026-01 版）" in page
    answer = rep.post("/members/ask/consents", purpose="care", answer="yes", source="微信里说的")
    assert answer.status_code == 303
    page = words_of(rep.get(answer.headers["location"]))
    assert "已记下她的回答" in page
    assert "可以主动关怀她 2026-01 版文本" in page
    assert "微信里说的" in page
    assert "依据：她按 2026-01 版文本同意过" in page


def test_a_consent_under_a_withdrawn_text_says_why_it_counts_no_more(services: Services, rep: Visitor) -> None:
    records = {"care": {"answer": "yes", "text": "old", "at": "2025-03-01T00:00:00+00:00", "source": "登记表"}}
    with services.database.writing() as session:
        make_member(session, "gone", consent_records=records)
    use_texts({"care": (ConsentText("old", date(2025, 1, 1), "旧", date(2026, 3, 1), "没写频次"),)})
    try:
        page = words_of(rep.get("/members/gone"))
        assert "主动关怀的同意不算数了" in page
        assert "她同意的是 old 版文本，2026-03-01 起已停用（没写频次），不再算数" in page
        assert "old 版，2025-01-01 起 · 2026-03-01 起停用：没写频次" in words_of(rep.get("/rules"))
    finally:
        use_texts({})


@pytest.mark.parametrize("fields", [{"source": ""}, {"purpose": "loans"}])
def test_an_answer_without_a_source_or_a_known_purpose_is_refused_in_words(
    rep: Visitor, fields: dict[str, str]
) -> None:
    rep.get("/members/m1")
    answer = rep.post("/members/m1/consents", **{"purpose": "care", "answer": "yes", "source": "微信"} | fields)
    assert answer.status_code == 422


def test_who_may_not_write_it_down_is_offered_no_form(visitor: Visitor) -> None:
    visitor.sign_in("u1")
    page = words_of(visitor.get("/members/m1"))
    assert "她同意过什么" in page
    assert "记下她的一次回答" not in page
