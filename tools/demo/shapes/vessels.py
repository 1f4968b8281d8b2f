"""Bottles, jars, cups, pots and what pours or steams."""

from tools.demo.sheet import Sheet, mix


def jar(s: Sheet) -> None:
    """A cream jar, its lid ajar."""
    c = s.colours
    s.shadow(22, 80, 80)
    s.box(24, 48, 76, 79, c.main, 9)
    s.box(24, 48, 76, 58, mix(c.main, c.light, 0.5), 5)
    s.box(26, 32, 74, 49, c.deep, 5)
    s.box(26, 32, 74, 38, mix(c.deep, c.light, 0.35), 4)
    s.leaf(50, 67, 5, c.light)


def tube(s: Sheet) -> None:
    """A tube standing on its cap."""
    c = s.colours
    s.shadow(32, 68, 84)
    s.sharp([(31, 18), (69, 18), (63, 68), (37, 68)], c.main)
    s.box(30, 13, 70, 20, c.deep, 1.5)
    for x in range(34, 68, 4):
        s.stroke([(x, 14.5), (x, 18.5)], c.main, 0.4)
    s.box(37, 67, 63, 83, c.ink, 3)
    s.box(37, 67, 63, 71, mix(c.ink, c.light, 0.3), 1)
    s.oval(40, 34, 60, 54, c.light)
    s.leaf(50, 44, 6, c.accent)


def pump_bottle(s: Sheet) -> None:
    """A bottle with a pump."""
    c = s.colours
    s.shadow(28, 72, 84)
    s.stroke([(50, 30), (50, 17)], c.ink, 2.4)
    s.soft([(50, 13), (64, 14), (68, 20), (52, 20), (44, 19), (44, 14)], c.ink)
    s.box(43, 26, 57, 34, c.deep, 2)
    s.soft([(38, 34), (50, 32), (62, 34), (68, 46), (68, 80), (50, 83), (32, 80), (32, 46)], c.main)
    s.box(38, 50, 62, 72, c.light, 2)
    s.leaf(50, 60, 6, c.accent)


def oil_bottle(s: Sheet) -> None:
    """A clear bottle with a stopper."""
    c = s.colours
    s.shadow(32, 68, 84)
    s.box(43, 14, 57, 27, c.ink, 3)
    s.box(45, 26, 55, 36, c.light)
    s.box(34, 34, 66, 83, c.light, 8)
    s.box(34, 50, 66, 83, c.main, 8)
    s.box(34, 50, 66, 60, c.main)
    s.box(39, 56, 61, 74, c.light, 2)
    s.leaf(50, 64, 5, c.accent)


def dropper(s: Sheet) -> None:
    """A serum bottle with its pipette."""
    c = s.colours
    s.shadow(34, 66, 84)
    s.soft([(45, 12), (55, 12), (56, 26), (44, 26)], c.accent)
    s.box(42, 25, 58, 36, c.ink, 2)
    s.soft([(38, 40), (50, 36), (62, 40), (65, 52), (65, 81), (50, 83), (35, 81), (35, 52)], c.deep)
    s.stroke([(50, 38), (50, 64)], c.light, 1.2)
    s.box(40, 54, 60, 74, c.light, 2)
    s.leaf(50, 63, 5, c.accent)


def lip_balm(s: Sheet) -> None:
    """A lip balm and its cap."""
    c = s.colours
    s.shadow(28, 76, 82)
    s.box(34, 48, 52, 81, c.deep, 3)
    s.box(36, 36, 50, 50, c.ink, 1)
    s.soft([(37, 37), (37, 26), (43, 20), (49, 24), (49, 37)], c.accent)
    s.box(58, 44, 74, 81, c.main, 4)
    s.stroke([(62, 50), (62, 74)], c.light, 1)


def kettle(s: Sheet) -> None:
    """An electric kettle on its stand."""
    c = s.colours
    s.shadow(20, 82, 83)
    s.arc(58, 32, 86, 70, (-80, 85), c.ink, 3.6)
    s.soft([(34, 30), (62, 30), (68, 52), (70, 74), (50, 77), (26, 74), (28, 52)], c.main)
    s.sharp([(33, 32), (20, 34), (29, 46)], c.main)
    s.box(32, 26, 64, 32, c.deep, 3)
    s.dots([(48, 24)], c.ink, 2.6)
    s.box(24, 74, 74, 82, c.ink, 3)
    s.box(44, 50, 52, 68, mix(c.light, (190, 215, 228), 0.5), 3)
    s.dots([(66, 78)], c.accent, 1.4)


def humidifier(s: Sheet) -> None:
    """A drop-shaped humidifier and its mist."""
    c = s.colours
    s.shadow(26, 74, 84)
    for x0, y0, x1, y1 in ((42, 8, 54, 18), (50, 14, 64, 25), (38, 18, 50, 28)):
        s.oval(x0, y0, x1, y1, mix(c.halo, c.deep, 0.22))
    s.soft([(46, 30), (54, 30), (68, 48), (72, 68), (66, 82), (34, 82), (28, 68), (32, 48)], c.main)
    s.soft([(32, 60), (50, 57), (68, 60), (70, 70), (65, 79), (35, 79), (30, 70)], mix(c.main, c.light, 0.6))
    s.dots([(50, 70)], c.accent, 3)


def straw_cup(s: Sheet) -> None:
    """A cup with two handles and a straw."""
    c = s.colours
    s.shadow(26, 74, 84)
    s.stroke([(50, 32), (52, 20), (60, 14)], c.accent, 2.4)
    s.arc(18, 42, 44, 70, (90, 270), c.deep, 3.4)
    s.arc(56, 42, 82, 70, (-90, 90), c.deep, 3.4)
    s.soft([(33, 38), (67, 38), (68, 60), (63, 82), (37, 82), (32, 60)], mix(c.main, c.light, 0.5))
    s.soft([(32.5, 56), (50, 53), (67.5, 56), (67, 66), (63, 82), (37, 82), (33, 66)], c.main)
    s.box(31, 29, 69, 40, c.deep, 4)


def thermos(s: Sheet) -> None:
    """A vacuum flask."""
    c = s.colours
    s.shadow(34, 66, 84)
    s.box(38, 14, 62, 30, c.ink, 4)
    s.box(36, 30, 64, 83, c.main, 5)
    s.box(36, 34, 64, 38, c.deep)
    s.stroke([(41, 44), (41, 76)], c.light, 1.4)
    s.leaf(52, 58, 7, c.accent)


def bowl(s: Sheet) -> None:
    """A bowl with a suction foot."""
    c = s.colours
    s.shadow(22, 78, 80)
    s.oval(34, 72, 66, 81, c.deep)
    s.half(18, 22, 82, 78, (0, 180), c.main)
    s.oval(18, 42, 82, 58, c.deep)
    s.oval(21, 44, 79, 56, c.light)
    s.oval(28, 46, 70, 54, c.accent)
    s.stroke([(66, 48), (84, 26)], c.ink, 2.2)


def spoons(s: Sheet) -> None:
    """Two soft spoons."""
    c = s.colours
    s.shadow(26, 76, 84)
    for x, shade in ((38, c.main), (62, c.accent)):
        s.box(x - 2.4, 42, x + 2.4, 83, shade, 2.4)
        s.soft([(x, 14), (x + 9, 22), (x + 9, 36), (x, 46), (x - 9, 36), (x - 9, 22)], shade)
        s.soft([(x, 19), (x + 5.5, 25), (x + 5.5, 34), (x, 40), (x - 5.5, 34), (x - 5.5, 25)], mix(shade, c.ink, 0.14))


def lunch_box(s: Sheet) -> None:
    """A box with clips."""
    c = s.colours
    s.shadow(16, 84, 80)
    s.box(18, 48, 82, 79, mix(c.main, c.light, 0.4), 6)
    s.box(15, 38, 85, 52, c.deep, 5)
    s.oval(28, 56, 46, 72, c.accent)
    s.oval(50, 58, 72, 72, c.main)
    for x in (30, 64):
        s.box(x, 42, x + 7, 57, c.ink, 2)


def dinner_set(s: Sheet) -> None:
    """Plates, a bowl and a cup."""
    c = s.colours
    s.shadow(14, 88, 82)
    s.oval(22, 18, 78, 74, mix(c.main, c.deep, 0.3))
    s.oval(24, 19.5, 76, 71.5, c.light)
    s.ring(32, 27.5, 68, 63.5, c.main, 0.9)
    s.half(12, 50, 52, 83, (0, 180), c.main)
    s.oval(12, 61, 52, 72, c.deep)
    s.oval(15, 62.5, 49, 70.5, mix(c.deep, c.ink, 0.2))
    s.box(60, 58, 80, 82, c.accent, 5)
    s.arc(74, 62, 90, 76, (-90, 90), c.accent, 2.4)
    s.oval(60, 55, 80, 62, mix(c.accent, c.ink, 0.2))


def cast_pot(s: Sheet) -> None:
    """An enamelled pot."""
    c = s.colours
    s.shadow(16, 84, 80)
    s.box(10, 48, 24, 55, c.deep, 3)
    s.box(76, 48, 90, 55, c.deep, 3)
    s.box(19, 44, 81, 79, c.main, 10)
    s.half(19, 26, 81, 62, (180, 360), c.deep)
    s.box(17, 42, 83, 48, mix(c.deep, c.ink, 0.25), 2.5)
    s.oval(45, 20, 55, 29, c.accent)


def blender(s: Sheet) -> None:
    """A small food processor."""
    c = s.colours
    s.shadow(28, 72, 84)
    s.sharp([(34, 24), (66, 24), (62, 58), (38, 58)], c.light)
    s.box(32, 16, 68, 26, c.deep, 3)
    s.sharp([(36, 42), (64, 42), (62, 58), (38, 58)], c.accent)
    s.soft([(38, 58), (62, 58), (70, 82), (30, 82)], c.main)
    s.ring(45, 65, 55, 75, c.light, 1.4)


def breast_pump(s: Sheet) -> None:
    """A pump with its bottle."""
    c = s.colours
    s.shadow(24, 78, 84)
    s.soft([(20, 24), (34, 30), (48, 36), (52, 46), (40, 50), (26, 48)], c.light)
    s.box(40, 36, 68, 50, c.deep, 6)
    s.oval(54, 18, 76, 42, c.main)
    s.dots([(65, 30)], c.accent, 3)
    s.box(40, 48, 62, 82, mix(c.light, c.main, 0.4), 6)
    s.box(40, 64, 62, 82, c.main, 6)
    for y in (58, 64, 70):
        s.stroke([(43, y), (48, y)], c.ink, 0.6)
