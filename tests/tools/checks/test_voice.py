"""A brand's sheet says how it speaks: used when drafting, held against what goes out, and no way around safety."""

from pathlib import Path

import pytest

from tests.builders import NOW, make_draft, make_member
from tools.checks.voice import BrandVoice, read_voice
from tools.database import Database
from tools.errors import BadInput
from tools.gate import Gate

SHEET = """brand: 棉朵
self: 棉朵的小伙伴
address: {you: 您, titles: {女士: 姐}, forbidden: [美女]}
emoji_most: 1
words: {宝贝们: 大家, 爆款: ''}
never_promises: [终身包换]
signature: ——{rep}
length: {care: 40}
"""


def _voice(folder: Path, text: str = SHEET) -> BrandVoice:
    path = folder / "voice.yaml"
    path.write_text(text, "utf-8")
    return read_voice(path)


def test_the_built_in_sheet_changes_nothing() -> None:
    voice, text = read_voice(None), "陈女士，你今天歇一歇🌿🌿。"
    assert voice.spoken(text, call="陈女士", rep="小棉", is_outreach=True) == text
    assert voice.findings(text, "care") == ()
    assert [found.rule for found in voice.findings("宝子，早点睡", "care")] == ["VOICE-ADDRESS"]


def test_a_text_of_ours_is_said_the_brands_way(tmp_path: Path) -> None:
    voice = _voice(tmp_path)
    said = voice.spoken("陈女士，宝贝们都说你们家暖，你也歇歇🌿🌿。", call="陈女士", rep="小棉", is_outreach=True)
    assert said == "陈姐，大家都说你们家暖，您也歇歇🌿。——小棉"
    assert voice.spoken(said, call="陈女士", rep="小棉", is_outreach=True) == said
    assert voice.spoken("“你家的爆款宝贝们”收到了。") == "“你家的爆款宝贝们”收到了。"
    assert "——" not in voice.spoken("好的。", rep="", is_outreach=True)
    assert "——" not in voice.spoken("好的。", rep="小棉")


@pytest.mark.parametrize(
    ("text", "rule", "said", "verdict"),
    [
        ("这是爆款。", "VOICE-WORD", "爆款", "block"),
        ("宝贝们早。", "VOICE-WORD", "宝贝们", "block"),
        ("美女早。", "VOICE-ADDRESS", "美女", "block"),
        ("我们终身包换。", "VOICE-PROMISE", "终身包换", "block"),
        ("你早点睡。", "VOICE-YOU", "你", "warn"),
        ("早🌿安🌿。", "VOICE-EMOJI", "🌿", "warn"),
    ],
)
def test_what_is_not_the_brands_way_is_found_where_it_stands(
    tmp_path: Path, text: str, rule: str, said: str, verdict: str
) -> None:
    found = _voice(tmp_path).findings(text, "care")
    assert [(one.rule, text[one.start : one.end], one.verdict) for one in found] == [(rule, said, verdict)]


def test_a_long_text_is_found_by_its_kind(tmp_path: Path) -> None:
    voice = _voice(tmp_path)
    assert [one.rule for one in voice.findings("好" * 41, "care")] == ["VOICE-LENGTH"]
    assert voice.findings("好" * 41, "reply") == ()


def test_a_fixed_reply_of_safety_is_left_alone(tmp_path: Path) -> None:
    assert _voice(tmp_path).findings("你马上去急诊，爆款美女", "fixed_reply") == ()


def test_the_gate_finds_it_in_a_text_that_a_person_edited(database: Database, tmp_path: Path) -> None:
    gate = Gate(voice=_voice(tmp_path))
    with database.writing() as session:
        make_member(session)
        draft = make_draft(session, text="芸姐，今天风大，添件外套。")
        assert "VOICE-WORD" not in {one.rule for one in gate.inspect_drafts(session, [draft], NOW)[0]}
        assert "VOICE-WORD" in {one.rule for one in gate.inspect(session, draft, "芸姐，这件是爆款。", NOW)}


@pytest.mark.parametrize(
    ("text", "line", "fix"),
    [
        ("brand: 棉朵\ncolour: red\n", 2, "Use one of brand"),
        ("brand: 棉朵\nwords: [a]\n", 2, "built-in sheet"),
        ("words: {急诊: 急急}\n", 1, "leave it out"),
        ("words: {去医院看看: ''}\n", 1, "leave it out"),
        ("never_promises: [医]\n", 1, "leave it out"),
        ("words: {'': a}\n", 1, "leave it out"),
        ("address: {you: 汝}\n", 1, "`you` is one of"),
        ("address: {titles: {女士: 大大}}\n", 1, "Use 姐"),
        ("length: {care: many}\n", 1, "care: 120"),
        ("words: {a: 1}\n", 1, "Quote numbers"),
        ("brand: [\n", 2, "Quote texts"),
        ("- a\n", 1, "key: value"),
    ],
)
def test_a_sheet_that_cannot_be_used_is_named_with_line_and_fix(tmp_path: Path, text: str, line: int, fix: str) -> None:
    with pytest.raises(BadInput, match=f"voice.yaml, line {line}") as fault:
        _voice(tmp_path, text)
    assert fix in fault.value.fix


def test_a_sheet_that_is_not_there_is_said() -> None:
    with pytest.raises(BadInput, match="cannot be read"):
        read_voice(Path("nowhere.yaml"))
