"""One pass over a text file before it is read: is it text, in which encoding, with which fingerprint."""

import codecs
import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from tools.errors import BadInput

_BLOCK = 1 << 20
_SAVE_AS = "Save it as CSV with UTF-8 encoding and import that."
_AS_UTF8 = "Save it with UTF-8 encoding and import that."
_NAME_IT = "Give it the ending of its real format (.xlsx, .parquet) and import that."
_FOREIGN_STARTS = {
    b"PK\x03\x04": ("is a spreadsheet or zip file, whatever its name says", _NAME_IT),
    b"\xd0\xcf\x11\xe0": ("is an old or encrypted Excel workbook, whatever its name says", _SAVE_AS),
    b"PAR1": ("is a Parquet file, whatever its name says", _NAME_IT),
    b"\x1f\x8b": ("is compressed", "Unpack it first."),
    codecs.BOM_UTF16_LE: ("is UTF-16 text", _AS_UTF8),
    codecs.BOM_UTF16_BE: ("is UTF-16 text", _AS_UTF8),
}


@dataclass(frozen=True)
class Survey:
    """What is known of a text file before its first row is read."""

    path: Path
    size: int
    sha256: str
    encoding: str


def survey_binary(path: Path) -> Survey:
    """Look over a file that is no text. Raises BadInput for a missing, unreadable or empty one."""
    return _spoken(path, _surveyed_binary)


def survey(path: Path) -> Survey:
    """Look over a text file. Raises BadInput for a missing, unreadable, empty or foreign one."""
    return _spoken(path, _surveyed)


def _spoken(path: Path, look: Callable[[Path], Survey]) -> Survey:
    _refuse_unreadable(path)
    try:
        return look(path)
    except PermissionError as error:
        raise BadInput(f"{path.name} may not be read.", fix="Give the account read permission.") from error
    except OSError as error:
        raise BadInput(f"{path.name} cannot be read: {error.strerror}.", fix="Check the disk and the path.") from error


def _refuse_unreadable(path: Path) -> None:
    if path.is_dir():
        raise BadInput(f"{str(path)!r} is a folder.", fix="Name the file inside it.")
    if not path.exists():
        raise BadInput(f"There is no file {str(path)!r}.", fix="Check the path.")
    if not path.is_file():
        raise BadInput(f"{str(path)!r} is not a regular file.", fix="Save its content to a file first.")


def _surveyed(path: Path) -> Survey:
    digest, decoder, size = hashlib.sha256(), codecs.getincrementaldecoder("utf-8")(), 0
    is_utf8, is_blank, newlines, returns = True, True, 0, 0
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            if size == 0:
                _refuse_foreign(path, block)
            digest.update(block)
            size += len(block)
            is_utf8 = is_utf8 and _decodes(decoder, block)
            is_blank = is_blank and not block.removeprefix(codecs.BOM_UTF8).strip()
            newlines, returns = newlines + block.count(b"\n"), returns + block.count(b"\r")
    if is_blank:
        raise BadInput(f"{path.name} is empty.", fix="Export it again; the first line names the columns.")
    if returns > 1 and not newlines:
        raise BadInput(f"{path.name} has the line endings of an old Mac.", fix=_SAVE_AS)
    return Survey(path, size, digest.hexdigest(), "utf-8" if is_utf8 else _voted_encoding(path))


def _surveyed_binary(path: Path) -> Survey:
    with path.open("rb") as file:
        sha256 = hashlib.file_digest(file, "sha256").hexdigest()
        size = file.tell()
    if size == 0:
        raise BadInput(f"{path.name} is empty.", fix="Export it again.")
    return Survey(path, size, sha256, "")


def _decodes(decoder: codecs.IncrementalDecoder, block: bytes) -> bool:
    try:
        decoder.decode(block)
    except UnicodeDecodeError:
        return False
    return True


def _refuse_foreign(path: Path, block: bytes) -> None:
    for start, (sentence, fix) in _FOREIGN_STARTS.items():
        if block.startswith(start):
            raise BadInput(f"{path.name} {sentence}.", fix=fix)


def _voted_encoding(path: Path) -> str:
    """Let the lines vote, so that a few damaged ones do not turn a UTF-8 file into nonsense."""
    utf8_votes = gb_votes = 0
    with path.open("rb") as file:
        while line := file.readline(_BLOCK):
            if line.isascii():
                continue
            if _is_text(line, "utf-8"):
                utf8_votes += 1
            # The narrow set decides: the wide one reads half of all damaged UTF-8 as rare characters.
            elif _is_text(line, "gb2312"):
                gb_votes += 1
    return "gb18030" if gb_votes > utf8_votes else "utf-8"


def _is_text(line: bytes, encoding: str) -> bool:
    try:
        line.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True
