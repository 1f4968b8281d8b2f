"""Builders of playbook files, and an encoder whose vectors a test can foresee."""

import hashlib
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import yaml

from knowledge.pages.reading import parse_playbook
from knowledge.playbook import Playbook
from tools.embedder import Vectors

TODAY = date(2026, 11, 22)

HEADER: dict[str, Any] = {
    "id": "PB-P21",
    "title": "数胎动",
    "kind": "care_script",
    "version": "1.0.0",
    "status": "published",
    "topics": ["P21"],
    "touch": "K",
    "health": True,
    "stage": {"gest_week": [28, 40], "personas": ["maternal"]},
    "uses": ["due_date"],
    "goal": "知道怎么数、什么时候去医院",
    "must_say": ["医生"],
    "facts": [{"id": "F-1", "text": "两小时不到十次要就医", "source": "S19", "expires_on": "2027-11-22"}],
    "expires_on": "2027-11-22",
    "questions": ["宝宝胎动怎么数", "动得少了咋办"],
    "reply_branches": [{"if": "胎动变少", "route": "medical"}],
}

SECTIONS: dict[str, str] = {
    f"{group}.{style}": f"{{call}}，{group}{style}，每天固定时间数一数，少了就找医生。"
    for group in ("care", "reply")
    for style in ("short", "usual", "warm")
}


def page_text(*, drop: Sequence[str] = (), sections: dict[str, str] | None = None, **header: Any) -> str:
    """Return a sound playbook file with these header keys and sections changed and others dropped."""
    keys = {key: value for key, value in {**HEADER, **header}.items() if key not in drop}
    bodies = {name: text for name, text in {**SECTIONS, **(sections or {})}.items() if name not in drop}
    body = "".join(f"\n## {name}\n{text}\n" for name, text in bodies.items())
    return f"---\n{yaml.safe_dump(keys, allow_unicode=True, sort_keys=False)}---\n{body}"


def page(**header: Any) -> Playbook:
    """Return a parsed page."""
    text = page_text(**header)
    return parse_playbook(text, f"{header.get('id', HEADER['id'])}.md")


def write_pages(folder: Path, *pages: dict[str, Any]) -> Path:
    """Write one file per mapping of header changes, texts made their own, and return the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for changes in pages:
        page_id = changes.get("id", HEADER["id"])
        own = {name: f"{text}（{page_id}）" for name, text in SECTIONS.items()}
        questions = changes.get("questions", [f"{page_id} 的问题"])
        changed = {**changes, "questions": questions}
        (folder / f"{page_id}.md").write_text(page_text(sections=own, **changed), encoding="utf-8")
    return folder


class CountingEmbedder:
    """Gives every text its own random direction and remembers how many it was asked for."""

    name = "counting-1"
    dimension = 16

    def __init__(self) -> None:
        self.encoded: list[str] = []

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Return unit vectors of shape (len(texts), 16), the same text always the same."""
        self.encoded += texts
        rows = [np.random.default_rng(int(hashlib.sha256(t.encode()).hexdigest()[:8], 16)) for t in texts]
        vectors = np.stack([row.normal(size=self.dimension) for row in rows]).astype(np.float32)
        return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
