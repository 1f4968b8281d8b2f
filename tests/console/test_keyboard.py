"""Without a mouse, in a real browser: nothing is approved by accident, and what has the focus is seen."""

from collections.abc import Iterator
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from sqlmodel import Session, select

from api.services import Services
from tests.builders import make_draft, make_message
from tests.console.browser import FLAGS, chromium, sign_in
from tools.clock import utc_now
from tools.models import Draft

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.needs_chromium
_ON_TOP = """() => {
  const e = document.activeElement, box = e.getBoundingClientRect()
  const there = document.elementFromPoint(box.x + box.width / 2, box.y + Math.min(box.height, 30) / 2)
  return !!there && (e === there || e.contains(there) || there.contains(e))
}"""
_PALE = """() => {
  const part = v => (v /= 255) <= .03928 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4
  const light = c => .2126 * part(c[0]) + .7152 * part(c[1]) + .0722 * part(c[2])
  const numbers = s => s.match(/[\\d.]+/g).map(Number)
  const found = []
  for (const e of document.querySelectorAll('main p, main label, main small, main code, main span, main h1, main h2')) {
    if (![...e.childNodes].some(n => n.nodeType === 3 && n.textContent.trim()) || !e.getClientRects().length) continue
    let under = [246, 242, 234], strength = 1
    for (let n = e; n; n = n.parentElement) strength *= getComputedStyle(n).opacity
    for (let n = e; n; n = n.parentElement) {
      const c = numbers(getComputedStyle(n).backgroundColor)
      if (c.length === 3 || c[3] === 1) { under = c; break }
    }
    const ink = numbers(getComputedStyle(e).color).slice(0, 3).map((v, i) => v * strength + under[i] * (1 - strength))
    const [high, low] = [light(ink), light(under)].sort((a, b) => b - a)
    if ((high + .05) / (low + .05) < 4.5) found.push(e.textContent.trim())
  }
  return found
}"""


@pytest.fixture
def desk(running: tuple[str, Services], request: pytest.FixtureRequest) -> Iterator[tuple["Page", str, Services]]:
    """Give a rep who has signed in, on a screen as wide as the test says, and dark where the system is dark."""
    from playwright.sync_api import sync_playwright

    address, services = running
    width = getattr(request, "param", 1280)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=list(FLAGS))
        sight = {"viewport": {"width": width, "height": 844}, "color_scheme": "dark"}
        page = browser.new_context(**sight, reduced_motion="reduce").new_page()
        page.set_default_timeout(60_000)
        page.goto(address)
        yield page, address, services
        browser.close()


def _asked(session: Session, number: int) -> str:
    return make_message(session, "m1", message_id=f"w{number}", text="今天好累呀", at=utc_now()).message_id


def _waiting(services: Services, count: int = 1) -> list[str]:
    with services.database.writing() as session:
        made = [
            make_draft(session, "m1", text="今天记得歇一歇，水放在手边。", answers_message_id=_asked(session, number))
            for number in range(count)
        ]
        for draft in made:
            draft.created_at, draft.expires_at = utc_now(), utc_now() + timedelta(hours=1)
        return [draft.id for draft in made]


def _states(services: Services) -> set[str]:
    with services.database.reading() as session:
        return set(session.exec(select(Draft.state)).all())


def test_enter_in_the_reason_for_refusing_does_not_approve(desk: tuple["Page", str, Services]) -> None:
    page, address, services = desk
    (draft,) = _waiting(services)
    sign_in(page, address)
    page.goto(f"{address}/drafts/{draft}")
    page.locator("details.refuse > summary").press("Enter")
    page.get_by_label("补充一句").fill("太长")
    page.get_by_label("补充一句").press("Enter")
    page.wait_for_timeout(500)
    assert _states(services) == {"proposed"}
    page.get_by_label("原因").select_option(index=1)
    page.get_by_role("button", name="不用", exact=True).press("Enter")
    page.locator("article.draft.rejected").wait_for()


def test_enter_on_a_ticked_draft_of_the_queue_does_not_approve(desk: tuple["Page", str, Services]) -> None:
    page, address, services = desk
    _waiting(services)
    sign_in(page, address)
    tick = page.locator(".cards input[type=checkbox]").first
    tick.press("Space")
    tick.press("Enter")
    page.wait_for_timeout(500)
    assert _states(services) == {"proposed"}
    assert tick.is_checked()


@pytest.mark.parametrize("running", [60], indirect=True)
def test_after_an_approval_the_next_key_leads_to_taking_it_back(desk: tuple["Page", str, Services]) -> None:
    page, address, services = desk
    (draft,) = _waiting(services)
    sign_in(page, address)
    page.goto(f"{address}/drafts/{draft}")
    page.locator("button.adopt").press("Enter")
    page.locator("article.draft.approved").wait_for()
    page.keyboard.press("Tab")
    assert "撤回" in str(page.evaluate("document.activeElement.innerText"))


@pytest.mark.parametrize("desk", [390], indirect=True)
def test_on_a_phone_the_foot_covers_nothing_that_has_the_focus(desk: tuple["Page", str, Services]) -> None:
    page, address, services = desk
    _waiting(services, 8)
    sign_in(page, address)
    for _ in range(36):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.closest('main') !== null"):
            assert page.evaluate(_ON_TOP), page.evaluate("document.activeElement.outerHTML")


def test_under_a_dark_system_the_login_and_the_queue_stay_legible(desk: tuple["Page", str, Services]) -> None:
    page, address, services = desk
    _waiting(services)
    page.get_by_label("工号").wait_for()
    assert page.evaluate(_PALE) == []
    sign_in(page, address)
    assert page.evaluate(_PALE) == []
