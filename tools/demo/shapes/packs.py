"""What comes in packs, tins and boxes."""

from tools.demo.sheet import Sheet, mix


def diaper_pack(s: Sheet) -> None:
    """A plump pack with a handle and a nappy on it."""
    c = s.colours
    s.shadow(20, 80, 84)
    s.arc(38, 14, 62, 36, (180, 360), c.deep, 2.2)
    s.soft([(22, 28), (50, 24), (78, 28), (81, 54), (79, 82), (50, 84), (21, 82), (19, 54)], c.main)
    s.soft([(30, 44), (50, 40), (70, 44), (72, 54), (60, 60), (56, 72), (44, 72), (40, 60), (28, 54)], c.light)
    s.stroke([(33, 47), (67, 47)], c.accent, 1.2)
    s.dots([(50, 62)], c.accent, 2)


def tissue_pack(s: Sheet) -> None:
    """A soft pack with one tissue coming out."""
    c = s.colours
    s.shadow(16, 84, 80)
    s.soft([(40, 46), (38, 30), (47, 36), (52, 24), (58, 36), (64, 32), (60, 46)], c.light)
    s.soft([(16, 46), (50, 43), (84, 46), (86, 62), (84, 78), (50, 80), (16, 78), (14, 62)], c.main)
    s.oval(34, 44, 66, 52, c.deep)
    s.soft([(40, 48), (40, 36), (48, 40), (53, 32), (58, 40), (61, 48)], c.light)
    s.leaf(50, 65, 6, c.accent)


def face_roll(s: Sheet) -> None:
    """A roll of face towels."""
    c = s.colours
    s.shadow(24, 82, 80)
    s.box(28, 34, 66, 80, c.light, 3)
    s.oval(28, 26, 66, 44, c.main)
    s.oval(40, 31, 54, 39, c.deep)
    s.soft([(64, 40), (80, 44), (78, 62), (80, 76), (65, 78)], mix(c.light, c.main, 0.4))
    for y in (50, 60, 70):
        s.stroke([(32, y), (62, y)], c.main, 0.5)


def wipes_pack(s: Sheet) -> None:
    """A wipes pack with a flip lid."""
    c = s.colours
    s.shadow(14, 86, 78)
    s.soft([(14, 44), (50, 41), (86, 44), (88, 60), (86, 76), (50, 78), (14, 76), (12, 60)], c.main)
    s.box(32, 36, 68, 56, c.light, 6)
    s.box(36, 39, 64, 52, mix(c.light, c.deep, 0.3), 4)
    s.box(46, 53, 54, 57, c.accent, 2)
    s.stroke([(20, 66), (80, 66)], c.light, 1.0)
    s.dots([(28, 71), (50, 71), (72, 71)], c.accent, 1.4)


def flat_pack(s: Sheet) -> None:
    """A pack of pads."""
    c = s.colours
    s.shadow(18, 82, 83)
    s.box(20, 24, 80, 82, c.main, 7)
    s.box(20, 24, 80, 40, c.deep, 7)
    s.box(20, 34, 80, 40, c.deep)
    s.soft([(42, 48), (58, 48), (56, 62), (58, 76), (42, 76), (44, 62)], c.light)
    s.stroke([(47, 54), (47, 70)], c.accent, 0.8)
    s.stroke([(53, 54), (53, 70)], c.accent, 0.8)


def nursing_pads(s: Sheet) -> None:
    """Two round pads."""
    c = s.colours
    s.shadow(18, 84, 80)
    for x, y, shade in ((20, 28, c.main), (42, 40, c.light)):
        s.oval(x, y, x + 40, y + 40, mix(shade, c.deep, 0.45))
        s.oval(x + 2, y + 1.5, x + 38, y + 37.5, shade)
        for step in range(8, 17, 4):
            s.ring(x + step, y + step, x + 40 - step, y + 39 - step, mix(shade, c.deep, 0.3), 0.4)
        s.leaf(x + 20, y + 19, 4, c.accent)


def milk_tin(s: Sheet) -> None:
    """A milk powder tin with its scoop."""
    c = s.colours
    s.shadow(24, 84, 83)
    s.box(27, 26, 69, 82, c.main, 3)
    s.oval(27, 76, 69, 86, c.main)
    s.box(27, 42, 69, 68, c.light)
    s.box(25, 20, 71, 30, c.deep, 3)
    s.oval(25, 16, 71, 26, mix(c.deep, c.light, 0.3))
    s.leaf(48, 53, 8, c.accent)
    s.box(72, 68, 84, 80, c.accent, 3)
    s.stroke([(83, 70), (89, 62)], c.accent, 2)


def food_box(s: Sheet) -> None:
    """A box with a bowl on the front."""
    c = s.colours
    s.shadow(24, 82, 84)
    s.sharp([(70, 24), (79, 20), (79, 78), (70, 83)], c.deep)
    s.sharp([(26, 24), (35, 20), (79, 20), (70, 24)], mix(c.main, c.light, 0.6))
    s.box(26, 24, 70, 83, c.main)
    s.half(34, 46, 62, 74, (0, 180), c.light)
    s.oval(34, 56, 62, 64, c.accent)
    s.leaf(48, 42, 8, c.accent)
    s.stroke([(40, 79), (56, 79)], c.light, 1.2)


def pouch(s: Sheet) -> None:
    """A fruit pouch with a cap and an apple."""
    c = s.colours
    s.shadow(28, 72, 85)
    s.box(44, 14, 56, 24, c.accent, 2)
    s.soft([(34, 26), (50, 23), (66, 26), (70, 54), (68, 83), (50, 85), (32, 83), (30, 54)], c.main)
    s.soft([(50, 46), (60, 43), (66, 54), (58, 70), (50, 68), (42, 70), (34, 54), (40, 43)], c.light)
    s.stroke([(50, 46), (52, 39)], c.ink, 1.0)
    s.soft([(52, 41), (59, 36), (60, 42)], c.accent)


def pill_bottle(s: Sheet) -> None:
    """A bottle of tablets."""
    c = s.colours
    s.shadow(26, 82, 83)
    s.box(32, 34, 66, 82, c.main, 6)
    s.box(35, 20, 63, 36, c.deep, 3)
    for x in range(38, 62, 4):
        s.stroke([(x, 23), (x, 33)], mix(c.deep, c.light, 0.4), 0.5)
    s.box(32, 48, 66, 70, c.light)
    s.leaf(49, 58, 6, c.accent)
    s.oval(68, 74, 80, 82, c.light)
    s.oval(74, 68, 85, 75, c.accent)


def mask_packets(s: Sheet) -> None:
    """Three fanned sheet masks."""
    c = s.colours
    s.shadow(18, 84, 83)
    s.sharp([(16, 34), (46, 24), (60, 74), (30, 84)], c.deep)
    s.sharp([(28, 26), (62, 22), (68, 76), (34, 81)], c.main)
    s.box(44, 22, 80, 80, c.light, 2)
    s.oval(50, 34, 74, 68, c.main)
    s.oval(54.5, 45, 60, 48, c.light)
    s.oval(64, 45, 69.5, 48, c.light)
    s.oval(58, 57, 66, 60.5, c.light)


def gift_box(s: Sheet) -> None:
    """A box with a ribbon."""
    c = s.colours
    s.shadow(18, 82, 83)
    s.box(22, 44, 78, 82, c.main, 2)
    s.box(18, 34, 82, 47, c.deep, 2)
    s.box(46, 34, 54, 82, c.accent)
    s.soft([(50, 34), (36, 20), (28, 26), (34, 34)], c.accent)
    s.soft([(50, 34), (64, 20), (72, 26), (66, 34)], c.accent)
    s.oval(45, 29, 55, 38, mix(c.accent, c.ink, 0.25))


def travel_set(s: Sheet) -> None:
    """Four small bottles in a row."""
    c = s.colours
    s.shadow(14, 86, 80)
    for x, top, shade in ((16, 40, c.main), (34, 46, c.light), (52, 38, c.accent), (70, 48, c.deep)):
        s.box(x + 4, top - 9, x + 11, top + 3, c.ink, 1.5)
        s.box(x, top, x + 15, 79, shade, 4)
        s.box(x + 3, top + 12, x + 12, top + 22, mix(shade, c.halo, 0.6), 1)


def vacuum_bags(s: Sheet) -> None:
    """A flattened bag with folded clothes inside."""
    c = s.colours
    s.shadow(16, 84, 81)
    s.box(16, 30, 84, 80, c.light, 4)
    for y, shade in ((62, c.deep), (52, c.main), (42, c.accent)):
        s.box(24, y, 76, y + 11, shade, 5)
    s.box(16, 26, 84, 33, c.deep, 3)
    s.oval(64, 66, 78, 80, c.accent)
    s.ring(67, 69, 75, 77, c.ink, 0.8)
