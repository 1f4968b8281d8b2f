"""Draw a picture for every product: a flat shape by its name, in the soft colours of its line."""

from collections.abc import Callable
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, Protocol
from zlib import crc32

from tools.demo.content import content
from tools.demo.shapes import household, packs, play, textiles, vessels
from tools.demo.sheet import Colours, Sheet
from tools.demo.shelf import catalogue

Shape = Callable[[Sheet], None]


class Pictured(Protocol):
    """What a picture needs to know of a product."""

    @property
    def sku(self) -> str:
        """Return the key, which picks the colours."""
        ...

    @property
    def name(self) -> str:
        """Return the public name, whose words pick the shape."""
        ...

    @property
    def category(self) -> str:
        """Return the category, for names that say nothing."""
        ...


def draw_picture(product: Pictured) -> bytes:
    """Return a PNG of 480 × 480 pixels, the same for the same product every time."""
    return _draw(product.sku, product.name, product.category)


def _draw(sku: str, name: str, category: str) -> bytes:
    line, _, rest = name.partition(" ")
    # The key without its last part, so that the sizes of one product look alike.
    family = sku.rpartition("-")[0] or sku
    return _drawn(shape_name(name, category), line, crc32(f"{family}{rest[:3]}".encode()))


@lru_cache(maxsize=512)
def _drawn(shape: str, line: str, chance: int) -> bytes:
    sets = content("pictures")["colours"]
    choices = sets.get(line, sets["other"])
    sheet = Sheet(Colours.of(choices[chance % len(choices)]))
    _shapes()[shape](sheet)
    return sheet.png()


def write_pictures(folder: Path) -> list[Path]:
    """Draw the whole catalogue into a folder, one `<sku>.png` each; sizes of one product share their drawing."""
    folder.mkdir(parents=True, exist_ok=True)
    return [_write(folder, row) for row in catalogue()]


def _write(folder: Path, row: dict[str, Any]) -> Path:
    path = folder / f"{row['sku']}.png"
    path.write_bytes(_draw(row["sku"], row["name"], row["category"]))
    return path


def shape_name(name: str, category: str) -> str:
    """Return the name of the drawing that fits a product."""
    pictures = content("pictures")
    for shape, words in pictures["shapes"].items():
        if any(word in name for word in words):
            return str(shape)
    return str(pictures["categories"].get(category, pictures["other"]))


@cache
def _shapes() -> dict[str, Shape]:
    rooms = (household, packs, play, textiles, vessels)
    return {name: shape for room in rooms for name, shape in vars(room).items() if name in _names()}


def _names() -> set[str]:
    pictures = content("pictures")
    return {*pictures["shapes"], *pictures["categories"].values(), pictures["other"]}
