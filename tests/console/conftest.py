"""The console on a real product: a store with staff, members and drafts, and a visitor who fills in forms."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from httpx import Response

from api.app import create_app
from api.services import Services, build_services
from api.settings import read_settings
from tests.builders import (
    NOW,
    PASSWORD,
    PASSWORD_HASH,
    make_draft,
    make_member,
    make_message,
    make_product,
    make_staff,
    make_suggestion,
)
from tests.console.browser import running
from tests.library import address_of, with_catalogue_of
from tools.database import Database

__all__ = ["running"]

ROLES = {"r1": "rep", "r2": "rep", "v1": "supervisor", "o1": "operator", "u1": "auditor"}
NAMES = {"r1": "林知夏", "r2": "周远", "v1": "陈舒", "o1": "孟时", "u1": "钱穆"}
_TOKEN = re.compile(r'name="form_token" value="([0-9a-f]+)"')


@dataclass
class Wall:
    """A clock on the wall that a test can turn."""

    now: datetime = NOW

    def __call__(self) -> datetime:
        return self.now


@dataclass
class Visitor:
    """A person with a browser that follows no redirect by itself and fills in the token of the last page."""

    client: TestClient
    token: str = ""
    pages: list[str] = field(default_factory=list)

    def get(self, path: str) -> Response:
        return self._seen(self.client.get(path))

    def post(self, path: str, **fields: Any) -> Response:
        return self._seen(self.client.post(path, data={"form_token": self.token} | fields))

    def sign_in(self, staff_id: str, password: str = PASSWORD) -> Response:
        self.get("/login")
        answer = self.post("/login", staff_id=staff_id, password=password)
        if answer.status_code == 303:
            self.get("/")
        return answer

    def _seen(self, answer: Response) -> Response:
        found = _TOKEN.search(answer.text)
        self.token = found.group(1) if found else self.token
        return answer


def words_of(answer: Response) -> str:
    """Return what a page says, without markup."""
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", answer.text)))


@pytest.fixture
def wall() -> Wall:
    """Give a clock that a test can turn."""
    return Wall()


@pytest.fixture
def services(stocked: Database, library: Services, tmp_path: Path, wall: Wall) -> Iterator[Services]:
    """Give the product on a store with two reps, a supervisor, an operator, an auditor and two members."""
    settings = read_settings(data_dir=tmp_path, database_url=address_of(stocked), worker_in_serve=False)
    opened = with_catalogue_of(library, build_services(settings, clock=wall))
    with opened.database.writing() as session:
        for staff_id, role in ROLES.items():
            make_staff(session, staff_id, role, name=NAMES[staff_id], password_hash=PASSWORD_HASH)
        make_member(session, "m1")
        make_member(session, "m2", owner_staff_id="r2", name="吴若若", nickname="若若", store="s2")
        make_product(session, "W-BATH", name="棉朵 纱布浴巾", price_fen=12900, stock=3)
        make_message(session, "m1", message_id="asked", text="最近小腿半夜老抽筋，有啥法子")
    yield opened
    opened.close()


@pytest.fixture
def visitor(services: Services) -> Iterator[Visitor]:
    """Give somebody who has not signed in yet."""
    with TestClient(create_app(services), headers={"Accept": "text/html"}, follow_redirects=False) as client:
        yield Visitor(client)


@pytest.fixture
def rep(visitor: Visitor) -> Visitor:
    """Give the rep who owns m1."""
    visitor.sign_in("r1")
    return visitor


@pytest.fixture
def supervisor(visitor: Visitor) -> Visitor:
    """Give the supervisor of the store."""
    visitor.sign_in("v1")
    return visitor


SHORT = "试试睡前把小腿慢慢拉一拉，抽筋时脚尖往上勾。"
USUAL = "半夜抽筋真难受。睡前拉伸小腿，抽筋时脚尖往上勾；总是抽的话，产检时跟医生说一声。"
WARM = "您夜里老被疼醒，一定没睡好。睡前泡泡脚、拉拉小腿，疼起来把脚尖往身体这边勾；常抽就告诉产检医生。"


@pytest.fixture
def reply(services: Services) -> dict[str, str]:
    """Store a reply in three styles to her question; return draft ids by style."""
    with services.database.writing() as session:
        suggestion = make_suggestion(
            session,
            "m1",
            intent="asks_advice",
            message_id="asked",
            why_now="她刚发来消息，等一个回答",
            quadrant={"name": "growth_stock", "reasons": ["近90天消费 800 元", "成长期"]},
        )
        ids = {}
        for style, text in {"short": SHORT, "usual": USUAL, "warm": WARM}.items():
            from_page = {"playbook_id": "PB-P21", "playbook_version": "1.5.0", "answers_message_id": "asked"}
            draft = make_draft(session, "m1", suggestion=suggestion, style=style, text=text, **from_page)
            ids[style] = draft.id
    return ids
