from pathlib import Path

import pytest
from sqlmodel import func, select

from api.demo import run_demo
from tools.database import open_database, prepare
from tools.errors import BadInput
from tools.models import Draft, Member, StoreMark


@pytest.fixture(scope="module")
def demo_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a folder with a small demo brand."""
    folder = tmp_path_factory.mktemp("demo") / "zhiji-demo"
    run_demo(folder, members=80, reset=False)
    return folder


def _counts(folder: Path) -> tuple[int, int]:
    database = open_database(f"sqlite:///{folder / 'zhiji.db'}")
    with database.reading() as session:
        members = session.exec(select(func.count()).select_from(Member)).one()
        drafts = session.exec(select(func.count()).select_from(Draft).where(Draft.state == "proposed")).one()
    database.close()
    return members, drafts


def test_the_demo_has_members_drafts_and_pictures(demo_folder: Path) -> None:
    members, drafts = _counts(demo_folder)
    assert members >= 80
    assert drafts > 20
    assert len(list((demo_folder / "pictures").glob("*.png"))) > 100


def test_a_second_start_changes_nothing_and_shows_a_suggestion(
    demo_folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = _counts(demo_folder)
    run_demo(demo_folder, members=80, reset=False)
    shown = capsys.readouterr().out
    assert _counts(demo_folder) == before
    assert "member    M0001" in shown
    assert "zhiji-demo" in shown


def test_a_build_that_was_cut_off_is_made_anew(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = tmp_path / "demo"
    database = open_database(f"sqlite:///{folder / 'zhiji.db'}")
    prepare(database)
    with database.writing() as session:
        session.add(StoreMark(key="demo", value="true"))
    database.close()
    run_demo(folder, members=80, reset=False)
    assert "cut off" in capsys.readouterr().err
    assert _counts(folder)[0] >= 80


def test_a_store_of_ones_own_is_never_reset(tmp_path: Path) -> None:
    folder = tmp_path / "mine"
    database = open_database(f"sqlite:///{folder / 'zhiji.db'}")
    prepare(database)
    database.close()
    with pytest.raises(BadInput, match="left alone"):
        run_demo(folder, members=80, reset=True)
    assert (folder / "zhiji.db").exists()
