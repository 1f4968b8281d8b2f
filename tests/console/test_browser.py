"""The whole road in a real browser, without script: question → draft → edit → approve → delivered."""

import re
from collections.abc import Sequence
from pathlib import Path
from time import sleep
from typing import TYPE_CHECKING

import pytest
from openpyxl import Workbook
from sqlmodel import select

from api.security import hash_password
from api.services import Services
from tests.builders import PASSWORD, make_draft, make_message, make_staff, make_task
from tests.console.browser import FLAGS, chromium, sign_in
from tools.models import Message

if TYPE_CHECKING:
    from playwright.sync_api import Page

_SIZES = {"laptop": (1280, 860), "phone": (390, 844)}
_QUESTION = "宝宝胎动怎么数呀"
_OWN_WORDS = "数胎动这样来：每天固定一个时候侧躺着数，连着动一串算一次，约2小时不少于10次。明显少了就马上去医院。"


@pytest.mark.needs_chromium
@pytest.mark.parametrize("size", list(_SIZES))
def test_a_question_becomes_a_delivered_answer(running: tuple[str, Services], size: str) -> None:
    path = chromium()
    from playwright.sync_api import sync_playwright

    address, services = running
    width, height = _SIZES[size]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(FLAGS))
        context = browser.new_context(viewport={"width": width, "height": height}, java_script_enabled=False)
        page = context.new_page()
        page.set_default_timeout(60_000)
        sign_in(page, address)
        _ask(page, address)
        _edit_and_adopt(page)
        _wait_for_delivery(page)
        browser.close()
    with services.database.reading() as session:
        assert session.exec(select(Message.text).where(Message.direction == "out")).all() == [_OWN_WORDS]
    assert (services.settings.data_dir / "delivered.jsonl").read_text("utf-8").count("\n") == 1


@pytest.mark.needs_chromium
def test_no_page_is_wider_than_a_phone_and_its_foot_says_each_page_in_one_line(running: tuple[str, Services]) -> None:
    path = chromium()
    from playwright.sync_api import sync_playwright

    address, services = running
    with services.database.writing() as session:
        make_staff(session, "a1", "admin", password_hash=hash_password(PASSWORD))
        make_message(session, "m1", message_id="long", text="她写了很多" * 3000)
        draft = make_draft(session, "m1", answers_message_id="long").id
        make_task(session, id="T1", owner_staff_id="a1", title="约她到店" * 12)
    width, height = _SIZES["phone"]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(FLAGS))
        page = browser.new_context(viewport={"width": width, "height": height}).new_page()
        page.set_default_timeout(60_000)
        sign_in(page, address, "a1")
        foot = page.locator(".side nav a")
        wraps = "links => links.map(a => a.querySelector('.short').getClientRects().length)"
        assert foot.evaluate_all(wraps) == [1] * foot.count()
        paths = foot.evaluate_all("links => links.map(a => a.getAttribute('href'))")
        for each in (f"/drafts/{draft}", "/members/m1", "/tasks/T1", *paths):
            page.goto(address + each)
            assert page.evaluate("document.documentElement.scrollWidth") <= width, each
        page.goto(f"{address}/drafts/{draft}")
        assert page.locator("blockquote.big").evaluate("words => words.clientHeight") < height
        page.goto(f"{address}/kpis")
        assert page.locator("table.kpis").count() >= 2
        browser.close()


_ENGLISH = re.compile(r"[A-Za-z]{3,}(?:[ ,]+[A-Za-z]{2,}){2,}")
_CLOSED = {"r1": ("/prompts", "/audit"), "v1": ("/audit",)}


@pytest.mark.needs_chromium
@pytest.mark.parametrize("size", list(_SIZES))
def test_a_rep_and_a_supervisor_find_each_page_open_in_chinese_and_never_empty(
    running: tuple[str, Services], size: str
) -> None:
    path = chromium()
    from playwright.sync_api import sync_playwright

    address, services = running
    with services.database.writing() as session:
        make_staff(session, "v1", "supervisor", password_hash=hash_password(PASSWORD))
    width, height = _SIZES[size]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(FLAGS))
        for staff_id, closed in _CLOSED.items():
            page = browser.new_context(viewport={"width": width, "height": height}).new_page()
            page.set_default_timeout(60_000)
            sign_in(page, address, staff_id)
            open_to_them = page.locator(".side nav a").evaluate_all("links => links.map(a => a.getAttribute('href'))")
            assert set(closed).isdisjoint(open_to_them)
            for each in [*open_to_them, "/kpis/drafts", "/members/m1", "/members/m1?kind=touch"]:
                answer = page.goto(address + each)
                words = page.locator("main").inner_text()
                assert answer is not None
                assert (answer.status, page.evaluate("document.documentElement.scrollWidth") <= width) == (200, True)
                assert len(words) > 20, each
                assert each == "/prompts" or not _ENGLISH.search(words), each
            for each in closed:
                refused = page.goto(address + each)
                assert refused is not None
                assert refused.status == 403
        browser.close()


@pytest.mark.needs_chromium
@pytest.mark.parametrize("size", list(_SIZES))
def test_an_operator_tries_a_faulty_workbook_mends_it_and_brings_it_in(
    running: tuple[str, Services], tmp_path: Path, size: str
) -> None:
    path = chromium()
    from playwright.sync_api import sync_playwright

    address, services = running
    with services.database.writing() as session:
        make_staff(session, "o1", "operator", password_hash=hash_password(PASSWORD))
    width, height = _SIZES[size]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(FLAGS))
        page = browser.new_context(viewport={"width": width, "height": height}).new_page()
        page.set_default_timeout(60_000)
        sign_in(page, address, "o1")
        _upload(page, address, _book(tmp_path / "faulty.xlsx", ["薄荷怎么养", ""]), is_trial=True)
        assert "没有写话术正文" in page.locator("main").inner_text()
        _upload(page, address, _book(tmp_path / "wrong.xlsx", ["甲"], header=["乙"]), is_trial=True)
        assert "没有找到放正文的列" in page.locator("main").inner_text()
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        _upload(page, address, _book(tmp_path / "good.xlsx", ["薄荷怎么养", "盆土干了再浇透。"]), is_trial=False)
        page.get_by_role("link", name="PB-IN-").click()
        page.get_by_role("heading", name="薄荷怎么养").wait_for()
        browser.close()
    assert len(list(services.settings.own_playbooks.rglob("*.md"))) == 1


def _book(path: Path, row: list[str], header: Sequence[str] = ("标题", "话术")) -> Path:
    book = Workbook()
    for cells in (header, row):
        book.active.append(list(cells))
    book.save(path)
    return path


def _upload(page: "Page", address: str, file: Path, *, is_trial: bool) -> None:
    page.goto(f"{address}/playbooks")
    page.get_by_text("导入话术（XLSX、CSV、Markdown）").click()
    page.get_by_label("文件", exact=True).set_input_files(file)
    page.get_by_label("先试读").set_checked(is_trial)
    page.get_by_role("button", name="导入为草稿").click()
    page.get_by_role("heading", name="试读结果" if is_trial else "导入结果").wait_for()


def _ask(page: "Page", address: str) -> None:
    page.goto(f"{address}/members/m1")
    page.get_by_label("她说了什么（原话）").fill(_QUESTION)
    page.get_by_role("button", name="要一份建议").click()
    page.get_by_role("heading", name="她说").wait_for()
    assert _QUESTION in page.locator("blockquote").first.inner_text()
    assert page.locator("article.draft").count() >= 2


def _edit_and_adopt(page: "Page") -> None:
    own = page.locator("article.draft.focus")
    own.locator("details.edit > summary").click()
    own.locator("textarea").fill(_OWN_WORDS)
    own.get_by_role("button", name="改后采用").click()
    page.locator("article.draft.approved").wait_for()
    assert _OWN_WORDS in page.locator("article.draft.approved .bubble").inner_text()


def _wait_for_delivery(page: "Page") -> None:
    for _ in range(20):
        if page.get_by_text("已送达渠道").count():
            return
        sleep(0.5)
        page.reload()
    raise AssertionError("The approved text was not delivered.")
