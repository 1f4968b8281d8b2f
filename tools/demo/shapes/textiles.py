"""Cloth: towels, wraps, clothes, bedding."""

from tools.demo.sheet import Colour, Sheet, mix, path


def _folds(s: Sheet, layers: list[tuple[float, float, Colour]], left: float, right: float) -> None:
    """Stack folded cloths: (top, bottom, colour), each with its fold on the right."""
    for top, bottom, colour in layers:
        s.box(left, top, right, bottom, colour, (bottom - top) / 2.2)
        middle = (top + bottom) / 2
        s.stroke([(left + 4, middle), (right - 9, middle)], mix(colour, s.colours.ink, 0.18), 0.5)
        s.arc(right - 13, top + 1.6, right - 1.5, bottom - 1.6, (-90, 90), mix(colour, s.colours.ink, 0.18), 0.5)


def towel_stack(s: Sheet) -> None:
    """Three bath towels."""
    c = s.colours
    s.shadow(18, 82)
    _folds(s, [(64, 80, c.deep), (49, 65, c.main), (34, 50, c.light)], 20, 80)
    s.leaf(50, 24, 8, c.accent)


def cloth_stack(s: Sheet) -> None:
    """Six small cloths with a ribbon."""
    c = s.colours
    s.shadow(22, 78)
    shades = [c.deep, c.main, c.light, c.accent, c.main, c.light]
    _folds(s, [(72 - 8 * i, 80 - 8 * i, shade) for i, shade in enumerate(shades)], 25, 75)
    s.box(45, 31, 52, 80.5, mix(c.ink, c.halo, 0.55), 1)
    s.soft([(48, 31), (38, 21), (36, 29)], mix(c.ink, c.halo, 0.45))
    s.soft([(49, 31), (59, 21), (61, 29)], mix(c.ink, c.halo, 0.45))


def swaddle(s: Sheet) -> None:
    """A rolled wrap beside a folded one."""
    c = s.colours
    s.shadow(17, 84)
    s.box(20, 58, 80, 80, c.main, 8)
    for x in range(26, 78, 9):
        s.dots([(x, 64), (x + 4, 70), (x, 76)], mix(c.main, c.light, 0.8), 1.2)
    s.box(28, 36, 76, 58, c.light, 11)
    s.oval(64, 36, 86, 58, mix(c.light, c.deep, 0.35))
    s.ring(68, 40, 82, 54, c.deep, 0.9)
    s.ring(72, 44, 78, 50, c.deep, 0.9)
    s.box(42, 35.5, 48, 58.5, c.accent, 1)


def bib_triangle(s: Sheet) -> None:
    """A bandana bib."""
    c = s.colours
    s.shadow(34, 66, 84)
    s.soft(path("16,32 33,40 50,42 67,40 84,32 70,60 50,82 30,60"), c.main)
    s.soft(path("20,34 34,43 50,45.5 66,43 80,34 68,45 50,49 32,45"), c.deep)
    for x, y in ((40, 56), (50, 60), (60, 56), (45, 66), (55, 66), (50, 73)):
        s.leaf(x, y, 2.6, c.accent)
    s.dots([(19, 33), (81, 33)], c.ink, 1.4)


def bib_round(s: Sheet) -> None:
    """A round bib with a face."""
    c = s.colours
    s.shadow(30, 70, 84)
    s.oval(20, 26, 80, 84, c.main)
    s.oval(25, 31, 75, 79, c.light)
    s.oval(36, 16, 64, 46, c.halo)
    s.ring(34, 14, 66, 48, c.main, 2.6)
    s.dots([(41, 58), (59, 58)], c.ink, 1.6)
    s.arc(43, 56, 57, 69, (25, 155), c.ink, 0.9)
    s.dots([(35, 64), (65, 64)], mix(c.light, c.accent, 0.7), 3)


def folded_blanket(s: Sheet) -> None:
    """A thick blanket folded once."""
    c = s.colours
    s.shadow(14, 86)
    s.box(16, 56, 84, 80, c.deep, 11)
    s.box(16, 38, 84, 64, c.main, 12)
    for x in (28, 39, 50, 61, 72):
        s.stroke([(x, 41), (x, 61)], mix(c.main, c.light, 0.7), 0.7)
    s.stroke([(20, 51), (80, 51)], mix(c.main, c.light, 0.7), 0.7)
    s.box(56, 37.5, 66, 80.5, c.accent, 1)


def sleeping_bag(s: Sheet) -> None:
    """A sleeveless sleeping bag."""
    c = s.colours
    s.shadow(26, 74, 85)
    s.soft(path("38,18 44,28 56,28 62,18 70,24 67,42 78,72 68,84 32,84 22,72 33,42 30,24"), c.main)
    s.arc(40, 12, 60, 32, (20, 160), c.deep, 1.4)
    s.stroke([(50, 31), (50, 80)], c.deep, 0.8)
    for x, y in ((40, 50), (60, 50), (36, 64), (64, 64), (42, 75), (58, 75)):
        s.leaf(x, y, 3.2, c.light)


def quilted_mat(s: Sheet) -> None:
    """A quilted mat, one corner turned over."""
    c = s.colours
    s.shadow(14, 86, 78)
    s.sharp([(24, 34), (80, 34), (88, 76), (12, 76)], c.main)
    for step in range(1, 6):
        s.stroke([(24 + step * 9.3, 34), (12 + step * 12.7, 76)], c.light, 0.6)
    for step in range(1, 4):
        drop = step * 10.5
        s.stroke([(24 - drop * 0.286, 34 + drop), (80 + drop * 0.19, 34 + drop)], c.light, 0.6)
    s.sharp([(88, 76), (70, 76), (84.5, 60)], c.deep)


def fitted_sheet(s: Sheet) -> None:
    """A mattress in its fitted sheet."""
    c = s.colours
    s.shadow(14, 88, 80)
    s.sharp([(30, 42), (88, 42), (74, 62), (12, 62)], c.light)
    s.sharp([(12, 62), (74, 62), (74, 77), (12, 77)], c.main)
    s.sharp([(74, 62), (88, 42), (88, 57), (74, 77)], c.deep)
    for x, y in ((34, 48), (50, 47), (66, 48), (28, 55), (44, 55), (60, 55)):
        s.leaf(x, y, 2.4, c.accent)


def onesie(s: Sheet) -> None:
    """A baby's long-sleeved bodysuit."""
    c = s.colours
    s.shadow(32, 68, 86)
    outline = (
        "40,20 46,25 54,25 60,20 72,26 86,50 76,56 67,44 68,66 62,72 "
        "57,84 50,78 43,84 38,72 32,66 33,44 24,56 14,50 28,26"
    )
    s.soft(path(outline), c.main)
    s.arc(40, 12, 60, 29, (15, 165), c.deep, 1.5)
    s.stroke([(77.5, 54.5), (84.5, 49.5)], c.deep, 1.4)
    s.stroke([(15.5, 49.5), (22.5, 54.5)], c.deep, 1.4)
    s.dots([(46, 79), (50, 77), (54, 79)], c.light, 1.0)
    s.leaf(50, 46, 7, c.accent)


def two_piece(s: Sheet) -> None:
    """A shirt and trousers."""
    c = s.colours
    s.shadow(28, 72, 87)
    s.soft(path("36,56 50,54 64,56 68,84 56,85 50,66 44,85 32,84"), c.deep)
    s.soft(path("40,18 50,23 60,18 72,23 85,46 76,51 67,40 67,62 33,62 33,40 24,51 15,46 28,23"), c.main)
    s.arc(41, 11, 59, 27, (15, 165), c.deep, 1.4)
    for y in (34, 41, 48, 55):
        s.stroke([(36, y), (64, y)], c.light, 0.8)


def tee(s: Sheet) -> None:
    """A T-shirt."""
    c = s.colours
    s.shadow(30, 70, 84)
    s.soft(path("38,20 50,26 62,20 76,26 87,42 77,49 68,42 69,80 31,80 32,42 23,49 13,42 24,26"), c.main)
    s.arc(40, 13, 60, 31, (15, 165), c.deep, 1.4)
    s.oval(41, 42, 59, 60, c.accent)
    s.leaf(50, 51, 5, c.light)


def hat(s: Sheet) -> None:
    """A knotted baby hat."""
    c = s.colours
    s.shadow(24, 76, 76)
    s.half(22, 28, 78, 100, (180, 360), c.main)
    s.box(20, 60, 80, 72, c.deep, 5)
    s.soft([(50, 30), (42, 16), (50, 22), (58, 16)], c.deep)
    for x, y in ((36, 50), (50, 44), (64, 50), (43, 56), (57, 56)):
        s.dots([(x, y)], c.light, 1.6)


def socks(s: Sheet) -> None:
    """Two pairs of little socks."""
    c = s.colours
    s.shadow(18, 84, 80)
    for x, shade in ((16, c.main), (46, c.accent)):
        s.soft([(x + 6, 26), (x + 20, 26), (x + 21, 54), (x + 32, 64), (x + 32, 76), (x + 16, 78), (x + 6, 66)], shade)
        s.box(x + 4.5, 22, x + 21.5, 32, c.light, 2.5)
        s.oval(x + 20, 64, x + 33, 78, mix(shade, c.ink, 0.15))
        s.stroke([(x + 8, 42), (x + 20, 42)], c.light, 1.2)
        s.stroke([(x + 8, 49), (x + 20, 49)], c.light, 1.2)


def nursing_top(s: Sheet) -> None:
    """A top with a seam to open."""
    two = s.colours
    tee(s)
    s.oval(40, 41, 60, 61, two.main)
    s.stroke([(32, 48), (42, 53), (58, 53), (68, 48)], two.deep, 1.2)
    s.leaf(50, 66, 5, two.light)


def nursing_bra(s: Sheet) -> None:
    """A soft bra."""
    c = s.colours
    s.shadow(26, 74, 78)
    s.stroke([(30, 22), (33, 46)], c.deep, 2)
    s.stroke([(70, 22), (67, 46)], c.deep, 2)
    s.soft(path("18,52 33,42 50,54 67,42 82,52 80,70 50,72 20,70"), c.main)
    s.box(19, 66, 81, 73, c.deep, 3)
    s.dots([(33, 45), (67, 45)], c.light, 1.6)
    s.leaf(50, 62, 3.4, c.accent)


def underwear(s: Sheet) -> None:
    """Folded briefs in a row."""
    c = s.colours
    s.shadow(16, 84, 80)
    for step, shade in enumerate((c.deep, c.light, c.main)):
        y = 30 + step * 14
        brief = path("20,0 80,0 82,9 64,18 56,31 44,31 36,18 18,9")
        s.soft([(x, y + down) for x, down in brief], shade)
        s.box(18.5, y - 2.5, 81.5, y + 2.5, mix(shade, c.ink, 0.14), 2)


def trousers(s: Sheet) -> None:
    """High-waisted leggings."""
    c = s.colours
    s.shadow(30, 70, 87)
    s.soft(path("33,34 67,34 71,60 67,85 56,85 50,54 44,85 33,85 29,60"), c.deep)
    s.soft([(33, 18), (50, 16), (67, 18), (69, 36), (50, 44), (31, 36)], c.main)
    s.stroke([(35, 24), (65, 24)], c.light, 1.0)


def support_belt(s: Sheet) -> None:
    """A wide support belt."""
    c = s.colours
    s.shadow(18, 82, 72)
    s.soft(path("12,46 32,40 50,38 68,40 88,46 86,60 68,64 50,70 32,64 14,60"), c.main)
    s.soft([(34, 46), (50, 43), (66, 46), (64, 58), (50, 63), (36, 58)], c.light)
    s.box(9, 46, 18, 60, c.accent, 3)
    s.box(82, 46, 91, 60, c.accent, 3)
    s.leaf(50, 52, 4, c.deep)


def u_pillow(s: Sheet) -> None:
    """A horseshoe pillow."""
    c = s.colours
    s.shadow(20, 80, 86)
    s.arc(20, 14, 80, 74, (180, 360), c.main, 17)
    s.box(20, 42, 37, 84, c.main, 8.4)
    s.box(63, 42, 80, 84, c.main, 8.4)
    s.arc(27, 21, 73, 67, (180, 360), c.light, 0.8)
    s.stroke([(28.5, 44), (28.5, 76)], c.light, 0.8)
    s.stroke([(71.5, 44), (71.5, 76)], c.light, 0.8)


def pillow(s: Sheet) -> None:
    """A plump pillow."""
    c = s.colours
    s.shadow(16, 84, 78)
    s.soft(path("16,36 34,33 50,32 66,33 84,36 86,55 84,74 66,77 50,78 34,77 16,74 14,55"), c.main)
    s.soft(path("22,42 50,38 78,42 79,55 78,68 50,72 22,68 21,55"), c.light)
    s.leaf(50, 54, 8, c.accent)


def bedding(s: Sheet) -> None:
    """A made bed."""
    c = s.colours
    s.shadow(12, 88, 83)
    s.box(16, 24, 84, 62, mix(c.deep, c.ink, 0.25), 6)
    s.box(22, 38, 48, 54, c.light, 6)
    s.box(52, 38, 78, 54, c.light, 6)
    s.soft(path("13,56 30,50 50,52 70,50 87,56 88,80 50,82 12,80"), c.main)
    s.soft(path("13,56 30,50 50,52 70,50 87,56 70,60 50,61 30,60"), c.deep)
    for x in (28, 50, 72):
        s.leaf(x, 70, 4, c.light)


def rug(s: Sheet) -> None:
    """A rug, half unrolled."""
    c = s.colours
    s.shadow(12, 90, 78)
    s.sharp([(30, 38), (86, 38), (80, 74), (14, 74)], c.main)
    for share in (0.25, 0.5, 0.75):
        s.stroke([(30 + 56 * share, 38), (14 + 66 * share, 74)], c.light, 1.0)
    s.sharp([(54, 46), (64, 55), (51, 65), (40, 55)], c.accent)
    s.box(24, 31, 89, 42, c.deep, 5.4)
    s.oval(82, 31, 93, 42, mix(c.deep, c.ink, 0.25))
    s.ring(85, 34, 90, 39, c.light, 0.7)


def curtains(s: Sheet) -> None:
    """A pair of curtains at a window."""
    c = s.colours
    s.box(30, 24, 70, 76, mix(c.light, (200, 220, 232), 0.5), 1)
    s.stroke([(50, 24), (50, 76)], c.light, 1.2)
    s.stroke([(30, 50), (70, 50)], c.light, 1.2)
    s.stroke([(13, 21), (87, 21)], c.ink, 1.4)
    for left in (15, 60):
        for fold in range(5):
            x = left + fold * 5
            s.box(x, 21, x + 5.2, 84, c.main if fold % 2 else c.deep, 1.2)
