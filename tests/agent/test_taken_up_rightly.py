"""News is taken up as what it is: of whom she speaks, whether it is done, and what only an ear answers."""

from datetime import timedelta

import pytest

from agent.composer.hearing.concepts import concepts
from agent.composer.hearing.listening import hear_told
from agent.composer.page.child_gender import agreeing
from agent.composer.phrases import is_question
from agent.composer.talk.key_sentence import with_her_clause
from agent.composer.talk.pointing import thing_stood_in
from tests.agent.shop import Shop, texts
from tests.builders import NOW, make_member, make_message
from tools.members.snapshot import read_snapshot
from tools.models import Draft, Member

pytestmark = pytest.mark.in_turn


def _heard(words: str) -> set[str]:
    return {concept.id for concept in concepts() if concept.find(words)}


@pytest.mark.parametrize(
    ("words", "concept"),
    [
        ("他下班就往床上一躺刷视频", "husband"),
        ("饭归我娃归我，他倒清闲", "husband"),
        ("明天开学，暑假作业还在赶作业", "homework_rush"),
        ("儿子围棋升到三段了", "passed_grade"),
        ("下个月回娘家待产", "birth_elsewhere"),
        ("一觉睡到大天亮", "slept_well"),
        ("我后天要出差", "trip_for_work"),
        ("我爸支架手术做完了，挺成功", "relative_better"),
        ("家里硬要我搬回去住，我不乐意", "pressed"),
        ("儿子天天跟我顶嘴", "teen_temper"),
        ("下雪了，你们也早点休息呀", "wishes_us_well"),
        ("抱娃抱得胳膊都抬不起来", "body_ache"),
    ],
)
def test_a_concept_is_heard_in_other_words(words: str, concept: str) -> None:
    assert concept in _heard(words)


@pytest.mark.parametrize(
    ("words", "concept"),
    [
        ("他难得主动陪娃，没刷手机", "husband"),
        ("我妈手术还没做，排在周四", "relative_better"),
        ("我爸手术很顺利，做完了", "relative_ill"),
        ("老公又出差了", "trip_for_work"),
        ("我闺蜜结婚，她哭得停不下来", "crying"),
        ("老公非让我辞职", "work_change"),
    ],
)
def test_a_concept_is_not_heard_where_it_is_another_matter(words: str, concept: str) -> None:
    assert concept not in _heard(words)


def test_a_good_night_of_a_woman_who_is_expecting_is_no_childs(shop: Shop) -> None:
    with shop.database.writing() as session:
        make_member(session, member_id="m9", children=[])
    found = texts(shop.ask("垫了个枕头，一觉到六点", member_id="m9"))
    assert found
    assert all("孩子" not in text and "小家伙" not in text for text in found)


def test_words_of_which_nothing_may_be_made_are_heard_all_the_same(shop: Shop) -> None:
    with shop.database.reading() as session:
        snapshot = read_snapshot(session, session.get_one(Member, "m1"), now=NOW)
    heard = hear_told("他们都劝我搬走，我不想", snapshot)
    assert heard is not None
    assert heard.concept.id == "plain"


@pytest.mark.parametrize(
    ("text", "words", "said"),
    [
        ("他会回来的。让他爸爸陪他。", "她一见生人就躲", "她会回来的。让他爸爸陪他。"),
        ("先问医生，由他判断。别逼他。", "闺女不肯吃", "先问医生，由他判断。别逼她。"),
        ("别逼他。", "她奶奶老喂她", "别逼他。"),
        ("别逼他。", "儿子跟他妹妹抢，闺女哭", "别逼他。"),
    ],
)
def test_a_girl_stays_a_girl(text: str, words: str, said: str) -> None:
    assert agreeing(text, words) == said


def _draft(text: str) -> Draft:
    return Draft(id="", suggestion_id="", member_id="m1", kind="reply", style="usual", text=text, proposed_text=text)


@pytest.mark.parametrize(
    ("words", "text"),
    [
        ("我家隔壁的都满院子跑", "您家隔壁的都满院子跑，各有早晚。"),
        ("人家说橘子能止咳", "您说“人家说橘子能止咳”，各有早晚。"),
    ],
)
def test_what_she_sees_is_said_as_spoken_and_what_others_believe_between_marks(words: str, text: str) -> None:
    assert with_her_clause((_draft("各有早晚。"),), words, ())[0].text == text


@pytest.mark.parametrize(
    ("words", "it"),
    [("那游泳呢", "游泳"), ("那跟着视频跳操呢", "跟着视频跳操"), ("那要多久呢", ""), ("那我等着呢", "")],
)
def test_what_stands_in_the_place_of_the_one_before(words: str, it: str) -> None:
    assert thing_stood_in(words) == it


def test_another_thing_in_its_place_gets_the_rule_of_its_kind_and_is_told_so(shop: Shop) -> None:
    with shop.database.writing() as session:
        make_message(session, message_id="b1", text="现在能运动不，天天坐着", at=NOW - timedelta(minutes=40))
        make_message(session, message_id="b2", text="可以走走。", direction="out", at=NOW - timedelta(minutes=30))
    proposal = shop.ask("那跟着视频跳操呢")
    assert {draft.playbook_id for draft in proposal.drafts} == {"PB-P15"}
    assert all("视频" in text for text in texts(proposal))


@pytest.mark.parametrize("words", ["能吃虾了没，七个月", "睡前抹还是起床抹"])
def test_these_are_questions(words: str) -> None:
    assert is_question(words)


def test_what_she_only_sighs_about_herself_is_no_question() -> None:
    assert not is_question("忙得都忘了自己多大了")
