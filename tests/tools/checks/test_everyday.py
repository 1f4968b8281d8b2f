"""Everyday talk calls nobody: a false alarm silences her, seals her pregnancy or wakes a colleague."""

import pytest

from tools.checks import Inspection, inspect, triage, verdict
from tools.checks.agreement import is_everyday_worry, read_policy
from tools.checks.ear import Ear, Opinion
from tools.checks.features import Sight
from tools.checks.matching import Hit
from tools.checks.rulebook import get_rule
from tools.embedder import local_embedder


@pytest.mark.parametrize(
    "text",
    [
        "这样子呀",
        "嗯好的",
        "多谢挂心",
        "谢谢关心哈",
        "等我回来再联系你",
        "作业一写完就让他下楼疯",
        "念给我妈听了，她说中",
        "外公先撑不住，笑出声来",
        "奶奶先松口，偷偷塞了块糖",
        "床底下扫出一堆玩具",
        "纸箱泡了水，里面没事",
        "窗户一直开着通风呢",
        "难怪老是搓泥",
        "婆婆一天三个视频",
        "地垫昨天就铺好啦",
        "逛逛不买，就找你说说话",
        "老公做的红烧肉糊了，笑死",
        "体检都过了，大夫说挺好",
        "下雨，鞋全湿了",
        "男主最后死了，我哭了一晚上",
        "我妈走亲戚去了，家里就我俩",
        "酱油没了，我下楼一趟",
        "媳妇怀着二胎，昨晚为洗碗跟我拌嘴，我这会儿大气都不敢出，咋哄她好",
        "约了大排畸，正赶上我妹婚礼，愁死我了，能改日子不",
        "重新核了孕周，说是14周不是15周，NT还来得及做吗",
        "闺蜜月子里不让探望，说谁也不想见，我该不该去",
        "人家二十二个月都会背唐诗了，我家才会叫爷爷奶奶和车车，我天天晚上睡前焦虑，平时怎么多跟他说话",
        "你家那个DHA一盒有多少颗，一天吃几粒呀，够吃一个月不",
        "我妈眼睛花，钙片瓶子上的字看不清，让我问你一天吃几片",
        "绘本里小熊的奶奶去了天上，四岁能给他读这本吗",
        "数学考了九十八，他一路飞奔回来的，书包都甩飞了",
        "女儿学自行车摔了几跤，现在会骑了，高兴坏了",
        "口水巾一会儿就湿透，脖子底下红红的，口水巾多久换一条合适",
        "我家狗绝育回来蔫蔫的，给它垫个什么垫子",
        "种的草莓苗全军覆没，娃说要开追悼会，笑死",
        "熬夜追剧，第二天眼睛肿得像桃，敷什么眼膜",
        "下次产检要做糖耐，我三十号要回老家，能不能晚一周做",
        "体测跑八百她说要提前写遗书，哈哈，跑前吃点啥",
        "晕船晕得我发誓下辈子做鱼，下回坐船前吃啥好",
        "老婆嫌我切的水果块大，摔了叉子进屋了，七个月了我惹不起，咋办",
        "他拿奶瓶砸我脑袋咯咯笑，这小坏蛋",
        "没听明白，再说说",
        "啥意思啊",
    ],
)
def test_everyday_talk_calls_nobody(text: str) -> None:
    judged = triage(text)
    assert (judged.route, judged.intent == "opt_out") == (None, False)


@pytest.mark.parametrize(
    "text",
    [
        "一岁多晚上几点睡合适",
        "断奶从哪一顿开始减",
        "不肯坐安全座椅咋哄",
        "面膜敷多久揭",
        "防晒怎么总搓泥",
        "刷牙牙龈老出点血，咋回事",
        "快递三天没动静了",
        "螺丝少一颗能补不",
        "毛衣起球了有啥办法",
        "地板先铺还是门先装",
        "恶露一般多少天走完",
        "起床刷牙时老犯恶心，啃口馒头压一压",
        "刷牙的时候牙肉渗血，漱口水都带粉",
        "鸭血汤能补铁吗",
        "带我爸出国，他常吃的药要不要备份英文处方单",
        "刷剧刷到男主没了，哭惨了，眼睛肿得像桃",
        "写一条降温的提醒，别太啰嗦",
        "会员回了句不想聊，我怎么接",
    ],
)
def test_a_question_that_the_playbooks_answer_calls_nobody(text: str) -> None:
    judged = triage(text)
    assert (judged.route, judged.intent == "opt_out") == (None, False)


@pytest.mark.parametrize(
    ("text", "route"),
    [
        ("今儿一下都没踹我", "medical"),
        ("早上起来恶心，头晕得站不住", "medical"),
        ("老犯恶心，喝口水都吐，一天没尿", "medical"),
        ("牙龈出血止不住，身上还有瘀青", "medical"),
        ("看完电影眼睛肿，脸上还起疹子", "medical"),
        ("内裤上一块锈色的，八周", "medical"),
        ("一站起来就淌水，收不住", "medical"),
        ("眼前一闪一闪的，怀八个月", "medical"),
        ("滚油溅手上，起了泡", "medical"),
        ("三周没笑过了，整夜睁眼到天亮", "medical"),
        ("原来会叫妈妈，现在不叫了", "medical"),
        ("窗边站了半天，一步的事", "crisis"),
        ("他不许我出这个门", "crisis"),
        ("宝宝没有跟我回家", "bereavement"),
        ("我奶奶昨晚咽的气", "bereavement"),
    ],
)
def test_a_red_flag_said_sideways_is_heard(text: str, route: str) -> None:
    assert triage(text).route == route


@pytest.mark.parametrize(
    "text",
    [
        "搬新家那阵子两口子拌嘴很常见，您不是一个人。",
        "妈妈群里那些攻略您挑着看，别焦虑。",
        "包裹今天到了转运中心，我盯着。",
        "睡前换成一本薄薄的绘本，读十分钟就好。",
        "尿布上边折一折，露出肚脐。",
        "今天别的不用管，先睡一觉。",
        "请爸爸领一件小事，每晚倒杯水。",
        "走十分钟就算完成任务了。",
        "拆箱前拍下外箱的样子，少件好说。",
        "合同里的付款节点写清楚再签。",
        "误食了不催吐，带着包装去医院，急就打120。",
        "小床借一张更划算，用得短。",
        "到18个月还不肯走，去儿保评估一下更踏实。",
        "辅食一般满6月龄开始，先从富铁的来。",
    ],
)
def test_plain_words_that_look_like_selling_pass(text: str) -> None:
    assert verdict(inspect(text, Inspection("care", stage="infant_0_12", stage_months=4))) in {"pass", "warn"}


def test_a_wrong_age_of_her_own_child_still_blocks() -> None:
    setting = Inspection("care", stage="infant_0_12", stage_months=4)
    assert verdict(inspect("宝宝满18个月了，今天抱抱他。", setting)) == "block"
    assert verdict(inspect("现在18个月啦，时间真快。", setting)) == "block"


def test_few_harmless_words_are_misheard() -> None:
    """The classifier errs now and then; these lines it or its forerunners misheard stay in sight as a share."""
    heard = [
        "玻璃上都是水珠子",
        "婆婆回老家了，走了我清静几天",
        "外婆走了，带着她的小推车去赶集",
        "阳台又积了点雨，扫扫就好",
        "没有见红也没破水，就是来问问待产包几个",
        "笑死我了今天",
        "我上次投诉那事解决了，谢谢你跑前跑后",
        "帮我把购物车里那件删掉吧",
        "数了胎动，两小时十五次，挺活泼的",
        "今天体检都过了",
    ]
    called = [text for text in heard if triage(text).route]
    assert len(called) <= 2
    care = [
        "最近对价格敏感一点太正常了，别怪自己小气。",
        "花钱多了心里慌，先睡一觉。",
        "手头紧的月份，陪老人吃顿饭就很好。",
        "旧的还能用就接着用。",
    ]
    assert sum(verdict(inspect(text, Inspection("care"))) == "block" for text in care) == 0


@pytest.mark.parametrize(
    "text",
    [
        "宝宝两个月了，晚上老是醒怎么办呀",
        "一到下班就腰酸，五个月的肚子，坐垫要不要换一个",
        "断夜奶第二晚，哭了半小时才睡，我心都碎了",
        "公司没有母婴室，挤奶只能去车里，怎么办",
        "积分快过期了，能不能帮我留着",
        "等我出差回来再找你聊",
        "我写了又删，最后还是想说声谢谢",
        "昨晚小腿又抽筋了，疼醒两回，有什么办法缓一缓吗",
        "手麻得睡不着",
        "尿频，晚上起三四次",
        "他打我手机没打通，你跟他说我在开会",
        "面膜敷几分钟？揭了还用洗脸不",
        "凭什么每次都是我请假，他的班就那么金贵",
        "今天一整天没尿裤子，晚上自己喊的",
    ],
)
def test_an_everyday_worry_told_tired_or_plainly_calls_nobody(text: str) -> None:
    judged = triage(text)
    assert (judged.route, judged.intent == "opt_out") == (None, False)


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("晚上老是醒，摸着烫，刚满月", "medical_risk"),
        ("睡前一直打嗝，嘴唇发紫", "medical_risk"),
        ("晚上老醒，叫他也不睁眼，奶也不吃", "medical_risk"),
        ("他抱着也哭，我想把他扔出去，我怕自己", "crisis"),
        ("快一个月了，天天哭，什么都没意思", "medical_risk"),
        ("背奶的包先收起来了，孩子没了", "bereavement"),
        ("右腿抽筋疼了两天，比左边粗", "medical_risk"),
        ("半边手麻，嘴有点歪", "medical_risk"),
        ("尿频尿急还刺痛", "medical_risk"),
        ("他打我，手机也让他摔了", "crisis"),
        ("面膜敷了几分钟，脸又红又痒", "medical_risk"),
        ("凭什么他说不给退就不给退，你们店里没人管", "complaint"),
        ("小家伙九个小时没尿了，嘴唇都干", "medical_risk"),
    ],
)
def test_a_danger_beside_an_everyday_worry_is_still_heard(text: str, label: str) -> None:
    assert triage(text).label == label


WORRY = "夜醒好几趟，咋整"


class FaintEar(Ear):
    """An ear that takes everything for a faint medical sign."""

    def __init__(self) -> None:
        super().__init__(local_embedder())

    def hear(self, direction: str, sight: Sight) -> Opinion:
        return Opinion("medical_risk", 0.3, {}, 0, len(sight.text))


def _likeness(rule: str) -> Hit:
    return Hit(get_rule(rule), 0, 2)


def _opinion(label: str, confidence: float) -> Opinion:
    return Opinion(label, confidence, {}, 0, 2)


def test_a_faint_likeness_in_a_named_worry_is_no_reason_to_call() -> None:
    assert is_everyday_worry(_likeness("LIKE-MEDICAL-IN"), [], _opinion("medical_risk", 0.3), WORRY)


@pytest.mark.parametrize("extra", ["发烧了", "不肯吃奶", "叫不醒", "有血丝", "一条腿肿"])
def test_one_word_of_more_than_discomfort_makes_it_a_call(extra: str) -> None:
    faint = _opinion("medical_risk", 0.3)
    assert not is_everyday_worry(_likeness("LIKE-MEDICAL-IN"), [], faint, f"{WORRY}，{extra}")


def test_a_clear_likeness_another_label_or_a_rule_makes_it_a_call() -> None:
    faint, named = _opinion("medical_risk", 0.3), _likeness("LIKE-MEDICAL-IN")
    assert not is_everyday_worry(named, [], _opinion("medical_risk", 0.7), WORRY)
    assert not is_everyday_worry(_likeness("LIKE-CRISIS"), [], _opinion("crisis", 0.3), WORRY)
    assert not is_everyday_worry(_likeness("LIKE-BEREAVEMENT"), [], _opinion("bereavement", 0.3), f"{WORRY}，没了")
    assert not is_everyday_worry(named, [_likeness("MED-IN-FIT")], faint, WORRY)


def test_the_rep_is_told_of_a_faint_likeness() -> None:
    judged = triage(WORRY, ear=FaintEar())
    assert (judged.route, judged.level) == (None, "S3")
    assert any(found.rule.startswith("LIKE-MEDICAL") for found in judged.reasons)


def test_worry_about_money_is_no_medical_advice_but_a_pill_for_it_is() -> None:
    rule = get_rule("LIKE-MEDICAL")
    assert any(one.search("花钱多了心里慌,先睡一觉") for one in rule.unless)
    assert not any(one.search("花钱多了心里慌,吃半片安神的药") for one in rule.unless)


def test_words_rewritten_before_sending_are_no_wish_to_hear_nothing() -> None:
    assert triage("这段话改了三遍才敢说，是想谢你").intent != "opt_out"
    assert triage("别再发了，我删了好几次你们还发").intent == "opt_out"


_PARTS = [(name, part) for name, part in read_policy().items() if isinstance(part, dict) and "pass" in part]


@pytest.mark.parametrize(("name", "text"), [(name, text) for name, part in _PARTS for text in part["pass"]])
def test_plain_talk_is_no_loss_and_no_crisis(name: str, text: str) -> None:
    judged = triage(text)
    assert judged.route is None, f"{name} still calls somebody"


@pytest.mark.parametrize(("name", "text"), [(name, text) for name, part in _PARTS for text in part["fail"]])
def test_its_grave_twin_still_calls_a_person(name: str, text: str) -> None:
    judged = triage(text)
    assert judged.route in {"crisis", "medical", "bereavement"}, f"{name} hides it"
