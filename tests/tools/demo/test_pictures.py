"""Every product has a picture: drawn, small, and the same every time."""

from io import BytesIO
from pathlib import Path

from PIL import Image

from tools.demo.content import content
from tools.demo.pictures import draw_picture, shape_name, write_pictures
from tools.demo.shelf import catalogue
from tools.models import Product


def _product(sku: str, name: str, category: str = "") -> Product:
    return Product.model_validate(
        {"sku": sku, "name": name, "category": category, "price_fen": 1, "updated_at": "2026-01-01T00:00:00Z"}
    )


def test_every_product_gets_a_small_square_palette_picture(tmp_path: Path) -> None:
    paths = write_pictures(tmp_path / "pictures")
    assert [path.name for path in paths] == [row["image_url"].rsplit("/", 1)[1] for row in catalogue()]
    for path in paths:
        assert path.stat().st_size < 12 * 1024, path.name
        with Image.open(path) as picture:
            assert (picture.format, picture.mode, picture.size) == ("PNG", "P", (480, 480))


def test_the_same_product_is_drawn_the_same() -> None:
    kettle = _product("YJ-JD01", "檐间 恒温水壶 1.5L", "小家电")
    first = draw_picture(kettle)
    assert first == draw_picture(_product("YJ-JD01", "檐间 恒温水壶 1.5L", "小家电"))
    assert first != draw_picture(_product("YJ-JD02", "檐间 静音加湿器 3L", "小家电"))


def test_sizes_of_one_garment_share_their_picture() -> None:
    small, large = (_product(f"XT-LT-{size}", f"小絮团 纯棉长袖连体衣 {size}码") for size in (59, 80))
    assert draw_picture(small) == draw_picture(large)


def test_every_product_has_a_shape_of_its_own_name() -> None:
    fallback = content("pictures")["other"]
    words = [word for word in content("pictures")["shapes"][fallback]]
    for row in catalogue():
        shape = shape_name(row["name"], row["category"])
        assert shape != fallback or any(word in row["name"] for word in words), row["name"]


def test_an_unknown_product_of_an_unknown_line_still_gets_a_picture() -> None:
    with Image.open(BytesIO(draw_picture(_product("Z9", "不知名", "别的")))) as picture:
        assert picture.size == (480, 480)


def test_a_picture_shows_something_on_its_ground() -> None:
    for row in catalogue():
        with Image.open(BytesIO(draw_picture(_product(row["sku"], row["name"], row["category"])))) as picture:
            pixels = picture.convert("RGB")
            counts = pixels.getcolors(480 * 480) or []
            ground = max(count for count, _ in counts)
            assert len(counts) >= 8, row["name"]
            assert ground < 0.85 * 480 * 480, row["name"]
