"""Every rule of the compliance chapter is kept somewhere, and the data list says where."""

from pathlib import Path
from typing import Any

import pytest

from tools.checks import rulebook
from tools.checks.rulebook import rules
from tools.yaml_text import read_yaml

KEPT: dict[str, dict[str, Any]] = {
    name: place for chapter in read_yaml(rulebook.HERE / "coverage.yaml").values() for name, place in chapter.items()
}
ROOT = Path(__file__).parents[3]
# The ids of the chapter: each family with its members.
CHAPTER = {
    "AD": "09-2 09-3 09-3x 09-6 09-7 09-8 09-9 11 13 14 16 17 18 19 20 28 38 40 43",
    "IAD": "13 17 18",
    "BMS": "1 2 3 4 5 6 7",
    "FD": "73 78 80",
    "COS": "22 43 KID AE",
    "PI": "1 2 3 4 5 6 7 8 9 10 11",
    "CT": "1 2 3 4 5 6 7",
    "WX": "1 2",
    "AI": "1 2 3 4 5 6 7",
    "LS": "1 2 3 4 5 6",
}
ALONE = {"MED-8", "ALC-23", "SEX-1", "DEV", "SMS"}


def test_every_rule_of_the_chapter_is_kept_somewhere() -> None:
    named = {f"{family}-{one}" for family, members in CHAPTER.items() for one in members.split()} | ALONE
    assert set(KEPT) == named
    assert all(set(place) & {"rules", "state", "people"} for place in KEPT.values())


def test_a_rule_that_a_text_is_read_for_is_in_the_rule_files() -> None:
    known = {rule.id for rule in rules()}
    assert not {one for place in KEPT.values() for one in place.get("rules", ()) if one not in known}


@pytest.mark.parametrize("name", [name for name, place in KEPT.items() if "state" in place])
def test_a_rule_of_the_record_is_named_where_it_is_decided(name: str) -> None:
    place = KEPT[name]
    assert place["word"] in (ROOT / place["state"]).read_text(encoding="utf-8")


def test_what_people_decide_says_why() -> None:
    assert all(len(place["people"]) > 20 for place in KEPT.values() if "people" in place)
