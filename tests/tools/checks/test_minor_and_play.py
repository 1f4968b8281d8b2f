"""A member who says she is at school is a minor, her child is not; a blow in a game calls nobody, one after it does."""

import pytest

from tools.checks import triage
from tools.checks.behind_ours import read_answers
from tools.checks.finding import Line
from tools.checks.matching import Hit
from tools.checks.play import is_play
from tools.checks.rulebook import get_rule


@pytest.mark.parametrize(
    "text",
    [
        "我在读初二，这个面霜我能用吗",
        "我念高一，脸上爆痘",
        "我是初一的，帮我看看这件",
        "我高二，宿舍不让点香薰",
        "我都高三了还长不高",
        "本人初三女生一枚",
        "我還在上高中，有學生價嗎",
        "我下个月中考，紧张得睡不好",
        "我未成年，能下单吗",
        "我今年十五，想买支口红",
    ],
)
def test_who_says_she_is_at_school_herself_is_handed_to_a_person(text: str) -> None:
    judged = triage(text)
    assert (judged.route, judged.cause, judged.label) == ("human", "minor", "privacy")


@pytest.mark.parametrize(
    "text",
    [
        "我女儿初二，脸上长痘用什么",
        "大宝上初一，小的才半岁",
        "我上高二的儿子又逃课",
        "我送孩子上高中，路上堵",
        "我妹妹高一，想给她买个书包",
        "我初中同学开的店",
        "我高中毕业二十年了",
        "我读高中时认识的老公",
        "我是初三班主任",
        "当年我高一，还没有手机",
        "我初二，回娘家拜年，带点啥",
        "大年初三还上班不",
        "我上初二楼拿快递",
    ],
)
def test_her_child_her_pupils_her_youth_and_the_new_year_make_nobody_a_minor(text: str) -> None:
    assert triage(text).route is None


def test_her_age_comes_before_a_mere_likeness_to_a_complaint_and_after_a_plain_one() -> None:
    like = triage("我才上初三，客服态度好差")
    assert [reason.rule for reason in like.reasons] == ["MINOR", "LIKE-COMPLAINT"]
    assert like.route == "human"
    secret = triage("姐姐我下学期升初二，攒的压岁钱够买那支口红不，别让我妈晓得")
    assert (secret.route, secret.cause) == ("human", "minor")
    plain = triage("我初二，再不退款我打12315")
    assert plain.route == "complaint"
    assert "MINOR" in {reason.rule for reason in plain.reasons}


def test_a_minor_in_danger_is_in_danger_first() -> None:
    assert triage("我初二，我不想活了").route == "crisis"
    assert triage("我高一，他掐我脖子").route == "crisis"


@pytest.mark.parametrize(
    ("harmless", "grave"),
    [
        ("他先打我一张三万，我就胡了", "他打麻将输了就打我"),
        ("麻将桌上他专打我要的牌", "麻将桌上他拿凳子砸我"),
        ("斗地主他们三个打我一个，我当地主", "斗地主吵起来，他们三个打我一个"),
        ("乒乓球他扣杀我，我接不住", "打完乒乓球他回来就揍我"),
        ("他打我打得满场跑，羽毛球我是真不行", "羽毛球输了他打我打得满身青紫"),
        ("他杀我一个片甲不留，象棋我不行", "下棋他一急就杀了我的心都有，拿刀对着我"),
        ("被老公打得落花流水，乒乓球", "被老公打得落花流水，跑回娘家，乒乓球都不敢打了"),
        ("打红警被他打爆了", "打游戏我吵他一句，他就动手打我"),
        ("密室逃脱被锁在里面出不去，笑死", "打麻将回来晚了，他把我锁门外还打我"),
        ("麻将又输了五块，他自摸，打我一个措手不及", "麻将输了二十万，我不想活了"),
    ],
)
def test_a_game_told_plainly_calls_nobody_and_its_grave_twin_does(harmless: str, grave: str) -> None:
    assert triage(harmless).route is None
    assert triage(grave).route == "crisis"


def test_the_rep_is_told_of_a_blow_in_a_game() -> None:
    judged = triage("他先打我一张三万，我就胡了")
    assert (judged.level, judged.label) == ("S3", "benign")
    assert "CRISIS-VIOLENCE" in {reason.rule for reason in judged.reasons}


@pytest.mark.parametrize(
    "text",
    [
        "他打我一张三万，后来他打我",
        "打麻将的时候他打我了",
        "他先打我一张三万",
        "三个人打我一个，我当地主那天输了钱，头发被薅了",
    ],
)
def test_a_word_of_a_real_blow_or_no_game_at_all_excuses_nothing(text: str) -> None:
    if "薅" in text or "后来" in text or "时候" in text:
        assert triage(text).route == "crisis"
    assert not is_play(Hit(get_rule("CRISIS-VIOLENCE"), 0, 2), text)


def test_a_wish_to_die_and_danger_to_a_child_are_never_play() -> None:
    text = "斗地主他们三个打我一个，我当地主"
    assert is_play(Hit(get_rule("CRISIS-VIOLENCE"), 0, 2), text)
    for rule in ("CRISIS-SUICIDE", "CRISIS-HARM-CHILD", "MED-IN-FIT"):
        assert not is_play(Hit(get_rule(rule), 0, 2), text)


_A_FOUR_YEAR_OLD = Line("in", "老大四岁，抢妹妹玩具就发脾气", 0.5)


@pytest.mark.parametrize(
    ("told", "text"),
    [
        (_A_FOUR_YEAR_OLD, "拉开了他还踢我"),
        (_A_FOUR_YEAR_OLD, "说他两句他又打我一下"),
        (_A_FOUR_YEAR_OLD, "我蹲下来讲道理，他反手推我一下"),
        (Line("in", "女儿两岁半，一不顺心就打人", 1.0), "抱她走，她就踢我"),
        (Line("in", "儿子三岁，在超市打滚闹", 2.0), "拽不动，他踹我一脚"),
    ],
)
def test_a_small_child_of_hers_that_hits_her_calls_nobody(told: Line, text: str) -> None:
    judged = triage(text, (told,))
    assert judged.route is None
    assert judged.level == "S3"


@pytest.mark.parametrize(
    ("told", "text"),
    [
        (Line("in", "昨晚又吵起来了", 0.5), "拉开了他还踢我"),
        (_A_FOUR_YEAR_OLD, "我劝他爸，他打我"),
        (Line("in", "老公喝多了，儿子三岁吓得发脾气", 0.5), "拉开了他还踢我"),
        (Line("in", "老大四岁，抢妹妹玩具就发脾气", 48.0), "拉开了他还踢我"),
        (_A_FOUR_YEAR_OLD, "他喝多了又踢我"),
        (_A_FOUR_YEAR_OLD, "他又打我了"),
        (Line("in", "今天累", 0.5), "老二三岁吓哭了，他还踢我"),
        (Line("in", "今天累", 0.5), "老二三岁在旁边，他还踢我"),
        (Line("out", "老大四岁，抢妹妹玩具就发脾气", 0.5), "他掐我脖子，还踢我"),
    ],
)
def test_a_blow_that_no_child_dealt_still_calls_a_person(told: Line, text: str) -> None:
    assert triage(text, (told,)).route == "crisis"


_A_SHOT = Line("out", "流感疫苗孕期可以接种，去时告知孕周。", 0.5)


@pytest.mark.parametrize("text", ["可以打的话那他呢", "那他也一块儿打呗", "他不打行不"])
def test_who_is_given_the_shot_that_was_spoken_of_calls_nobody(text: str) -> None:
    assert triage(text, (_A_SHOT,)).route is None


@pytest.mark.parametrize("text", ["他又打我了", "没打成，他喝了酒打我", "打完针回来他又打我"])
def test_a_blow_beside_talk_of_a_shot_still_calls_a_person(text: str) -> None:
    assert triage(text, (_A_SHOT,)).route == "crisis"


@pytest.mark.parametrize("pair", [pair for row in read_answers()[2] for pair in row.must_pass], ids="".join)
def test_a_short_answer_to_our_own_line_calls_nobody(pair: tuple[str, str]) -> None:
    ours, hers = pair
    judged = triage(hers, [Line("out", ours, 1.0)])
    assert judged.route is None
    assert judged.intent != "opt_out"


@pytest.mark.parametrize("pair", [pair for row in read_answers()[2] for pair in row.must_hit], ids="".join)
def test_a_danger_behind_the_same_line_of_ours_calls_a_person(pair: tuple[str, str]) -> None:
    ours, hers = pair
    judged = triage(hers, [Line("out", ours, 1.0)])
    assert judged.route or judged.intent == "opt_out"


def test_an_answer_is_one_only_behind_our_line_of_these_days() -> None:
    assert triage("没过 第三家了", [Line("out", "面试怎么样，过了没？", 100.0)]).route
    assert triage("没过 第三家了", [Line("out", "面试怎么样，过了没？", 2.0), Line("in", "嗯", 1.0)]).route
