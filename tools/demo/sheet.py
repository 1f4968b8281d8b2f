"""A sheet to draw on: percent coordinates, soft colours, smooth outlines."""

from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO

from PIL import Image, ImageDraw

Point = tuple[float, float]
Colour = tuple[int, int, int]

SIDE_PX = 480
_FINER = 2
_STEPS = 8
_SHADES = 56


@dataclass(frozen=True)
class Colours:
    """One set of colours that go together."""

    ground: Colour
    halo: Colour
    main: Colour
    deep: Colour
    light: Colour
    accent: Colour
    ink: Colour

    @classmethod
    def of(cls, hexes: Sequence[str]) -> "Colours":
        """Read seven RRGGBB words."""
        return cls(*(_rgb(str(word)) for word in hexes))


def _rgb(word: str) -> Colour:
    return int(word[0:2], 16), int(word[2:4], 16), int(word[4:6], 16)


def mix(first: Colour, second: Colour, share: float) -> Colour:
    """Return a colour between two; share 0 is the first."""
    red, green, blue = (round(a + (b - a) * share) for a, b in zip(first, second, strict=True))
    return red, green, blue


def path(words: str) -> list[Point]:
    """Read an outline written as "x,y x,y …"."""
    pairs = (pair.split(",") for pair in words.split())
    return [(float(x), float(y)) for x, y in pairs]


class Sheet:
    """A square sheet of 100 × 100 units, drawn at twice its size and scaled down for smooth edges."""

    def __init__(self, colours: Colours) -> None:
        """Lay down ground, halo and the shadow the thing stands on."""
        side = SIDE_PX * _FINER
        self.colours = colours
        self._scale = side / 100
        self._image = Image.new("RGB", (side, side), colours.ground)
        self._pen = ImageDraw.Draw(self._image)
        self.oval(11, 9, 89, 87, colours.halo)

    def _at(self, points: Sequence[Point]) -> list[Point]:
        return [(x * self._scale, y * self._scale) for x, y in points]

    def shadow(self, left: float, right: float, y: float = 81) -> None:
        """Lay a flat shadow on the floor."""
        self.oval(left, y - 2.4, right, y + 2.4, mix(self.colours.ground, self.colours.ink, 0.16))

    def box(self, x0: float, y0: float, x1: float, y1: float, fill: Colour, radius: float = 0) -> None:
        """Draw a rectangle with rounded corners."""
        self._pen.rounded_rectangle(self._at([(x0, y0), (x1, y1)]), radius * self._scale, fill=fill)

    def oval(self, x0: float, y0: float, x1: float, y1: float, fill: Colour) -> None:
        """Draw a filled ellipse."""
        self._pen.ellipse(self._at([(x0, y0), (x1, y1)]), fill=fill)

    def ring(self, x0: float, y0: float, x1: float, y1: float, colour: Colour, width: float) -> None:
        """Draw an open ellipse."""
        self._pen.ellipse(self._at([(x0, y0), (x1, y1)]), outline=colour, width=round(width * self._scale))

    def sharp(self, points: Sequence[Point], fill: Colour) -> None:
        """Draw a polygon with straight edges."""
        self._pen.polygon(self._at(points), fill=fill)

    def soft(self, points: Sequence[Point], fill: Colour) -> None:
        """Draw a closed shape whose outline flows through the points."""
        self._pen.polygon(self._at(_smooth(points)), fill=fill)

    def stroke(self, points: Sequence[Point], colour: Colour, width: float = 0.8) -> None:
        """Draw a line through the points with round ends."""
        thickness = width * self._scale
        placed = self._at(points)
        self._pen.line(placed, fill=colour, width=round(thickness), joint="curve")
        for x, y in (placed[0], placed[-1]):
            half = thickness / 2
            self._pen.ellipse((x - half, y - half, x + half, y + half), fill=colour)

    def arc(self, x0: float, y0: float, x1: float, y1: float, angles: Point, colour: Colour, width: float) -> None:
        """Draw a part of an ellipse's outline between two angles in degrees (0 = right, clockwise)."""
        corners = self._at([(x0, y0), (x1, y1)])
        self._pen.arc([*corners[0], *corners[1]], *angles, fill=colour, width=round(width * self._scale))

    def half(self, x0: float, y0: float, x1: float, y1: float, angles: Point, fill: Colour) -> None:
        """Draw a filled slice between two angles, closed by a straight edge."""
        corners = self._at([(x0, y0), (x1, y1)])
        self._pen.chord([*corners[0], *corners[1]], *angles, fill=fill)

    def dots(self, places: Sequence[Point], fill: Colour, radius: float = 1.0) -> None:
        """Draw small dots."""
        for x, y in places:
            self.oval(x - radius, y - radius, x + radius, y + radius, fill)

    def leaf(self, x: float, y: float, size: float, colour: Colour) -> None:
        """Draw the brand's sprig: a stem and two leaves."""
        self.stroke([(x, y + size), (x, y - size * 0.2)], colour, 0.6)
        self.soft([(x, y + size * 0.3), (x + size * 0.7, y - size * 0.1), (x + size * 0.8, y - size * 0.6)], colour)
        self.soft([(x, y), (x - size * 0.7, y - size * 0.3), (x - size * 0.7, y - size * 0.9)], colour)

    def png(self) -> bytes:
        """Return the sheet as a palette PNG."""
        small = self._image.reduce(_FINER)
        flat = small.quantize(_SHADES, method=Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE)
        stream = BytesIO()
        flat.save(stream, "PNG", compress_level=6)
        return stream.getvalue()


def _smooth(points: Sequence[Point]) -> list[Point]:
    """Return a closed Catmull-Rom curve through the points."""
    count = len(points)
    curve: list[Point] = []
    for place in range(count):
        before, start, end, after = (points[(place + step) % count] for step in (-1, 0, 1, 2))
        curve += [_between(before, start, end, after, step / _STEPS) for step in range(_STEPS)]
    return curve


def _between(before: Point, start: Point, end: Point, after: Point, t: float) -> Point:
    x, y = (
        0.5 * (2 * b + (c - a) * t + (2 * a - 5 * b + 4 * c - d) * t * t + (3 * b - a - 3 * c + d) * t**3)
        for a, b, c, d in zip(before, start, end, after, strict=True)
    )
    return x, y
