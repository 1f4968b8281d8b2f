"""A program that dies while it writes a file leaves the one before, whole; the next run completes."""

import signal
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from knowledge.index.vectors import read_shipped_vectors, write_shipped_vectors
from tests.knowledge.pages import CountingEmbedder, page
from tools.whole_file import write_whole

ROOT = Path(__file__).parents[2]
# Each writes its file anew and dies when the first bytes have been handed to the disk.
DYING = """
import os, signal, sys
from pathlib import Path
os.fsync = lambda _file: os.kill(os.getpid(), signal.SIGKILL)
path = Path(sys.argv[1])
"""
WRITERS = {
    "vectors.npz": """
from knowledge.index.vectors import write_shipped_vectors
from tests.knowledge.pages import CountingEmbedder, page
write_shipped_vectors(path, [page(questions=["new"])], CountingEmbedder())
""",
    "directions.npz": """
from knowledge.search.directions import SHIPPED_DIRECTIONS, WORDS_ALONE, read_directions, write_directions
write_directions(path, {WORDS_ALONE: read_directions(SHIPPED_DIRECTIONS, "any")})
""",
    "page.md": """
from knowledge.intake.bringing import _write
_write(path, "new")
""",
    ".env": """
from api.new_store import _settings_file
_settings_file(path)
""",
}


@pytest.mark.parametrize("name", WRITERS)
def test_a_writer_that_is_killed_leaves_the_file_before_or_none(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    before = None if name == ".env" else b"what was there"
    if before is not None:
        path.write_bytes(before)
    done = subprocess.run(
        [sys.executable, "-c", DYING + WRITERS[name], str(path)], cwd=ROOT, capture_output=True, check=False
    )
    assert done.returncode == -signal.SIGKILL, done.stderr.decode()
    assert (path.read_bytes() if path.exists() else None) == before
    write_whole(path, b"the next run")
    assert path.read_bytes() == b"the next run"
    assert [found.name for found in tmp_path.iterdir()] == [name]


def test_a_secret_is_for_its_owner_alone(tmp_path: Path) -> None:
    write_whole(tmp_path / "secret", b"hush", mode=0o600)
    assert stat.S_IMODE((tmp_path / "secret").stat().st_mode) == 0o600


def test_vectors_that_were_written_can_be_read(tmp_path: Path) -> None:
    embedder = CountingEmbedder()
    count = write_shipped_vectors(tmp_path / "vectors.npz", [page()], embedder)
    assert len(read_shipped_vectors(tmp_path / "vectors.npz", embedder)) == count > 0
