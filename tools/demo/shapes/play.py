"""Toys, shoes and small tools."""

from tools.demo.sheet import Sheet, mix, path


def blocks(s: Sheet) -> None:
    """Soft building blocks."""
    c = s.colours
    s.shadow(16, 84, 82)
    s.box(18, 54, 46, 81, c.main, 3)
    s.box(52, 54, 80, 81, c.accent, 3)
    s.box(35, 27, 63, 54, c.deep, 3)
    s.half(18, 38, 34, 70, (180, 360), c.deep)
    s.oval(26, 61, 38, 74, c.light)
    s.sharp([(66, 61), (74, 75), (58, 75)], c.light)
    s.box(43, 35, 55, 46, c.light, 1)


def stacking_rings(s: Sheet) -> None:
    """A tower of rings."""
    c = s.colours
    s.shadow(18, 82, 84)
    s.box(47, 16, 53, 80, c.ink, 2.6)
    s.oval(43, 11, 57, 25, c.accent)
    shades = (c.main, c.accent, c.deep, c.light, c.main)
    for step, shade in enumerate(shades):
        reach, top = 31 - step * 4, 70 - step * 11
        s.box(50 - reach, top, 50 + reach, top + 11, shade, 5.4)
        s.stroke([(50 - reach + 6, top + 3.6), (50 - 4, top + 3.6)], mix(shade, c.halo, 0.6), 0.7)
    s.box(16, 80, 84, 84, c.ink, 2)


def rattle(s: Sheet) -> None:
    """A wooden ring rattle."""
    c = s.colours
    s.shadow(26, 76, 84)
    s.stroke([(44, 52), (66, 80)], c.deep, 4.6)
    s.ring(20, 14, 62, 56, c.main, 5.4)
    for x, y, shade in ((24, 24, c.accent), (40, 15, c.deep), (57, 25, c.accent), (58, 44, c.ink)):
        s.dots([(x + 1, y + 2)], shade, 4.6)
    s.dots([(68, 82)], c.accent, 3.4)


def teether(s: Sheet) -> None:
    """An elephant to chew on."""
    c = s.colours
    s.shadow(24, 78, 84)
    s.oval(26, 22, 72, 66, c.main)
    s.oval(14, 28, 40, 58, c.deep)
    s.oval(19, 33, 36, 53, mix(c.deep, c.light, 0.5))
    s.stroke([(66, 52), (74, 62), (70, 76), (60, 78)], c.main, 7)
    s.oval(36, 58, 62, 82, c.main)
    s.oval(43, 64, 55, 76, c.halo)
    s.dots([(56, 40)], c.ink, 1.9)
    s.dots([(60, 50)], mix(c.main, c.accent, 0.8), 3)


def pull_duck(s: Sheet) -> None:
    """A duck on wheels."""
    c = s.colours
    s.shadow(16, 84, 84)
    s.stroke([(74, 66), (84, 58), (90, 62)], c.ink, 0.8)
    s.soft([(20, 46), (34, 52), (48, 44), (66, 48), (74, 60), (66, 72), (34, 72), (22, 62)], c.main)
    s.oval(52, 20, 78, 47, c.main)
    s.soft([(76, 32), (88, 33), (86, 39), (76, 40)], c.accent)
    s.soft([(34, 54), (52, 52), (54, 62), (42, 66)], c.deep)
    s.dots([(68, 30)], c.ink, 1.8)
    for x in (32, 62):
        s.oval(x - 7, 68, x + 7, 82, c.ink)
        s.oval(x - 2.6, 72.4, x + 2.6, 77.6, c.light)


def little_train(s: Sheet) -> None:
    """A little wooden engine."""
    c = s.colours
    s.shadow(14, 86, 84)
    s.box(20, 48, 64, 72, c.main, 5)
    s.box(56, 30, 80, 72, c.deep, 3)
    s.box(61, 36, 75, 50, c.light, 2)
    s.box(28, 34, 38, 49, c.accent, 2)
    s.box(25, 30, 41, 36, c.ink, 2)
    for x in (31, 50, 70):
        s.oval(x - 7.5, 67, x + 7.5, 82, c.ink)
        s.oval(x - 3, 71.5, x + 3, 77.5, c.accent)


def puzzle_board(s: Sheet) -> None:
    """A board with lift-out shapes."""
    c = s.colours
    s.shadow(16, 84, 84)
    s.box(17, 22, 83, 82, c.main, 5)
    s.oval(24, 29, 46, 51, c.accent)
    s.box(54, 29, 76, 51, c.deep, 3)
    s.sharp([(35, 55), (46, 75), (24, 75)], c.light)
    s.soft([(65, 56), (75, 62), (74, 73), (65, 77), (56, 73), (55, 62)], c.ink)
    s.dots([(35, 40), (65, 40), (35, 68), (65, 67)], c.halo, 2)


def magnet_tiles(s: Sheet) -> None:
    """A house of translucent tiles."""
    c = s.colours
    s.shadow(18, 82, 82)
    s.box(24, 48, 50, 81, mix(c.main, c.light, 0.3), 2)
    s.box(50, 48, 76, 81, mix(c.accent, c.light, 0.3), 2)
    s.sharp([(24, 47), (50, 47), (37, 20)], c.deep)
    s.sharp([(50, 47), (76, 47), (63, 20)], c.accent)
    s.sharp([(37, 20), (63, 20), (50, 47)], c.light)
    for x in (24, 50, 76):
        s.stroke([(x, 48), (x, 80)], c.ink, 0.7)
    s.stroke([(24, 47.5), (76, 47.5)], c.ink, 0.7)
    s.stroke([(37, 20), (63, 20)], c.ink, 0.7)


def boats(s: Sheet) -> None:
    """A bath boat on the waves."""
    c = s.colours
    s.shadow(14, 86, 86)
    s.stroke([(50, 20), (50, 58)], c.ink, 1.4)
    s.sharp([(52, 22), (76, 52), (52, 52)], c.light)
    s.sharp([(48, 28), (30, 52), (48, 52)], c.accent)
    s.soft([(20, 56), (50, 58), (80, 56), (72, 74), (50, 77), (28, 74)], c.deep)
    for x in range(12, 88, 13):
        s.half(x, 70, x + 14, 84, (0, 180), mix(c.main, (170, 205, 225), 0.5))


def cloth_book(s: Sheet) -> None:
    """An open black-and-white book."""
    c = s.colours
    s.shadow(14, 86, 78)
    s.soft([(50, 34), (34, 29), (14, 32), (14, 72), (34, 70), (50, 75)], c.light)
    s.soft([(50, 34), (66, 29), (86, 32), (86, 72), (66, 70), (50, 75)], c.main)
    for radius in (13, 9.5, 6, 2.5):
        shade = (70, 66, 64) if radius in (13, 6) else c.light
        s.dots([(32, 51)], shade, radius)
    for x in (60, 68, 76):
        s.box(x, 40, x + 4, 64, (70, 66, 64), 1)
    s.stroke([(50, 34), (50, 75)], c.deep, 0.9)


def shoes(s: Sheet) -> None:
    """A pair of little shoes."""
    c = s.colours
    s.shadow(10, 90, 80)
    for x, y, shade in ((34, 30, c.deep), (12, 44, c.main)):
        upper = path("2,0 18,0 22,11 44,18 48,28 2,30 0,14")
        s.soft([(x + right, y + down) for right, down in upper], shade)
        s.box(x - 1, y + 26, x + 50, y + 33, c.light, 3.4)
        s.oval(x + 3, y - 3, x + 18, y + 4, mix(shade, c.ink, 0.3))
        s.stroke([(x + 16, y + 12), (x + 28, y + 8)], c.accent, 3)


def scissors(s: Sheet) -> None:
    """Food scissors."""
    c = s.colours
    s.shadow(26, 74, 86)
    s.sharp([(48, 56), (36, 14), (42, 12), (54, 52)], mix(c.light, c.ink, 0.22))
    s.sharp([(52, 56), (64, 14), (58, 12), (46, 52)], mix(c.light, c.ink, 0.38))
    s.ring(26, 58, 48, 84, c.accent, 4.4)
    s.ring(52, 58, 74, 84, c.accent, 4.4)
    s.stroke([(42, 60), (52, 50)], c.accent, 4)
    s.stroke([(58, 60), (48, 50)], c.accent, 4)
    s.dots([(50, 53)], c.ink, 2)
