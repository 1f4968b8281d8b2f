"""Read arrays that numpy saved into one file: nothing is parsed before its checksum holds.

`numpy.load` parses the head of an array while it reads, and a damaged head raises what its parser happens to raise.
"""

import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from struct import error as StructError
from typing import Any
from zipfile import BadZipFile, ZipFile

from numpy.lib.format import read_array
from numpy.typing import NDArray

# Whatever an absent or damaged file raises; RuntimeError stands for a kind of packing that nobody knows, too.
BROKEN = (OSError, ValueError, KeyError, EOFError, RuntimeError, BadZipFile, StructError, zlib.error)


@contextmanager
def saved_arrays(path: Path) -> Iterator[Callable[[str], NDArray[Any]]]:
    """Give what returns an array of a file by its name. Raises one of BROKEN, there or when an array is asked for."""
    with ZipFile(path) as archive:

        def read(name: str) -> NDArray[Any]:
            array: NDArray[Any] = read_array(BytesIO(archive.read(f"{name}.npy")), allow_pickle=False)
            return array

        yield read
