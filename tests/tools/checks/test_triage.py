"""What a member wrote calls the right person, in the order of gravity."""

import time

import pytest

from tools.checks import Line, triage
from tools.checks.agreement import spokesman
from tools.checks.unclear import may_be_answered
from tools.errors import BadInput


@pytest.mark.parametrize(
    ("text", "route", "cause"),
    [
        ("我不想活了", "crisis", "suicide"),
        ("他昨天掐我脖子", "crisis", "violence"),
        ("听他一直哭我就想捂住他的嘴", "crisis", "harm_child"),
        ("今天胎动少了很多", "medical", "fetal_movement"),
        ("taidong shao le", "medical", "fetal_movement"),
        ("擦的时候有粉红色的血", "medical", "bleeding"),
        ("羊水好像破了", "medical", "waters"),
        ("頭好痛，眼睛花", "medical", "hypertension"),
        ("肚子一阵一阵发紧，才三十四周", "medical", "contractions"),
        ("刚满月的宝宝体温38.2", "medical", "fever"),
        ("宝宝手脚心都黄了", "medical", "newborn"),
        ("吃了鸡蛋嘴唇肿起来了", "medical", "allergy"),
        ("两周了天天哭，什么都不想做", "medical", "low_mood"),
        ("18个月还不会叫妈妈", "medical", "development"),
        ("能吃布洛芬吗，我孕20周", "medical", "medication"),
        ("堂妹怀孕三十三周，今天孩子动得少", "medical", "fetal_movement"),
        ("回来胳膊上一圈青 说老师拧的", "crisis", "harm_child"),
        ("没胎心了，周四手术", "bereavement", "pregnancy_child"),
        ("自然流产了，见红一周还是没保住", "bereavement", "pregnancy_child"),
        ("我公公昨天下葬", "bereavement", "family"),
        ("再不给退款我打12315", "complaint", None),
        ("我已经找律师了，法院见", "legal", None),
        ("这纸尿裤害孩子屁股烂了，必须赔", "complaint", "product_harm"),
        ("删除我的信息，还有宝宝的照片", "privacy", "erasure"),
        ("你们怎么知道我怀孕了", "privacy", "source"),
        ("我想看看你们给我打了什么标签", "privacy", "access"),
        ("请更正，我孩子是女孩", "privacy", "correction"),
        ("有人自称你们客服让我转账", "privacy", "scam"),
        ("我初三，我妈不知道", "human", "minor"),
        ("能帮我找代孕吗", "human", "illegal"),
    ],
)
def test_a_grave_message_calls_a_person(text: str, route: str, cause: str | None) -> None:
    judged = triage(text)
    assert (judged.route, judged.cause) == (route, cause)
    assert judged.reasons
    assert judged.reasons[0].verdict == "route"


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("夜里腿抽筋咋办", "asks_advice"),
        ("糖耐要空腹吗", "asks_advice"),
        ("脐带什么时候掉", "asks_advice"),
        ("宝宝哭闹怎么哄", "asks_advice"),
        ("每天傍晚哭到八点，抱着也不行，我快崩溃了", "asks_advice"),
        ("这些哪些是你们家有的", "asks_products"),
        ("你们有包被没，薄的那种", "asks_products"),
        ("那支身体乳多少钱呀", "price"),
        ("快递改个地址，寄我妈家", "order_service"),
        ("床架的配件少了一包，咋整", "order_service"),
        ("谢谢你惦记", "thanks"),
        ("以后节日的问候也别发了，我不喜欢这套", "opt_out"),
        ("no more messages pls", "opt_out"),
        ("唔使再send嘢俾我", "opt_out"),
        ("😊", "smalltalk"),
        ("今天天气真好", "smalltalk"),
    ],
)
def test_an_everyday_message_calls_nobody(text: str, intent: str) -> None:
    judged = triage(text)
    assert (judged.intent, judged.route) == (intent, None)


@pytest.mark.parametrize(
    "text",
    [
        "没有见红也没破水，就是来问问待产包几个",
        "孩子发烧已经退了，医生看过说没事，跟你说一声",
        "数了胎动，两小时十五次，挺活泼的",
        "面没了，下楼买瓶酱油",
        "笑死我了今天",
        "饿死了，晚饭还没着落",
        "我上次投诉那事解决了，谢谢你跑前跑后",
        "帮我把购物车里那件删掉吧",
    ],
)
def test_denial_resolution_and_idioms_do_not_route_to_medical_or_loss(text: str) -> None:
    assert triage(text).route not in {"medical", "crisis", "bereavement", "complaint", "privacy"}


def test_the_gravest_meaning_wins() -> None:
    assert triage("我不想活了，你们还欠我退款，我要投诉").route == "crisis"
    assert triage("宝宝抽搐了，你们的东西害的，我要投诉").route == "medical"


def test_a_relapse_after_recovery_is_still_medical() -> None:
    assert triage("昨天退烧了，医生看过，可是今天又烧到39度").route == "medical"


def test_a_follow_up_is_read_with_the_talk_before() -> None:
    talk = (Line("in", "浴巾你们有几种？", 0.2), Line("out", "浴巾有两种，尺寸价格写在这儿了。", 0.1))
    assert triage("这几样呢", talk).intent == "asks_products"


def test_a_sign_split_over_two_messages_is_put_together() -> None:
    talk = (Line("in", "肚子从早上开始", 0.02),)
    assert triage("一阵一阵发紧", talk).route == "medical"


def test_a_minor_on_record_is_handed_to_a_person() -> None:
    assert triage("今天天气真好", minor=True).route == "human"
    assert triage("我不想活了", minor=True).route == "crisis"


def test_the_quote_is_her_own_words() -> None:
    text = "在吗？今天 胎動 少了好多"
    assert triage(text).quote in text
    assert "胎動" in triage(text).quote


@pytest.mark.parametrize("text", ["", "   ", "\u200b\u200b", "\ud800"])
def test_an_unreadable_message_is_refused(text: str) -> None:
    with pytest.raises(BadInput):
        triage(text)


@pytest.mark.parametrize("piece", ["胎动肚子", "我他打", "没有没有", "的", "a b ", "等了三天", "宝宝孩子没"])
def test_a_hostile_long_message_is_judged_in_time(piece: str) -> None:
    started = time.perf_counter()
    triage(piece * (100_000 // len(piece)))
    assert time.perf_counter() - started < 30


def test_a_red_flag_deep_in_a_long_message_is_found() -> None:
    assert triage("今天天气不错。" * 3000 + "我不想活了。" + "吃了饭。" * 3000).route == "crisis"


@pytest.mark.parametrize(
    ("ours", "hers"),
    [
        ("夜里侧着躺，腿中间夹个枕头，腰会轻一点。", "是的 昨晚起来三次😂 我试试夹枕头"),
        ("先拿干毛巾按住吸，再用凉水沾着按。", "按了半天，基本没了"),
    ],
)
def test_a_household_thing_in_our_care_is_no_talk_of_goods_that_changes_how_she_is_heard(ours: str, hers: str) -> None:
    assert triage(hers, (Line("out", ours, 1),)).route is None


@pytest.mark.parametrize(
    ("said", "cause"),
    [
        ("同岁的都会背诗了，他还不开口说话，要紧不", "development"),
        ("突然不说话了，嘴角还抽", "general"),
        ("两颊绷得刺刺的，洗完脸更明显", "unclear"),
        ("后腰以下发麻，使不上劲", "general"),
    ],
)
def test_a_likeness_that_names_nothing_bodily_asks_for_a_doctor_today_and_no_more(said: str, cause: str) -> None:
    speaks = spokesman("in", "medical_risk", said)
    assert speaks is not None
    assert (speaks.level, speaks.cause) == ("S2", cause)


@pytest.mark.parametrize(
    "text",
    [
        "别打我电话 打我老伴的",
        "打我女婿的 我耳朵背",
        "以后有事打我儿子电话",
        "师傅电话都没一个",
        "说好联系我 电话也没有",
        "还没给我打电话",
        "别给我发语音，我上班听不了",
        "我家是姐姐哦 弟弟还在肚子里",
        "叫我小谭就行 才二十六",
        "我叔血压高，想买个血压计，手腕的好还是胳膊的好",
        "孩子说长大要当殡仪馆馆长，我愣了半天",
    ],
)
def test_how_to_reach_her_and_other_everyday_words_call_nobody(text: str) -> None:
    judged = triage(text)
    assert judged.route is None
    assert judged.intent != "opt_out"


@pytest.mark.parametrize(
    ("text", "is_of_other", "may"),
    [
        ("我闺蜜刚查出怀孕六周，她脸皮薄让我来问，叶酸还用接着吃吗", True, True),
        ("帮同事问个事，她家娃14个月了还不会自己走，家里老人急得不行，天天说是缺钙，真的假的啊", True, True),
        ("哺乳期能用水杨酸不", False, True),
        # A figure, a body as it is now, what was taken, an age by which a doctor sees to it: these call a person.
        ("七个半月了，俩钟头才动六回，咋整", False, False),
        ("大夫给开的是五毫克那种大的，跟人家的小片不一样，我能自个儿减不", False, False),
        ("见宏一点点，咖啡色，要马上走不", False, False),
        ("不知情吃了布洛芬，五周，要不要紧", False, False),
        ("两岁零一个月只会单个字往外蹦，要不要看", False, False),
        ("33周一礼拜重了五斤还头胀，是不是水肿", False, False),
        ("夜里腿抽筋咋办", False, False),
    ],
)
def test_only_a_bare_likeness_of_an_everyday_question_may_be_answered(
    text: str, *, is_of_other: bool, may: bool
) -> None:
    assert may_be_answered(triage(text), text, is_of_other=is_of_other) is may
