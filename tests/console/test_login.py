"""Signing in and out, and what a stranger gets."""

from datetime import timedelta

import pytest
from fastapi.testclient import TestClient

from api.app import create_app
from api.security import SESSION_COOKIE
from api.services import Services, build_services
from tests.builders import PASSWORD
from tests.console.conftest import Visitor, Wall, words_of
from tools.store import mark


def test_a_right_password_opens_the_queue(visitor: Visitor) -> None:
    answer = visitor.sign_in("r1")
    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    assert "林知夏" in words_of(visitor.get("/"))


def test_the_session_cookie_is_kept_from_scripts_and_other_sites(visitor: Visitor) -> None:
    cookie = visitor.sign_in("r1").headers["set-cookie"]
    assert cookie.startswith(f"{SESSION_COOKIE}=")
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie
    assert "Secure" not in cookie


def test_over_https_the_cookie_never_travels_in_the_clear(services: Services) -> None:
    with TestClient(create_app(services), base_url="https://testserver", follow_redirects=False) as client:
        assert "Secure" in Visitor(client).sign_in("r1").headers["set-cookie"]


@pytest.mark.parametrize("staff_id", ["r1", "nobody"])
def test_a_wrong_password_and_an_unknown_id_get_the_same_answer(visitor: Visitor, staff_id: str) -> None:
    answer = visitor.sign_in(staff_id, "wrong")
    assert answer.status_code == 403
    assert "工号或密码不对" in words_of(answer)
    assert SESSION_COOKIE not in visitor.client.cookies


def test_after_five_wrong_passwords_even_the_right_one_waits_five_minutes(visitor: Visitor, wall: Wall) -> None:
    for _ in range(5):
        visitor.sign_in("r1", "wrong")
    assert "锁住" in words_of(visitor.sign_in("r1"))
    assert visitor.sign_in("v1").status_code == 303
    wall.now += timedelta(minutes=5)
    assert visitor.sign_in("r1").status_code == 303


def test_what_another_process_that_serves_was_told_wrong_counts_here(
    services: Services, visitor: Visitor, wall: Wall
) -> None:
    beside = build_services(services.settings, clock=wall)
    with TestClient(create_app(beside), headers={"Accept": "text/html"}, follow_redirects=False) as client:
        other = Visitor(client)
        for door in (visitor, other, visitor, other, visitor):
            assert "工号或密码不对" in words_of(door.sign_in("r1", "wrong"))
        assert "锁住" in words_of(other.sign_in("r1"))
    beside.close()


def test_a_login_form_of_another_browser_is_refused(visitor: Visitor) -> None:
    visitor.get("/login")
    answer = visitor.client.post("/login", data={"staff_id": "r1", "password": PASSWORD, "form_token": "0" * 64})
    assert answer.status_code == 403
    assert SESSION_COOKIE not in visitor.client.cookies


def test_a_stranger_is_sent_to_the_login_and_then_back(visitor: Visitor) -> None:
    answer = visitor.get("/members?q=%E9%99%88")
    assert answer.status_code == 303
    assert answer.headers["location"].startswith("/login?next=%2Fmembers")
    visitor.get(answer.headers["location"])
    signed_in = visitor.post("/login", staff_id="r1", password=PASSWORD, next_path="/members?q=陈")
    assert signed_in.headers["location"].startswith("/members?q=")


@pytest.mark.parametrize("path", ["//evil.example", "https://evil.example", "/\\evil.example", "/logout"])
def test_a_login_leads_nowhere_else(visitor: Visitor, path: str) -> None:
    visitor.get("/login")
    answer = visitor.post("/login", staff_id="r1", password=PASSWORD, next_path=path)
    assert answer.headers["location"] == "/"


def test_whoever_decides_nothing_begins_where_there_is_something_to_read(visitor: Visitor) -> None:
    assert visitor.sign_in("u1").headers["location"] == "/audit"
    visitor.get("/login")
    asked = visitor.post("/login", staff_id="u1", password=PASSWORD, next_path="/plan")
    assert asked.headers["location"] == "/plan"


def test_signing_out_ends_the_session(rep: Visitor) -> None:
    assert rep.post("/logout").status_code == 303
    assert rep.get("/").status_code == 303


def test_signing_out_needs_the_form_of_this_session(rep: Visitor) -> None:
    assert rep.client.post("/logout", data={"form_token": "forged"}).status_code == 403
    assert rep.get("/").status_code == 200


def test_only_a_demo_store_shows_its_accounts_and_password(services: Services, visitor: Visitor) -> None:
    assert "林知夏" not in words_of(visitor.get("/login"))
    with services.database.writing() as session:
        mark(session, "demo", "true")
        mark(session, "demo_password", "open-sesame")
    page = words_of(visitor.get("/login"))
    assert "林知夏" in page
    assert "open-sesame" in page


def test_every_page_of_a_demo_store_says_so(services: Services, rep: Visitor) -> None:
    assert "演示数据" not in words_of(rep.get("/"))
    with services.database.writing() as session:
        mark(session, "demo", "true")
    assert "演示数据" in words_of(rep.get("/"))
