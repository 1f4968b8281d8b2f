"""What she asks is answered as she means it: no word beside it makes it a list, a wash or a wish."""

import pytest

from agent.composer.goods.wishes import asks_no_goods, asks_what_is_ours
from agent.composer.hearing.concepts import concepts
from agent.composer.hearing.kinds import kind_told
from agent.composer.hearing.matters import matters_in
from agent.composer.hearing.telling import course_of
from knowledge.answering import answer_for
from knowledge.playbook import Playbook
from tests.agent.shop import Shop, texts
from tests.builders import NOW, make_product
from tests.knowledge.pages import page
from tools.lists.needs import needs_in
from tools.members.snapshot import read_snapshot
from tools.models import Member

pytestmark = pytest.mark.in_turn


def _matters(words: str) -> set[str]:
    return {one.name for one in matters_in(words)}


@pytest.mark.parametrize(
    ("words", "matter"),
    [
        ("快递给扔小区外的菜鸟了，我坐月子下不了楼", "left_far"),
        ("给送到五里地外的代收点，抱着娃走不动", "left_far"),
        ("柜子上门装另收钱不", "install_fee"),
        ("安装费谁出", "install_fee"),
        ("量窗户要约几天", "measuring"),
        ("沙发可以约下周三再送吗", "parcel_wish"),
        ("哪天能来量房", "measuring"),
        ("您算医生不", "credential"),
        ("你们有营养方面的资格证吗", "credential"),
        ("回访我就不接了，忙得很", "declines_ours"),
        ("先不发链接了，我姐送了", "declines_list"),
    ],
)
def test_a_matter_is_heard_in_other_words(words: str, matter: str) -> None:
    assert matter in _matters(words)


@pytest.mark.parametrize(
    ("words", "matter"),
    [
        ("刀口平时怎么护理", "washing"),
        ("新生儿的指甲怎么打理", "washing"),
        ("小衣服备几身，多大码", "size"),
        ("快递给扔小区外的菜鸟了，我坐月子下不了楼", "parcel_wish"),
        ("麻烦帮我放驿站，我下不了楼", "left_far"),
        ("哪天能来量房", "install"),
        ("你们产品有质检证书吗", "credential"),
        ("幼儿园的活动孩子不参加了", "declines_ours"),
    ],
)
def test_a_matter_is_not_heard_where_it_is_another(words: str, matter: str) -> None:
    assert matter not in _matters(words)


def test_a_thing_is_washed_as_before() -> None:
    assert "washing" in _matters("羊毛毯怎么打理")
    assert "size" in _matters("这件外套选多大码")


@pytest.mark.parametrize(
    ("words", "is_none"),
    [
        ("别再列了，嫂子给了一大包", True),
        ("不用发清单了", True),
        ("三维彩超有这个必要吗", True),
        ("他不爱吃鸡蛋，有没有别的替", True),
        ("那款竹席搜不到了", True),
        ("你发的清单真细，存下来慢慢看", True),
        ("清单真细，上头的小被子你家有吗", False),
        ("清单太实用啦，贴冰箱上了\n清单里哪些是你们家有的？", False),
        ("别发链接，直接列几样给我", False),
        ("不吃甜的，你们有没有别的零食", False),
        ("有没有轻一点的推车", False),
    ],
)
def test_what_only_looks_like_an_ask_for_goods_is_none(words: str, *, is_none: bool) -> None:
    assert asks_no_goods(words) is is_none


@pytest.mark.parametrize("words", ["清单太实用啦\n清单里哪些是你们家有的？", "单子上的东西你们家有卖的吗"])
def test_which_things_of_a_list_are_ours_is_heard_behind_praise_for_it(words: str) -> None:
    assert asks_what_is_ours(words)
    assert not asks_what_is_ours("清单里哪些可以先不买")


def test_a_thing_that_holds_the_word_of_a_situation_is_that_thing() -> None:
    assert [need.said for need in needs_in("喂奶枕有卖吗")] == ["喂奶枕"]
    assert not needs_in("喂奶用的有哪些")[0].is_thing


@pytest.mark.parametrize(
    ("words", "said"), [("竹编提篮咋搜不着了", "下架"), ("铸铁炖锅下架了吗", "269"), ("铜火锅的链接失效了吗", "没查到")]
)
def test_what_is_sold_no_longer_is_said_so_and_what_is_still_there_is_priced(shop: Shop, words: str, said: str) -> None:
    with shop.database.writing() as session:
        make_product(session, sku="G1", name="暖木 竹编提篮", status="off")
        make_product(session, sku="G2", name="暖木 铸铁炖锅", status="on", price_fen=26900)
    assert all(said in text for text in texts(shop.ask(words)))


def test_she_is_told_that_nobody_here_is_a_doctor(shop: Shop) -> None:
    assert all("没有" in text and "证" in text for text in texts(shop.ask("您到底是不是营养师啊")))


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ("主管今天又给我摆脸子", "slighted"),
        ("脑门上又冒了几颗痘，都不敢照相", "breaks_out"),
        ("小姨从老家过来帮我几天", "help_comes"),
        ("收房一次过，就等搬了", "house_passed"),
    ],
)
def test_a_kind_of_news_is_heard_before_the_topic_beside_it(shop: Shop, words: str, kind: str) -> None:
    with shop.database.reading() as session:
        snapshot = read_snapshot(session, session.get_one(Member, "m1"), now=NOW)
    told = kind_told(words, snapshot, first=True)
    assert told is not None
    assert told[0].id.endswith(kind)


@pytest.mark.parametrize(
    ("words", "concept"),
    [
        ("防晒试手臂还是耳朵后面试", "her_event"),
        ("先走线还是先贴砖，水电没谱", "decorating"),
        ("怕生完没奶，提前能做啥", "milk_doubt"),
        ("再有两周就入园，练点什么好", "school_first_day"),
        ("人家都夸这活干得漂亮", "skin_dry"),
        ("出差第二天，住的旅馆真吵", "overtime"),
    ],
)
def test_a_concept_is_not_heard_in_a_word_that_means_something_else(words: str, concept: str) -> None:
    assert concept not in {one.id for one in concepts() if one.find(words)}


def test_a_stay_away_from_home_is_heard_as_one() -> None:
    assert "on_a_trip" in {one.id for one in concepts() if one.find("出差第二天，住的旅馆真吵")}


def test_a_slight_went_badly() -> None:
    assert course_of("客户当众数落我") == "bad"


def _page() -> Playbook:
    answers = (
        "### 起球了怎么收拾\n- 披肩\n剪平别揪。\n"
        "### 一天玩多久够\n- 多久\n两小时。\n"
        "### 早上还是晚上称\n- 晚上 早上\n一周一次。\n"
    )
    return page(sections={"answers": answers})


def _first(words: str) -> str:
    answer = answer_for(_page(), words)
    return answer.lines[0] if answer is not None else ""


def test_an_own_word_counts_where_she_asks_and_not_in_what_she_only_tells() -> None:
    assert _first("披肩起球怎么收拾") == "剪平别揪。"
    assert _first("戴着披肩出门，这会儿去公园晒太阳行不行") == ""


def test_a_time_of_day_is_no_answers_own_word() -> None:
    assert _first("我晚上就是饿") == ""
