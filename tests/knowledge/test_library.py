"""Which version is in use: files propose, SQL decides, and nothing broken displaces what works."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from knowledge import library
from knowledge.library import SyncReport
from knowledge.pages.faults import PlaybookFault
from tests.knowledge.pages import TODAY, page, write_pages
from tools.database import Database
from tools.errors import BadInput, NotFound

NOW = datetime(2026, 11, 22, 2, 0, tzinfo=UTC)


def sync(database: Database, *folders: Path) -> SyncReport:
    with database.writing() as session:
        return library.sync(session, folders, now=NOW)


def usable(database: Database, on: date = TODAY) -> dict[str, str]:
    with database.reading() as session:
        return {page.id: page.version for page in library.usable(session, on)}


def test_new_files_are_added_and_a_second_run_changes_nothing(database: Database, tmp_path: Path) -> None:
    write_pages(tmp_path, {"id": "PB-A"}, {"id": "PB-B"})
    assert sync(database, tmp_path).added == ("PB-A", "PB-B")
    assert sync(database, tmp_path).unchanged == ("PB-A", "PB-B")
    assert usable(database) == {"PB-A": "1.0.0", "PB-B": "1.0.0"}


def test_a_higher_version_replaces_the_one_before_and_both_stay_readable(database: Database, tmp_path: Path) -> None:
    sync(database, write_pages(tmp_path, {"id": "PB-A", "title": "旧"}))
    assert sync(database, write_pages(tmp_path, {"id": "PB-A", "title": "新", "version": "1.10.0"})).changed == (
        "PB-A",
    )
    with database.reading() as session:
        assert library.get(session, "PB-A").title == "新"
        assert library.get(session, "PB-A", "1.0.0").title == "旧"
        assert library.versions(session, "PB-A") == ("1.10.0", "1.0.0")


def test_other_words_under_the_same_version_are_refused_and_the_old_stay(database: Database, tmp_path: Path) -> None:
    sync(database, write_pages(tmp_path, {"id": "PB-A", "title": "旧"}))
    report = sync(database, write_pages(tmp_path, {"id": "PB-A", "title": "偷改"}))
    assert "Raise the version above 1.0.0" in report.faults[0].fix
    with database.reading() as session:
        assert library.get(session, "PB-A").title == "旧"


def test_a_draft_may_change_under_its_version(database: Database, tmp_path: Path) -> None:
    sync(database, write_pages(tmp_path, {"id": "PB-A", "status": "draft", "title": "一稿"}))
    report = sync(database, write_pages(tmp_path, {"id": "PB-A", "status": "published", "title": "定稿"}))
    assert report.changed == ("PB-A",)
    assert usable(database) == {"PB-A": "1.0.0"}


def test_an_older_version_is_refused(database: Database, tmp_path: Path) -> None:
    sync(database, write_pages(tmp_path, {"id": "PB-A", "version": "2.0.0"}))
    report = sync(database, write_pages(tmp_path, {"id": "PB-A", "version": "1.9.0"}))
    assert "older than the recorded 2.0.0" in report.faults[0].message
    assert usable(database) == {"PB-A": "2.0.0"}


def test_a_page_still_being_written_does_not_displace_the_published_one(database: Database, tmp_path: Path) -> None:
    sync(database, write_pages(tmp_path, {"id": "PB-A"}))
    sync(database, write_pages(tmp_path, {"id": "PB-A", "version": "1.1.0", "status": "review"}))
    assert usable(database) == {"PB-A": "1.0.0"}
    sync(database, write_pages(tmp_path, {"id": "PB-A", "version": "1.1.0", "status": "published"}))
    assert usable(database) == {"PB-A": "1.1.0"}


def test_a_broken_file_is_told_and_its_last_good_version_stays_in_use(database: Database, tmp_path: Path) -> None:
    sync(database, write_pages(tmp_path, {"id": "PB-A"}, {"id": "PB-B"}))
    (tmp_path / "PB-A.md").write_text("---\nid: [\n---\n", encoding="utf-8")
    report = sync(database, write_pages(tmp_path, {"id": "PB-B", "version": "1.0.1"}))
    assert [fault.source for fault in report.faults] == ["PB-A.md"]
    assert report.retired == ()
    assert usable(database) == {"PB-A": "1.0.0", "PB-B": "1.0.1"}


def test_a_vanished_file_is_retired_and_comes_back_with_the_file(database: Database, tmp_path: Path) -> None:
    sync(database, write_pages(tmp_path, {"id": "PB-A"}, {"id": "PB-B"}))
    (tmp_path / "PB-A.md").unlink()
    assert sync(database, tmp_path).retired == ("PB-A",)
    assert sync(database, tmp_path).retired == ()
    assert usable(database) == {"PB-B": "1.0.0"}
    assert sync(database, write_pages(tmp_path, {"id": "PB-A"})).changed == ("PB-A",)
    assert usable(database) == {"PB-A": "1.0.0", "PB-B": "1.0.0"}


@pytest.mark.parametrize("folder", ["empty", "missing"])
def test_a_wrong_path_retires_nothing(database: Database, tmp_path: Path, folder: str) -> None:
    sync(database, write_pages(tmp_path / "good", {"id": "PB-A"}))
    (tmp_path / "empty").mkdir()
    with pytest.raises(BadInput):
        sync(database, tmp_path / folder)
    assert usable(database) == {"PB-A": "1.0.0"}


def test_a_suspended_page_is_out_of_use_until_a_newer_version(database: Database, tmp_path: Path) -> None:
    sync(database, write_pages(tmp_path, {"id": "PB-A"}, {"id": "PB-B"}))
    with database.writing() as session:
        library.suspend(session, "PB-A")
    sync(database, tmp_path)
    assert usable(database) == {"PB-B": "1.0.0"}
    (tmp_path / "PB-A.md").rename(tmp_path / "hidden.txt")
    sync(database, tmp_path)
    (tmp_path / "hidden.txt").rename(tmp_path / "PB-A.md")
    sync(database, tmp_path)
    assert usable(database) == {"PB-B": "1.0.0"}
    with database.reading() as session:
        assert library.get(session, "PB-A").status == "suspended"
    sync(database, write_pages(tmp_path, {"id": "PB-A", "version": "1.0.1"}))
    assert usable(database) == {"PB-A": "1.0.1", "PB-B": "1.0.0"}


def test_a_page_is_usable_up_to_its_last_day_and_no_longer_than_its_facts(database: Database, tmp_path: Path) -> None:
    fact = {"id": "F-1", "text": "某事", "expires_on": "2026-12-01"}
    sync(database, write_pages(tmp_path, {"id": "PB-A", "expires_on": "2026-11-22"}, {"id": "PB-B", "facts": [fact]}))
    assert set(usable(database, date(2026, 11, 22))) == {"PB-A", "PB-B"}
    assert set(usable(database, date(2026, 11, 23))) == {"PB-B"}
    assert set(usable(database, date(2026, 12, 2))) == set()


def test_unpublished_pages_are_not_usable(database: Database, tmp_path: Path) -> None:
    states = ("draft", "review", "suspended", "retired")
    sync(database, write_pages(tmp_path, *({"id": f"PB-{state.upper()}", "status": state} for state in states)))
    assert usable(database) == {}


def test_a_page_recorded_by_another_way_than_a_file_survives_a_sync(database: Database, tmp_path: Path) -> None:
    write_pages(tmp_path, {"id": "PB-A"})
    sync(database, tmp_path)
    with database.writing() as session:
        assert library.record(session, page(id="PB-OWN"), now=NOW) == "added"
        assert library.record(session, page(id="PB-OWN"), now=NOW) == "unchanged"
        assert library.record(session, page(id="PB-A", version="1.1.0"), now=NOW) == "changed"
        with pytest.raises(PlaybookFault):
            library.record(session, page(id="PB-OWN", title="偷改"), now=NOW)
    report = sync(database, tmp_path)
    assert (report.retired, report.faults) == ((), ())
    assert usable(database) == {"PB-A": "1.1.0", "PB-OWN": "1.0.0"}


def test_an_unknown_page_or_version_is_not_found(database: Database, tmp_path: Path) -> None:
    sync(database, write_pages(tmp_path, {"id": "PB-A"}))
    with database.writing() as session:
        with pytest.raises(NotFound, match=r"PB-A 9\.0\.0"):
            library.get(session, "PB-A", "9.0.0")
        with pytest.raises(NotFound):
            library.suspend(session, "PB-NONE")
        assert library.versions(session, "PB-NONE") == ()
