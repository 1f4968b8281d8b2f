"""Furniture, storage and appliances."""

from tools.demo.sheet import Sheet, mix


def storage_box(s: Sheet) -> None:
    """Two stacked boxes with handles."""
    c = s.colours
    s.shadow(16, 84, 83)
    for top, shade in ((54, c.main), (28, c.accent)):
        s.box(20, top, 80, top + 27, shade, 3)
        s.box(18, top - 3, 82, top + 5, mix(shade, c.ink, 0.18), 2.5)
        s.box(42, top + 11, 58, top + 17, c.light, 3)


def dividers(s: Sheet) -> None:
    """A drawer with divided boxes."""
    c = s.colours
    s.shadow(12, 88, 79)
    s.box(14, 32, 86, 78, c.deep, 3)
    places = ((17, 35, 38, 54), (40, 35, 60, 54), (62, 35, 83, 75), (17, 56, 60, 75))
    for place, shade in zip(places, (c.light, c.main, c.light, c.main), strict=True):
        s.box(*place, shade, 2)
    s.dots([(23, 41), (30, 47), (46, 41), (53, 47)], c.accent, 2.4)
    s.box(66, 41, 79, 69, c.accent, 5)
    s.box(23, 62, 54, 69, c.accent, 3)


def shelf_rack(s: Sheet) -> None:
    """A wooden rack with a few things."""
    c = s.colours
    s.shadow(20, 80, 86)
    for x in (22, 75):
        s.box(x, 14, x + 3.4, 86, c.deep, 1)
    for y in (20, 41, 62, 82):
        s.box(21, y, 79.4, y + 3.2, c.main, 1)
    s.box(28, 30, 42, 41, c.accent, 2)
    s.box(46, 34, 66, 41, c.light, 2)
    s.oval(54, 49, 67, 62, c.light)
    for x, top in ((30, 47), (34, 45), (38, 48), (42, 46)):
        s.box(x, top, x + 3.2, 62, c.ink if top % 2 else c.accent, 0.6)
    s.box(30, 68, 68, 82, mix(c.light, c.main, 0.4), 2)
    s.leaf(60, 11, 6, c.accent)


def cot(s: Sheet) -> None:
    """A cot with bars."""
    c = s.colours
    s.shadow(12, 88, 85)
    s.box(18, 56, 82, 66, c.light, 2)
    for x in range(22, 80, 7):
        s.box(x, 38, x + 2.2, 70, c.deep, 1)
    s.box(15, 34, 85, 39.5, c.main, 2.5)
    s.box(15, 68, 85, 74, c.main, 2.5)
    for x in (14, 82):
        s.box(x, 30, x + 4, 85, mix(c.main, c.ink, 0.15), 1.6)
    s.leaf(50, 20, 7, c.accent)


def bed_frame(s: Sheet) -> None:
    """A wooden bed frame with slats."""
    c = s.colours
    s.shadow(10, 90, 84)
    s.box(16, 24, 84, 58, c.main, 5)
    for x in (30, 43.5, 57, 70):
        s.stroke([(x, 27), (x, 55)], c.deep, 0.8)
    s.sharp([(18, 56), (82, 56), (89, 74), (11, 74)], mix(c.light, c.main, 0.3))
    for y in (60, 65, 70):
        shift = (y - 56) * 0.39
        s.stroke([(18 - shift, y), (82 + shift, y)], c.deep, 1.4)
    s.box(10, 73, 90, 79, c.deep, 2)
    for x in (13, 83):
        s.box(x, 78, x + 4, 84, c.ink, 1)


def sofa(s: Sheet) -> None:
    """A three-seat sofa."""
    c = s.colours
    s.shadow(10, 90, 82)
    s.box(18, 34, 82, 64, c.deep, 8)
    s.box(20, 52, 50, 70, c.main, 5)
    s.box(50, 52, 80, 70, c.main, 5)
    s.box(10, 46, 23, 76, mix(c.deep, c.ink, 0.12), 6)
    s.box(77, 46, 90, 76, mix(c.deep, c.ink, 0.12), 6)
    s.box(16, 66, 84, 76, mix(c.deep, c.ink, 0.12), 3)
    for x in (20, 77):
        s.box(x, 76, x + 3, 82, c.ink, 1)
    s.sharp([(30, 40), (42, 42), (40, 54), (28, 52)], c.accent)


def dining_table(s: Sheet) -> None:
    """A table with a vase."""
    c = s.colours
    s.shadow(14, 86, 84)
    s.box(12, 46, 88, 53, c.main, 3)
    s.box(18, 52, 82, 57, c.deep, 1)
    s.sharp([(20, 56), (26, 56), (22, 84), (18, 84)], c.deep)
    s.sharp([(74, 56), (80, 56), (82, 84), (78, 84)], c.deep)
    s.soft([(46, 34), (54, 34), (56, 44), (50, 46.5), (44, 44)], c.accent)
    s.leaf(50, 26, 9, mix(c.accent, c.ink, 0.3))
    s.oval(62, 42, 78, 47, c.light)


def study_desk(s: Sheet) -> None:
    """A child's desk and chair."""
    c = s.colours
    s.shadow(12, 88, 85)
    s.sharp([(14, 42), (66, 36), (68, 41), (16, 47)], c.main)
    s.box(22, 46, 26, 84, c.deep, 1)
    s.box(56, 42, 60, 84, c.deep, 1)
    s.box(18, 81, 64, 85, c.deep, 1.5)
    s.box(26, 22, 44, 40.5, c.accent, 1.5)
    s.box(29, 26, 41, 28, c.light, 0.8)
    s.box(47, 28, 58, 38, c.light, 1.5)
    s.box(68, 34, 82, 52, c.accent, 5)
    s.box(62, 58, 84, 63, c.accent, 2.5)
    s.stroke([(79, 52), (79, 59)], c.ink, 1.8)
    s.stroke([(73, 63), (73, 78)], c.ink, 2.2)
    s.stroke([(64, 84), (73, 77), (82, 84)], c.ink, 1.8)


def high_chair(s: Sheet) -> None:
    """A child's high chair."""
    c = s.colours
    s.shadow(24, 78, 86)
    s.sharp([(30, 14), (36, 14), (74, 86), (67, 86)], c.deep)
    s.sharp([(60, 44), (66, 44), (34, 86), (27, 86)], c.deep)
    s.box(30, 16, 48, 32, c.main, 4)
    s.box(36, 46, 70, 52, c.main, 2.5)
    s.box(40, 66, 72, 71, c.main, 2)
    s.box(48, 34, 82, 40, c.light, 3)
    s.stroke([(52, 40), (56, 47)], c.ink, 1.2)
    s.half(58, 26, 74, 42, (0, 180), c.accent)


def fan(s: Sheet) -> None:
    """A round fan on its foot."""
    c = s.colours
    s.shadow(28, 72, 84)
    s.box(47, 62, 53, 80, c.deep, 1.5)
    s.oval(30, 77, 70, 84, c.deep)
    s.oval(20, 12, 80, 72, mix(c.main, c.light, 0.4))
    for points in (((50, 42), (40, 20), (58, 20)), ((50, 42), (72, 44), (64, 60)), ((50, 42), (36, 60), (28, 44))):
        s.soft(points, c.deep)
    for step in range(5, 26, 7):
        s.ring(20 + step, 12 + step, 80 - step, 72 - step, c.light, 0.5)
    s.ring(20, 12, 80, 72, c.ink, 1.2)
    s.oval(45, 37, 55, 47, c.accent)


def dehumidifier(s: Sheet) -> None:
    """A dehumidifier with a water window."""
    c = s.colours
    s.shadow(26, 74, 84)
    s.box(29, 18, 71, 82, c.light, 7)
    s.box(29, 18, 71, 30, c.deep, 6)
    s.box(29, 25, 71, 30, c.deep)
    for y in range(36, 56, 4):
        s.stroke([(36, y), (64, y)], c.main, 1.0)
    s.box(38, 60, 62, 76, c.main, 2)
    s.box(38, 68, 62, 76, mix(c.accent, (150, 190, 212), 0.6), 2)
    s.dots([(44, 23), (56, 23)], c.light, 1.3)
    for x in (34, 62):
        s.box(x, 81, x + 4, 84.5, c.ink, 1)


def night_light(s: Sheet) -> None:
    """A glowing night light."""
    c = s.colours
    s.oval(18, 12, 82, 76, mix(c.halo, (255, 226, 160), 0.45))
    s.oval(26, 20, 74, 68, mix(c.halo, (255, 220, 140), 0.75))
    s.shadow(34, 66, 83)
    s.soft([(50, 24), (64, 32), (69, 48), (62, 64), (38, 64), (31, 48), (36, 32)], (255, 240, 205))
    s.box(37, 62, 63, 81, c.main, 4)
    s.dots([(50, 71)], c.accent, 2.2)
    s.dots([(44, 46), (56, 46)], c.ink, 1.4)
    s.arc(45, 46, 55, 55, (20, 160), c.ink, 0.8)


def packing_bag(s: Sheet) -> None:
    """A bag with pockets."""
    c = s.colours
    s.shadow(18, 82, 84)
    s.arc(36, 14, 64, 48, (180, 360), c.ink, 2.4)
    s.soft([(24, 34), (50, 31), (76, 34), (81, 58), (79, 82), (50, 84), (21, 82), (19, 58)], c.main)
    s.box(27, 55, 73, 80, c.deep, 5)
    s.stroke([(30, 61), (70, 61)], c.light, 0.9)
    s.stroke([(23, 45), (77, 45)], c.light, 0.9)
    s.dots([(50, 61)], c.accent, 2)
    s.leaf(50, 70, 4.5, c.light)
