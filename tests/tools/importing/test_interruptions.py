"""An import that dies in the middle is completed by running it again; two at once both finish."""

import subprocess
import sys
from pathlib import Path

from tests.tools.importing.conftest import NOW, Desk
from tools.importing import run_import, undo_import
from tools.models import ImportBatch, Member

ROOT = Path(__file__).parents[3]
IMPORT = """
import os, signal, sys
from datetime import UTC, datetime
from pathlib import Path
from tools.database import open_database
from tools.importing import limits, run_import

limits.MOST_ROWS = 2000
url, path, dies_after = sys.argv[1], Path(sys.argv[2]), int(sys.argv[3])
chunks = 0

def maybe_die(done, total):
    global chunks
    chunks += 1
    if chunks == dies_after:
        os.kill(os.getpid(), signal.SIGKILL)

run_import(open_database(url), "members", path, now=datetime(2026, 3, 20, 2, tzinfo=UTC), progress=maybe_die)
"""


def _start(desk: Desk, path: Path, *, dies_after: int = 0) -> subprocess.Popen[bytes]:
    arguments = [desk.database.url, str(path), str(dies_after)]
    return subprocess.Popen([sys.executable, "-c", IMPORT, *arguments], cwd=ROOT)


def _people(prefix: str, count: int) -> str:
    return "member_id,name\n" + "".join(f"{prefix}{number},x\n" for number in range(count))


def test_a_killed_import_keeps_its_chunks_and_is_completed_by_the_next_run(desk: Desk) -> None:
    path = desk.file("members.csv", _people("M", 5000))
    assert _start(desk, path, dies_after=2).wait(60) == -9
    [batch] = desk.all(ImportBatch)
    assert (len(desk.all(Member)), batch.inserted, batch.finished_at) == (4000, 4000, None)
    report = run_import(desk.database, "members", path, now=NOW)
    assert (report.inserted, report.unchanged) == (1000, 4000)
    assert len(desk.all(Member)) == 5000


def test_a_killed_import_can_be_undone(desk: Desk) -> None:
    path = desk.file("members.csv", _people("M", 5000))
    assert _start(desk, path, dies_after=1).wait(60) == -9
    [batch] = desk.all(ImportBatch)
    assert undo_import(desk.database, batch.id, now=NOW, undone_by="S1").deleted == 2000
    assert desk.all(Member) == []


def test_two_imports_at_once_both_finish(desk: Desk) -> None:
    paths = [desk.file(f"{prefix}.csv", _people(prefix, 6000) + _people("S", 2000)[15:]) for prefix in "AB"]
    running = [_start(desk, path) for path in paths]
    assert [process.wait(100) for process in running] == [0, 0]
    assert len(desk.all(Member)) == 14000
    assert sorted(batch.read for batch in desk.all(ImportBatch)) == [8000, 8000]
