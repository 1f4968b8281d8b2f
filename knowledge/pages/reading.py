"""Reads playbook files: a sound one becomes a Playbook, an unsound one a list of faults."""

import hashlib
import json
from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from typing import Any

from knowledge.pages.answers import read_answers
from knowledge.pages.faults import Fault, PlaybookFault
from knowledge.pages.header import check_header, shaped
from knowledge.pages.layout import Layout, take_apart
from knowledge.pages.sections import read_checklist, read_steps
from knowledge.pages.texts import check_texts
from knowledge.playbook import Playbook
from tools.errors import BadInput

# What may change without a new version: it is decided about the page, not written on it.
_UNVERSIONED = {"status", "version", "content_hash", "owner", "origin"}
# Keys that came later: where they say nothing, the hash of an older store still holds.
_HASHED_WHEN_SAID = ("trigger", "tags", "answers")


def parse_playbook(text: str, source: str) -> Playbook:
    """Read one file's text; `source` names it in faults. Raises PlaybookFault with every fault found."""
    layout = take_apart(text, source)
    check_header(layout, source)
    if layout.faults:
        raise PlaybookFault(sorted(layout.faults))
    check_texts(layout, finished=layout.header["status"] != "draft")
    fields = {**shaped(layout), **_body(layout)}
    if layout.faults:
        raise PlaybookFault(sorted(layout.faults))
    page = Playbook.model_validate(fields)
    return page.model_copy(update={"content_hash": content_hash(page)})


def content_hash(playbook: Playbook) -> str:
    """Return a hash of everything a new version would have to be raised for."""
    silent = {key for key in _HASHED_WHEN_SAID if not getattr(playbook, key)}
    words = playbook.model_dump(mode="json", exclude=_UNVERSIONED | silent)
    _drop_silent(words["stage"], "families")
    for row in words["checklist"]:
        _drop_silent(row, "provision")
    return hashlib.sha256(json.dumps(words, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


def _drop_silent(words: dict[str, Any], key: str) -> None:
    if not words[key]:
        del words[key]


def _body(layout: Layout) -> dict[str, Any]:
    variants: dict[str, dict[str, str]] = {}
    for name, section in layout.sections.items():
        group, dot, style = name.partition(".")
        if dot:
            variants.setdefault(group, {})[style] = section.text
    lists = {"steps": read_steps(layout), "checklist": read_checklist(layout), "answers": read_answers(layout)}
    return {"variants": variants, **lists}


def playbook_files(folder: Path) -> tuple[Path, ...]:
    """Return every Markdown file below a folder, sorted. Raises BadInput when there is no such folder."""
    if not folder.is_dir():
        raise BadInput(f"There is no playbook folder {str(folder)!r}.", fix="Name a folder with Markdown files.")
    return tuple(sorted(path for path in folder.rglob("*.md") if not path.name.startswith((".", "_", "README"))))


def read_folders(folders: Sequence[Path]) -> tuple[list[tuple[str, Playbook]], list[Fault]]:
    """Return (source, page) of every sound file and the faults of all others, doubled ids included."""
    pages: list[tuple[str, Playbook]] = []
    faults: list[Fault] = []
    for folder in folders:
        for path in playbook_files(folder):
            source = path.relative_to(folder).as_posix()
            try:
                pages.append((source, _read_file(path, source)))
            except PlaybookFault as fault:
                faults.extend(fault.faults)
    return _without_doubles(pages, faults), faults


def _read_file(path: Path, source: str) -> Playbook:
    try:
        text = path.read_bytes().decode("utf-8")
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        raise PlaybookFault([Fault(source, line, "this is not UTF-8.", "Save the file as UTF-8.")]) from error
    except OSError as error:
        raise PlaybookFault([Fault(source, 0, "the file cannot be read.", "Check its permissions.")]) from error
    return _known_page(text, source)


@lru_cache(maxsize=1024)
def _known_page(text: str, source: str) -> Playbook:
    """Read a text once: an upload or a second store of this process brings the same files again."""
    return parse_playbook(text, source)


def _without_doubles(pages: list[tuple[str, Playbook]], faults: list[Fault]) -> list[tuple[str, Playbook]]:
    kept: dict[str, tuple[str, Playbook]] = {}
    for source, page in pages:
        if page.id in kept:
            message = f"the id {page.id} is already taken by {kept[page.id][0]}."
            faults.append(Fault(source, 1, message, "Give one of the two pages another id."))
        kept.setdefault(page.id, (source, page))
    return list(kept.values())


def check_folders(paths: Sequence[Path]) -> list[Fault]:
    """Return the faults of folders read as one library, ids and texts that stand twice among them. Raises BadInput."""
    pages, faults = read_folders(paths)
    return sorted([*faults, *_doubled_texts(pages)])


def _doubled_texts(pages: Iterable[tuple[str, Playbook]]) -> list[Fault]:
    seen = sorted((text, source, place) for source, page in pages for place, text in _texts(page))
    faults = []
    for (text, first, where), (again, source, place) in pairwise(seen):
        if text == again:
            message = f"the text of {place} is also that of {where} in {first}."
            faults.append(Fault(source, 0, message, "Write one of them anew, or drop it."))
    return faults


def _texts(page: Playbook) -> list[tuple[str, str]]:
    texts = [(f"{group}.{style}", text) for group, styles in page.variants.items() for style, text in styles.items()]
    texts += [("an answer", line) for answer in page.answers for line in answer.lines]
    return texts + [(f"question {question!r}", question) for question in page.asked]
