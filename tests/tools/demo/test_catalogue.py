"""What the brand sells: complete, priced, graded by age, and believable line by line."""

from collections import Counter

from tools.demo.shelf import by_sku, catalogue, shelf, short_name
from tools.models.commerce import PRODUCT_CLASSES


def test_there_are_enough_products_and_no_sku_twice() -> None:
    assert len(catalogue()) >= 120
    assert len(by_sku()) == len(catalogue())
    assert len({row["name"] for row in catalogue()}) == len(catalogue())


def test_prices_are_positive_and_never_above_the_list_price() -> None:
    for row in catalogue():
        assert row["price_fen"] > 0
        assert row["list_price_fen"] is None or row["list_price_fen"] > row["price_fen"]


def test_every_formula_row_has_registration_and_stage() -> None:
    formula = [row for row in catalogue() if row["product_class"] == "formula"]
    assert sorted(row["formula_stage"] for row in formula) == [1, 2, 3, 4]
    assert all(row["registration_no"] for row in formula)


def test_health_food_says_for_whom_it_is_unfit() -> None:
    health = [row for row in catalogue() if row["product_class"] == "health_food"]
    assert len(health) >= 3
    for row in health:
        assert {"孕妇", "婴幼儿"} <= set(row["unsuitable"])
        assert "本品不能代替药物" in row["spec"]
        assert row["registration_no"]


def test_every_class_and_state_is_sold() -> None:
    assert {row["product_class"] for row in catalogue()} == set(PRODUCT_CLASSES)
    states = Counter(row["status"] for row in catalogue())
    assert states["recalled"] == 1
    assert states["off"] >= 3
    assert sum(row["stock"] == 0 and row["status"] == "on" for row in catalogue()) >= 5


def test_beauty_knows_what_suits_pregnancy() -> None:
    beauty = [row for row in catalogue() if row["category"] in ("护肤", "身体护理")]
    assert any("孕妇" in row["unsuitable"] for row in beauty)
    assert any("孕期可用" in row["spec"] for row in beauty)


def test_sizes_of_one_garment_have_their_own_age() -> None:
    sizes = [row for row in catalogue() if row["sku"].startswith("XT-LT-")]
    ages = [(row["age_min_months"], row["age_max_months"]) for row in sizes]
    assert len(sizes) == 6
    assert ages == sorted(ages)
    assert "{" not in "".join(row["name"] for row in sizes)


def test_small_parts_are_not_for_small_children() -> None:
    assert by_sku()["XT-WJ09"]["age_min_months"] == 36
    feeding = [row for row in catalogue() if row["category"] == "喂养"]
    assert all(row["age_min_months"] >= 6 for row in feeding)


def test_the_birth_checklist_can_be_filled() -> None:
    rows = {word for row in catalogue() if row["status"] == "on" and row["stock"] for word in row["checklist_items"]}
    wanted = {
        "产褥垫",
        "一次性内裤",
        "哺乳衣",
        "纱布浴巾",
        "包巾",
        "连体衣",
        "NB纸尿裤",
        "棉柔巾",
        "湿巾",
        "吸管杯",
        "隔尿垫",
    }
    assert wanted <= rows


def test_no_feeding_bottle_or_formula_stands_on_a_checklist() -> None:
    for row in catalogue():
        if row["product_class"] in ("formula", "special_medical", "device", "health_food"):
            assert row["checklist_items"] == []


def test_every_product_says_how_it_is_used() -> None:
    assert all(len(row["spec"].split("；")) >= 2 for row in catalogue())


def test_a_shelf_offers_nothing_unfit_for_pregnancy() -> None:
    skus = shelf("护肤", 0, None).skus
    assert skus
    assert not [sku for sku in skus if by_sku()[sku]["unsuitable"]]


def test_a_product_is_spoken_of_without_line_and_size() -> None:
    assert short_name("XT-LT-73") == "纯棉长袖连体衣"
    assert short_name("YJ-JD01") == "恒温水壶"
