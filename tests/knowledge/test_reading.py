"""A sound file becomes a page; an unsound one says where, what and how to mend it."""

from pathlib import Path
from typing import Any

import pytest

from knowledge.library import SHIPPED_PLAYBOOKS
from knowledge.pages.faults import PlaybookFault
from knowledge.pages.reading import check_folders, parse_playbook
from tests.knowledge.pages import SECTIONS, page, page_text, write_pages
from tools.errors import BadInput

LIST = """### 证件格

| 项目 | 数量 | 为什么 | 什么时候 | 提示 |
|---|---|---|---|---|
| 身份证 | 2份 | 办手续 | 入院时 | 放一个袋子 |

### 先别买

| 项目 | 数量 | 为什么 | 什么时候 | 提示 |
|---|---|---|---|---|
| 学步车 | 不用 | 用不上 | 可不买 |  |
"""


def test_a_sound_file_becomes_a_page_with_its_variants() -> None:
    sound = page()
    assert sound.id == "PB-P21"
    assert sound.stage.gest_week == (28, 40)
    assert set(sound.variants["care"]) == {"short", "usual", "warm"}
    assert sound.reply_branches[0].condition == "胎动变少"
    assert len(sound.content_hash) == 64


def test_a_checklist_keeps_groups_columns_and_what_need_not_be_bought() -> None:
    listed = page(kind="checklist", sections={"list": LIST})
    assert [(row.group, row.item, row.skip) for row in listed.checklist] == [
        ("证件格", "身份证", False),
        ("先别买", "学步车", True),
    ]
    assert listed.checklist[0].tip == "放一个袋子"


def test_a_list_that_does_not_say_how_its_rows_are_come_by_keeps_its_hash() -> None:
    listed = page(kind="checklist", sections={"list": LIST})
    assert listed.content_hash == "72d81c3b7f1761819914be1a595542f7d4260e5a32cda7bfdf34a0094d5630f1"


def test_a_checklist_may_say_of_each_row_how_it_is_come_by() -> None:
    row = "### 宝宝\n| 项目 | 数量 | 为什么 | 什么时候 | 提示 | 怎么备 |\n| 连体衣 | 2件 | 要换 | 住院 | 先洗晒 | {} |"
    bought, borrowed = (page(kind="checklist", sections={"list": row.format(word)}) for word in ("童装", "可以借"))
    assert [row.provision for row in (*bought.checklist, *borrowed.checklist)] == ["童装", "可以借"]
    assert bought.content_hash != borrowed.content_hash


def test_a_concierge_page_has_its_steps_in_order() -> None:
    steps = page(kind="concierge", drop=list(SECTIONS)[:3], sections={"steps": "1. 问清时间\n2、约人\n"}).steps
    assert steps == ("问清时间", "约人")


def test_numbers_among_words_are_words() -> None:
    assert page(must_say=[12356, "医生"]).must_say == ("12356", "医生")


def test_variants_with_a_slot_that_cannot_be_filled_are_left_out() -> None:
    some = page(sections={"care.warm": "{call}，快{week}了，记得问医生。"})
    assert set(some.variants_for("care", {"call"})) == {"short", "usual"}
    assert set(some.variants_for("care", {"call", "week"})) == {"short", "usual", "warm"}


def test_a_page_is_usable_only_as_long_as_its_first_fact() -> None:
    some = page(facts=[{"id": "F-1", "text": "某事", "expires_on": "2027-05-22"}])
    assert some.usable_until.isoformat() == "2027-05-22"


def test_fields_that_windows_rest_on_count_as_used() -> None:
    some = page(uses=[], stage={"gest_week": [1, 2], "days": ["birthday"]})
    assert set(some.rests_on) == {"due_date", "birthday"}


_ROW = "### 宝宝\n| 连体衣 | 2件 | 要换 | 住院 | 先洗晒 | 去超市 |"
_SKIPPED = "### 先别买\n| 新衣服 | 先不备 | 长得快 | 以后 | 借 | 童装 |"
FAULTS: list[tuple[str, dict[str, Any], str]] = [
    ("a missing key", {"drop": ["goal"]}, "'goal' is missing"),
    ("an unknown key", {"stages": {}}, "'stages' is unknown"),
    ("a key that must be text", {"title": ["x"]}, "'title' must be text"),
    ("a list that is none", {"questions": "x"}, "'questions' must be a list"),
    ("a flag that is none", {"health": "ja"}, "'health' must be true or false"),
    ("a stage that is none", {"stage": [1]}, "'stage' must hold windows"),
    ("facts that are none", {"facts": ["x"]}, "'facts' must be a list of objects"),
    ("a malformed id", {"id": "P21"}, "id 'P21' is not well formed"),
    ("an id that is not the file's", {"id": "PB-P22"}, "not the file's name"),
    ("an unknown kind", {"kind": "song"}, "'song' is no kind"),
    ("an unknown status", {"status": "done"}, "'done' is no status"),
    ("an unknown touch", {"touch": "X"}, "'X' is no touch"),
    ("an unknown member field", {"uses": ["due_date", "iq"]}, "'iq' is no uses"),
    ("a version that is none", {"version": "1.0"}, "'1.0' is not a version"),
    ("a topic that is none", {"topics": ["P211"]}, "'P211' is not a topic"),
    ("a fixed reply without a route", {"kind": "fixed_reply"}, "a fixed reply needs a route"),
    ("an unknown route", {"kind": "fixed_reply", "route": "home"}, "'home' is no route"),
    ("a route where none belongs", {"route": "crisis"}, "only a fixed reply has a route"),
    ("a cause where none belongs", {"cause": "family"}, "only a fixed reply has a cause"),
    ("an unknown window", {"stage": {"moon": [1, 2]}}, "window 'moon' is unknown"),
    ("a window the wrong way round", {"stage": {"gest_week": [30, 28]}}, "[30, 28] is not a window"),
    ("a window with one end", {"stage": {"age_days": [3]}}, "[3] is not a window"),
    ("a window beyond sense", {"stage": {"gest_week": [1, 99]}}, "[1, 99] is not a window"),
    ("a month that is none", {"stage": {"months": [13]}}, "[13] are not months"),
    ("an unknown special day", {"stage": {"days": ["halloween"]}}, "'halloween' is no stage"),
    ("an unknown persona", {"stage": {"personas": ["robot"]}}, "'robot' is no stage"),
    ("an unknown family of goods", {"stage": {"families": ["boats"]}}, "'boats' is no stage"),
    ("tags that are none", {"stage": {"tags": "x"}}, "is not a list of names"),
    ("a fact without text", {"facts": [{"id": "F-1"}]}, "a fact has no text"),
    ("a fact with an unknown key", {"facts": [{"id": "F", "text": "t", "colour": "x"}]}, "unknown key 'colour'"),
    ("a fact's date that is none", {"facts": [{"id": "F", "text": "t", "expires_on": "soon"}]}, "'soon' is not a"),
    ("an expiry that is no date", {"expires_on": "2027-13-01"}, "'2027-13-01' is not a date"),
    ("an expiry in another form", {"expires_on": "20271101"}, "'20271101' is not a date"),
    ("a branch without route", {"reply_branches": [{"if": "x"}]}, "a reply branch is not"),
    ("a branch to an unknown route", {"reply_branches": [{"if": "x", "route": "away"}]}, "'away' is no reply_branches"),
    ("a missing section", {"drop": ["care.warm"]}, "'care.warm' is missing"),
    ("an unknown section", {"sections": {"care.loud": "x"}}, "'care.loud' is unknown"),
    ("an empty section", {"sections": {"care.warm": ""}}, "'care.warm' is empty"),
    ("a slot nobody fills", {"sections": {"care.warm": "{sun}，医生"}}, "unknown slot {sun}"),
    ("a slot without its field", {"sections": {"care.warm": "{baby}，医生"}}, "{baby} without 'children'"),
    (
        "a product outside after-sale",
        {"uses": ["orders"], "sections": {"care.warm": "{product}，医生"}},
        "names a product with {product}",
    ),
    ("a lone brace", {"sections": {"care.warm": "{宝宝}，医生"}}, "a brace that is no slot"),
    ("a text without the words it must say", {"sections": {"care.warm": "好好休息"}}, "says none of 医生"),
    (
        "texts that all need a slot",
        {"sections": {f"care.{style}": "{week}，医生" for style in ("short", "usual", "warm")}},
        "every care text needs a slot",
    ),
    ("a checklist without rows", {"kind": "checklist", "sections": {"list": "### 空"}}, "the list has no rows"),
    ("a row with too few cells", {"kind": "checklist", "sections": {"list": "| 甲 | 乙 |"}}, "has 2 cells"),
    ("a row that is come by no known way", {"kind": "checklist", "sections": {"list": _ROW}}, "no way to come by"),
    ("goods among what not to buy", {"kind": "checklist", "sections": {"list": _SKIPPED}}, "'童装' is no way"),
    ("prose in a list", {"kind": "checklist", "sections": {"list": "随便写"}}, "neither a group nor a table row"),
    ("a step without number", {"kind": "concierge", "sections": {"steps": "先问"}}, "is not a numbered step"),
]


@pytest.mark.parametrize(("changes", "message"), [case[1:] for case in FAULTS], ids=[case[0] for case in FAULTS])
def test_each_fault_names_file_line_and_fix(changes: dict[str, Any], message: str) -> None:
    text = page_text(**changes)
    with pytest.raises(PlaybookFault) as caught:
        parse_playbook(text, "PB-P21.md")
    fault = next(fault for fault in caught.value.faults if message in fault.message)
    assert fault.source == "PB-P21.md"
    assert 1 <= fault.line <= text.count("\n")
    assert fault.fix
    assert isinstance(caught.value, BadInput)


def test_a_fault_names_the_line_it_stands_on() -> None:
    text = page_text(stage={"gest_week": [28, 40], "moon": [1, 2]})
    with pytest.raises(PlaybookFault) as caught:
        parse_playbook(text, "PB-P21.md")
    assert "moon" in text.split("\n")[caught.value.faults[0].line - 1]


def test_all_faults_of_a_file_are_told_at_once() -> None:
    with pytest.raises(PlaybookFault) as caught:
        parse_playbook(page_text(kind="song", version="x", status="y"), "PB-P21.md")
    assert len(caught.value.faults) == 3
    assert "(and 2 more)" in str(caught.value)


@pytest.mark.parametrize(
    ("text", "message", "line"),
    [
        ("no header", "the header is missing", 1),
        ("", "the header is missing", 1),
        ("---\nid: x\n", "the header has no end", 1),
        ("---\nid: [x\nkind: y\n---\n", "the header is not YAML", 3),
        ("---\n- a\n---\n", "the header has no keys", 2),
        ("---\nid: &a [*a]\n---\n", "'id' must be text", 2),
    ],
)
def test_a_broken_header_is_one_clear_fault(text: str, message: str, line: int) -> None:
    with pytest.raises(PlaybookFault) as caught:
        parse_playbook(text, "PB-P21.md")
    fault = next(fault for fault in caught.value.faults if message in fault.message)
    assert fault.line == line


def test_doubled_keys_sections_and_stray_text_are_faults() -> None:
    text = page_text().replace("touch: K", "touch: K\ntouch: L").replace("\n## care.short", "\n迷路\n\n## care.short")
    with pytest.raises(PlaybookFault) as caught:
        parse_playbook(text + "\n## care.short\n再来一次，医生\n", "PB-P21.md")
    told = " ".join(fault.message for fault in caught.value.faults)
    assert "the key 'touch' stands twice" in told
    assert "section 'care.short' stands twice" in told
    assert "this text stands in no section" in told


def test_a_folder_check_finds_doubled_ids_and_texts_and_goes_on_past_broken_files(tmp_path: Path) -> None:
    write_pages(tmp_path / "a", {"id": "PB-A"}, {"id": "PB-B", "questions": ["一样的问题"]})
    write_pages(tmp_path / "b", {"id": "PB-A"}, {"id": "PB-C", "questions": ["一样的问题"]})
    (tmp_path / "b" / "PB-BAD.md").write_bytes(b"---\nid: \xff\xfe\n---\n")
    told = [str(fault) for fault in check_folders([tmp_path])]
    assert any("PB-A is already taken by a/PB-A.md" in line for line in told)
    assert any("question '一样的问题' is also that of" in line for line in told)
    assert any(line.startswith("b/PB-BAD.md:2: this is not UTF-8.") for line in told)


def test_a_missing_folder_is_bad_input(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="no playbook folder"):
        check_folders([tmp_path / "nowhere"])


def test_the_shipped_playbooks_have_no_fault() -> None:
    assert [str(fault) for fault in check_folders([SHIPPED_PLAYBOOKS])] == []
