"""What goes out, judged by act: selling, prying and doctoring are stopped, the same words without the act are not."""

import numpy as np
import pytest

from tools.checks import Inspection, inspect
from tools.checks.ear import Ear, Opinion
from tools.checks.features import Sight
from tools.checks.training import Exercise, worth
from tools.embedder import local_embedder

PAIRS = [
    ("SALES-LOOK", "您先别急着说不要，看一眼照片就好", "下午派送，签收前看一眼外箱"),
    ("SALES-COME", "茶都给您沏上了，就差您这位客", "让婆婆来坐一会儿，您去睡"),
    ("SALES-HAVE", "爸妈夜里起身最怕黑，有样小物件一装就安心", "爸妈夜里起身怕黑，过道留盏小灯"),
    ("SALES-GUILT", "冬天冷，您总不能让老人家再将就一年", "今天的饭将就一下，没人打分"),
    ("SALES-RARE", "过了这个周末，这价我就说不上话了", "报销过了期就不给了，别忘了交"),
    ("SALES-REMEMBER", "前头那样您用着顺手，它还有个兄弟", "您那件旗袍收的时候卷着放，别折"),
    ("SALES-WORN", "您那口锅算算也五年了，涂层的寿命到了", "滤芯灯没亮就不用换"),
    ("SALES-WISH", "外头雨这么大，想不想有双不进水的小靴子？", "想不想出去走走，楼下桂花开了"),
    ("SALES-DEAL", "您慢慢想，我先把发票开上。", "您要的发票开好了，发邮箱"),
    ("SALES-THEY", "跟您同月份的几位上礼拜都定下来了，就您还没定", "跟您同月份的几位都说夜里睡不好"),
    ("PI-7-GUESS", "您连着三个月没拿卫生棉，八成是有好消息了", "您单子里的三样都发出了，两个包裹"),
    ("PI-7-TELL", "您对门那位有地贫，孩子也带着", "别人家的事我不讲，您家的事我也不讲给别人"),
    ("SALES-GUILT", "这种天不备一台，半夜起来真遭罪。", "不装也行，拉个小灯绳，老人半夜起来不受罪"),
    ("PI-7-TELL", "您这个月拿了些什么，我都发给您家那位看过了。", "您这个月的单子我发给您本人了"),
    ("PI-7-TELL", "您刚删的那条朋友圈我截图了", "您删掉的那张单子还能恢复"),
    ("PI-3-HOME", "要改地址得先报家里几口人、白天谁在家", "身份证不用给我，到窗口自己填就好"),
    ("MED-EXPLAIN", "囟门鼓鼓的是哭的，别往坏处想。", "孩子挤眼睛，带去儿保看一眼"),
    ("MED-AGAINST", "降压的药先停两天，芹菜汁顶上", "降压的药别停，芹菜爱吃就吃，药照医生的"),
]
EXCUSED = [
    ("medical_risk", "脚肿得快或头疼，今天去产科量血压", "脚肿是湿气重，去产科也是白跑，不用量血压"),
    ("medical_risk", "血小板低一点拿单子去问产科医生", "血小板低一点没事，问医生也是这么说"),
    ("illegal_ad", "膏药怎么抹、抹几天，听皮肤科的医生", "皮肤科医生都推荐我们的膏药"),
    ("privacy", "孩子的照片我没存，也不会发到群里，您放心。", "您看心理科的事我没往外传，跟店长提了一嘴"),
    ("sales", "您妈来取东西，我只给了包裹，别的没提。", "这个价我没说给别人，您来店里拿"),
]


class SoundingLike(Ear):
    """An ear that takes everything for the same thing."""

    def __init__(self, label: str, confidence: float) -> None:
        super().__init__(local_embedder())
        self._label, self._confidence = label, confidence

    def hear(self, direction: str, sight: Sight) -> Opinion:
        return Opinion(self._label, self._confidence, {}, 0, len(sight.text))


def _rules(text: str, label: str, confidence: float = 0.95) -> set[str]:
    return {found.rule for found in inspect(text, Inspection("care"), SoundingLike(label, confidence))}


@pytest.mark.parametrize(("rule", "grave", "harmless"), PAIRS)
def test_an_act_is_stopped_where_the_classifier_hears_care_and_is_not_sure_and_its_twin_is_not(
    rule: str, grave: str, harmless: str
) -> None:
    assert rule in _rules(grave, "care", 0.75)
    assert rule not in _rules(harmless, "care", 0.75)


@pytest.mark.parametrize(("rule", "grave"), [pair[:2] for pair in PAIRS])
def test_an_act_of_selling_or_prying_yields_where_the_classifier_is_sure_of_care_and_doctoring_never(
    rule: str, grave: str
) -> None:
    assert (rule in _rules(grave, "care", 0.99)) is rule.startswith("MED-")


@pytest.mark.parametrize(
    ("rule", "grave", "yields"),
    [
        ("SALES-SCARCITY", "怕断货我先给您留着", True),
        ("SALES-VISIT", "哪天过来比一比", True),
        ("SALES-PRICE", "给您申请到一张满299减60的券", False),
        ("SALES-CTA", "您不用回，链接就搁这儿，哪天想起来点一下。", False),
    ],
)
def test_a_hard_word_of_selling_yields_only_to_near_certainty_and_a_price_or_a_link_never(
    rule: str, grave: str, yields: bool
) -> None:
    assert rule in _rules(grave, "care", 0.96)
    assert (rule in _rules(grave, "care", 0.98)) is not yields


@pytest.mark.parametrize(("label", "harmless", "grave"), EXCUSED)
def test_a_likeness_yields_to_words_that_send_to_a_doctor_or_keep_a_confidence_and_not_to_their_twins(
    label: str, harmless: str, grave: str
) -> None:
    assert not {rule for rule in _rules(harmless, label) if rule.startswith("LIKE-")}
    assert _rules(grave, label)


def test_a_choice_that_lets_more_selling_out_is_worth_less_than_its_lower_score_alone() -> None:
    labels = ("care", "sales", "illegal_ad", "medical_risk", "privacy")
    wanted = np.repeat(np.arange(5), 20)
    exercise = Exercise(labels, (), (), np.zeros((0, 0), np.float32), wanted, (), np.zeros(100, np.int64))
    everything = np.ones(100, dtype=bool)
    sells, pries = wanted.copy(), wanted.copy()
    sells[wanted == 1] = np.repeat([1, 3], [14, 6])
    pries[wanted == 4] = np.repeat([4, 3], [14, 6])
    assert worth(exercise, wanted, everything) == pytest.approx(1.0)
    assert worth(exercise, sells, everything) < worth(exercise, pries, everything)
    assert worth(exercise, pries, everything) < 1.0
