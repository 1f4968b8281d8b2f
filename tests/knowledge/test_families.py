"""Goods belong to a family by the words of their category, and each family has its own pages after a delivery."""

from collections.abc import Iterator
from itertools import product

import pytest

from knowledge.families import family_names, family_of
from knowledge.library import SHIPPED_PLAYBOOKS
from knowledge.pages.reading import content_hash, read_folders
from knowledge.playbook import Playbook
from knowledge.proofreading import blocking, proofread
from tests.knowledge.pages import page


def _shipped() -> Iterator[Playbook]:
    return (page for _, page in read_folders([SHIPPED_PLAYBOOKS])[0])


FAMILY_PAGES = [page for page in _shipped() if page.stage.families]
DAYS = {"A01": 1, "A02": 7, "A03": 30}


@pytest.mark.parametrize(
    ("category", "name", "family"),
    [
        ("纸尿裤", "", "daily"),
        ("童装", "", "textile"),
        ("床品", "", "textile"),
        ("护肤", "", "skincare"),
        ("辅食零食", "", "food"),
        ("家具", "", "furniture"),
        ("家居", "实木茶几", "furniture"),
        ("小家电", "", "appliance"),
        ("Stroller", "", "outing"),
        ("童鞋", "", "apparel"),
        ("鞋柜", "", "furniture"),
        ("bath", "纱布浴巾", "textile"),
        ("家具", "纱布浴巾", "furniture"),
        ("玩具", "", ""),
        ("", "", ""),
    ],
)
def test_the_category_decides_and_then_the_name(category: str, name: str, family: str) -> None:
    assert family_of(category, name) == family


@pytest.mark.parametrize("category", ["奶粉", "特医食品", "保健食品", "喂养", "婴儿配方食品", "formula"])
def test_goods_that_must_not_be_spoken_of_have_no_family_whatever_their_name(category: str) -> None:
    assert family_of(category, "营养辅食") == ""
    assert family_of("营养食品", category) == ""


@pytest.mark.parametrize(("family", "topic"), list(product(family_names(), DAYS)))
def test_every_family_has_a_page_for_each_of_the_three_days(family: str, topic: str) -> None:
    windows = [
        page.stage.after_delivery_days
        for page in FAMILY_PAGES
        if family in page.stage.families and topic in page.topics and page.kind == "after_sale"
    ]
    assert any(window and window[0] <= DAYS[topic] <= window[1] for window in windows)


@pytest.mark.parametrize("page", FAMILY_PAGES, ids=[page.id for page in FAMILY_PAGES])
def test_no_text_of_a_family_is_blocked_by_the_outbound_checks(page: Playbook) -> None:
    assert [str(remark) for remark in blocking(proofread(page))] == []


def test_a_page_with_families_rests_on_her_orders() -> None:
    assert "orders" in page(stage={"families": ["outing"]}).rests_on


def test_a_page_without_families_keeps_the_hash_it_had_before_there_were_any() -> None:
    plain, named = page(stage={"tags": ["x"]}), page(stage={"tags": ["x"], "families": ["outing"]})
    assert content_hash(plain) != content_hash(named)
    assert plain.content_hash == _HASH_WITHOUT


_HASH_WITHOUT = "b538204050064f18a854b15bdef980fc4c212452dfb10642d0db37607c4e5c45"
