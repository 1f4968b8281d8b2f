"""The files that tests of commands bring in."""

from pathlib import Path

from tests.api.conftest import Run

MEMBERS = "会员ID,姓名,昵称,预产期,手机号\nM1,陈小芸,芸姐,2027-01-20,19900000001\nM2,,,,\n,没有编号,,,\n"


def csv_file(folder: Path, name: str, text: str) -> str:
    """Write a file and return where it lies."""
    path = folder / name
    path.write_text(text, "utf-8")
    return str(path)


def with_staff(run: Run, tmp_path: Path) -> None:
    """Bring in an administrator, a rep and two members."""
    run("import", "staff", csv_file(tmp_path, "s.csv", "staff_id,name,role\nA1,Wang,admin\nR1,Lin,rep\n"))
    run("import", "members", csv_file(tmp_path, "m.csv", MEMBERS), "--as", "A1")
