"""A set phrase of breath, heart, death or madness is read as what it means; a real sign in the same words is not."""

from pathlib import Path

import pytest

from tools.checks import idioms, triage
from tools.checks.idioms import Idiom, plainly_meant, read_idioms
from tools.checks.normalise import readable
from tools.checks.rulebook import BrokenRulebook

ALL = read_idioms().all
HARMLESS = [(one, text) for one in ALL for text in one.must_pass]
GRAVE = [(one, text) for one in ALL for text in one.must_hit]


def _named(pair: tuple[Idiom, str]) -> str:
    return f"{pair[0].id}:{pair[1][:12]}"


def _plain(text: str) -> str:
    return plainly_meant(readable(text)).text


@pytest.mark.parametrize("pair", HARMLESS, ids=_named)
def test_an_exaggeration_is_read_as_what_it_means_and_calls_nobody(pair: tuple[Idiom, str]) -> None:
    idiom, text = pair
    assert idiom.says.search(readable(text).text)
    assert _plain(text) != readable(text).text
    assert triage(text).route is None


@pytest.mark.parametrize("pair", GRAVE, ids=_named)
def test_a_danger_in_the_same_words_calls_a_person(pair: tuple[Idiom, str]) -> None:
    assert triage(pair[1]).route is not None


@pytest.mark.parametrize(
    "text",
    [
        "我喘不过气",
        "孩子喘不上气，嘴唇有点紫",
        "心口疼，左胳膊也发麻",
        "快两岁了，站都站不稳，腿软的",
        "累死了，刚才晕过去一会儿",
        "气得我肺都炸了，胸口闷得慌",
        "急死了，孩子叫不醒",
        "预产期改了有什么用，人都没了",
    ],
)
def test_a_bare_sign_of_a_body_stays_as_she_wrote_it_beside_anything(text: str) -> None:
    judged = triage(text)
    assert judged.route in {"medical", "bereavement"} or _plain(text) == readable(text).text


def test_only_the_phrase_is_put_plainly_and_its_cause_stays() -> None:
    assert _plain("隔壁装修，电钻钻得我脑仁疼") == "隔壁装修,电钻钻得我很烦"
    assert _plain("高铁晚点仨小时，急死个人") == "高铁晚点仨小时,很急"
    assert _plain("大气不敢喘，右边胸一吸气就疼") == "大气不敢喘,右边胸一吸气就疼"


def test_a_quote_still_points_at_her_own_words() -> None:
    text = "笑死我了，可是昨晚起他发烧三十九度"
    judged = triage(text)
    assert judged.route == "medical"
    assert judged.quote in text


def test_her_own_words_lie_behind_what_was_put_plainly() -> None:
    source = plainly_meant(readable("真的，急死个人，咋办"))
    start = source.text.index("很急")
    assert source.span(start, start + 2) == (3, 7)


def test_every_family_has_both_kinds_of_examples() -> None:
    assert all(one.must_pass and one.must_hit and one.about and one.means for one in ALL)
    assert len({one.id for one in ALL}) == len(ALL)


def test_a_broken_file_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    broken = tmp_path / "idioms.yaml"
    broken.write_text("never: '('\nidioms: []\n")
    monkeypatch.setattr(idioms, "IDIOMS", broken)
    read_idioms.cache_clear()
    with pytest.raises(BrokenRulebook, match=r"idioms\.yaml cannot be used"):
        read_idioms()
    read_idioms.cache_clear()
