"""Every message read at its own moment: the act that fits it, the page that speaks of it, nothing just said."""

from datetime import timedelta

import pytest

from agent.composer.hearing.matters import matter_words
from agent.composer.hearing.reacting import acts
from agent.composer.hearing.telling import course_of
from agent.composer.phrases import seeks_a_nod
from agent.composer.talk.resumed import joined_to_ours, without_what_was_said
from agent.request import Proposal
from tests.agent.shop import Shop, texts
from tests.builders import NOW, make_message
from tools.checks import Inspection, inspect
from tools.models import Draft, Member

_CAR = "要坐的，再近也坐。先在停着的车里坐上去玩几回，备一个只在车上玩的小东西。"
_NIGHT = "今晚能不能请他接一班，您连着睡上三小时，碗放着。"
_WALK = "这周天好的时候，带孩子去公园踩踩叶子、捡捡松果，不用去远。不用回我。"
_DAMP = "柜门白天开着透透，湿度压在四到六成，衣服就不容易有味。"


def _ask(shop: Shop, hers: str, ours: str = "", **member: object) -> Proposal:
    with shop.database.writing() as session:
        if ours:
            make_message(session, message_id="o1", direction="out", text=ours, at=NOW - timedelta(hours=2))
        row = session.get_one(Member, "m1")
        for name, value in member.items():
            setattr(row, name, value)
    return shop.ask(hers, message_id="r1")


def _pages(proposal: Proposal) -> set[str]:
    return {draft.playbook_id for draft in proposal.drafts}


def _acks(act_id: str) -> tuple[str, ...]:
    return next(tuple(ack.split("{")[0] for ack in act.concept.ack) for act in acts() if act.concept.id == act_id)


def _says(matter: str, proposal: Proposal) -> bool:
    says = matter_words()["matters"][matter]["says"]
    return all(_unnamed(draft.text).startswith(says[draft.style].split("{")[0][:12]) for draft in proposal.drafts)


def _unnamed(text: str) -> str:
    """Return a text without her name before it, which the first answer of a talk begins with."""
    return text.removeprefix("芸姐，")


@pytest.mark.parametrize(
    ("ours", "hers", "act"),
    [
        (_CAR, "嚎了三分钟，睡着了", "better"),
        (_NIGHT, "老公这周上夜班", "not_today"),
        (_WALK, "上午捡了一袋松果", "did_as_said"),
        (_WALK, "一低头才发现叶子有这么多颜色", "found_by_looking"),
        ("头三天会闹，过了就顺了。", "第三天了 还在熬", "first_days"),
        ("先看他会不会说、有没有兴趣。", "肯坐了但不拉，先放放吧", "waits"),
        ("一顿拆成两三小份，垫一口再坐起来。", "确实难受 我先试试你说的", "tries_ours"),
        ("放学先问他想吃什么。", "哈哈好，他说想吃糖醋排骨", "wants_to_eat"),
        ("看合同写没写型号。", "果然没写型号", "looked_up"),
        ("给他一件固定的小事。", "老公现在会拖地了", "helps_now"),
        ("桌脚底下有个钮，拧一拧。", "拧了三圈就稳了", "better"),
        ("您先顾着家里。", "有心了，过几天再说", "kind_of_us"),
        ("哪天方便都行。", "等我忙完这阵", "some_other_day"),
        ("五分钟就够。", "五分钟行，再多就不行了", "enough"),
        (_DAMP, "擦掉了", "done"),
        (_DAMP, "记下来啦", "kept"),
        ("单子按房间排好了，哪天去看就照着勾。", "单子看了，真周到，周日照着走，你不用陪，我们自己去就行", "kept"),
    ],
)
def test_a_reaction_is_answered_in_kind(shop: Shop, ours: str, hers: str, act: str) -> None:
    proposal = _ask(shop, hers, ours)
    assert len(proposal.drafts) >= 2
    assert all(draft.text.startswith(_acks(act)) for draft in proposal.drafts), texts(proposal)


@pytest.mark.parametrize(
    ("hers", "act"),
    [
        ("昨天没捡成松果", "did_as_said"),
        ("老公出差，我一个人快崩溃了", "not_today"),
        ("再等等看，红得更厉害了", "waits"),
        ("能退吗，我再看看", "waits"),
        ("不急，就是问问发了没", "no_hurry"),
        ("这个好，多少钱", "idea_taken"),
        ("替我谢谢师傅，发票啥时候开", "relays_thanks"),
        ("也是，那怎么洗呢", "lets_be"),
        ("药停了，他哭得厉害", "held_out"),
        ("才发现少了一件", "found_by_looking"),
    ],
)
def test_what_only_looks_like_a_reaction_is_none(shop: Shop, hers: str, act: str) -> None:
    assert not any(text.startswith(_acks(act)) for text in texts(_ask(shop, hers, _WALK)))


@pytest.mark.parametrize(
    ("hers", "matter"),
    [
        ("里面没坏，就是外箱压变形了", "box_only"),
        ("挺好，就是包装太多了", "packaging"),
        ("这件短了，能换长一点的吗", "exchange"),
    ],
)
def test_a_matter_of_daily_use_is_answered_at_once(shop: Shop, hers: str, matter: str) -> None:
    assert _says(matter, _ask(shop, hers))


@pytest.mark.parametrize(
    ("hers", "page", "first"),
    [
        ("红酒打翻在沙发上了，求支招", "PB-H07-SPILL", "先别搓"),
        ("乳和防晒谁先上", "PB-F08-LAYERING", "防晒在后"),
        ("窗框上一早全是水珠", "PB-H08-WALL", "擦干窗框"),
        ("收着的皮包有股霉味", "PB-V07-DAMP-LEATHER", "掏空拿出来"),
    ],
)
def test_a_mishap_at_home_is_answered_by_its_sourced_page(shop: Shop, hers: str, page: str, first: str) -> None:
    proposal = _ask(shop, hers)
    assert _pages(proposal) == {page}
    assert all(first in draft.text for draft in proposal.drafts), texts(proposal)


@pytest.mark.parametrize(
    ("hers", "gender", "is_told"),
    [("媳妇夜里老起，我能帮上啥", "M", True), ("想让她夜里睡个整觉，怎么弄", "F", False)],
)
def test_what_a_father_can_do_is_told_to_fathers_alone(shop: Shop, hers: str, gender: str, *, is_told: bool) -> None:
    child = [{"birthday": "2025-11-01", "nickname": "小豆"}]
    assert _says("partners_night", _ask(shop, hers, gender=gender, due_date=None, children=child)) is is_told


@pytest.mark.parametrize(
    ("hers", "page"),
    [
        ("今天当妈的只想睡一觉", "PB-DAY-MOTHERS"),
        ("好久没睡过囫囵觉了", "PB-Q09"),
        ("刷酸一周几次好", "PB-F01"),
        ("卸妆油用完要不要再洗一遍脸", "PB-F05"),
        ("我妈寄来两大箱小衣服，放不下", "PB-REPLY-DAMAGED"),
        ("烧退了，谢天谢地", "PB-REPLY-THANKS"),
        ("她跟我说了声谢谢，我鼻子一酸", "PB-REPLY-THANKS"),
        ("挺好的，就是快递盒有点大", "PB-REPLY-SHIPPING"),
        ("尿不湿啥时候戒，九月上幼儿园", "PB-LIST-KINDERGARTEN"),
    ],
)
def test_a_page_that_takes_for_granted_what_she_has_not_said_is_passed_over(shop: Shop, hers: str, page: str) -> None:
    assert page not in _pages(_ask(shop, hers))


@pytest.mark.parametrize(
    ("hers", "page"),
    [
        ("物流三天不更新了", "PB-REPLY-SHIPPING"),
        ("取件码发我一下，快递柜的", "PB-REPLY-SHIPPING"),
        ("尿不湿怎么戒呀，九月上幼儿园", "PB-T08"),
    ],
)
def test_who_names_it_gets_the_page_that_takes_it_for_granted(shop: Shop, hers: str, page: str) -> None:
    assert page in _pages(_ask(shop, hers))


def test_a_smell_is_no_failed_test(shop: Shop) -> None:
    assert not any("测出来" in text or "结果" in text for text in texts(_ask(shop, "新书柜味道大，能放点什么")))


@pytest.mark.parametrize("hers", ["洗澡水多少度合适", "老婆夜里喂奶，我能干点啥"])
def test_a_label_is_not_read_out_to_who_asks_of_something_else(shop: Shop, hers: str) -> None:
    assert not any("说明" in text for text in texts(_ask(shop, hers, gender="M")))


def test_a_pet_that_may_have_to_go_is_no_parcel(shop: Shop) -> None:
    assert not any("单" in text or "快递" in text for text in texts(_ask(shop, "家里有猫，要送走吗")))


@pytest.mark.parametrize(
    ("hers", "heard"),
    [
        ("哈哈哈他把盐当糖放了", "笑"),
        ("昨晚一口气睡了四个小时！", "睡"),
        ("两个月没睡过一个整觉了", "起|累|觉"),
        ("做饭都得守在脚边", "黏|身上|一步"),
    ],
)
def test_what_she_tells_is_heard_for_what_it_is(shop: Shop, hers: str, heard: str) -> None:
    written = texts(_ask(shop, hers, due_date=None))
    assert any(any(word in text for word in heard.split("|")) for text in written)
    assert not any("一夜没合眼" in text for text in written)


def test_what_is_over_seeks_no_nod_and_a_plan_does() -> None:
    assert not seeks_a_nod("头一晚闹，第二晚就好了")
    assert seeks_a_nod("一天抹两次就好了")


@pytest.mark.parametrize(
    ("hers", "course"),
    [
        ("水龙头上一圈黑，刷不掉", "bad"),
        ("头发不掉了", "good"),
        ("脸上不冒痘了", "good"),
        ("今天肯让我抱了！", "good"),
        ("这样省得吵", "good"),
        ("老师夸他了，我差点掉眼泪", "good"),
        ("哈哈好，知道了", "plain"),
        ("书包太沉了", "bad"),
    ],
)
def test_how_it_went_is_read_from_what_she_says_of_it(hers: str, course: str) -> None:
    assert course_of(hers) == course


def _draft(style: str, text: str) -> Draft:
    return Draft(id=style, suggestion_id="s", member_id="m1", kind="reply", style=style, text=text, proposed_text=text)


def test_of_a_page_only_what_our_line_has_not_told_is_said() -> None:
    ours = "洗澡别太烫，十分钟左右，擦干就抹保湿。"
    drafts = (
        _draft("short", "洗澡十分钟左右，擦干抹保湿。搓澡巾这阵子先放一放，皮肤好过些。"),
        _draft("warm", "洗澡别太烫，擦干抹保湿。抓破了就去皮肤科让医生看看，别硬扛。"),
    )
    left = without_what_was_said(drafts, ours, "昨晚挠了半宿")
    assert [one.text for one in left] == ["搓澡巾这阵子先放一放，皮肤好过些。", "抓破了就去皮肤科让医生看看，别硬扛。"]


def test_without_a_line_of_ours_or_two_drafts_left_nothing_is_taken_off() -> None:
    drafts = (_draft("short", "洗澡十分钟左右，擦干抹保湿。"), _draft("warm", "洗澡别太烫，擦干抹保湿。"))
    assert without_what_was_said(drafts, "洗澡别太烫，擦干就抹保湿。", "还痒") == ()
    assert without_what_was_said(drafts, "", "还痒") == ()
    assert not joined_to_ours("还痒", "")


@pytest.mark.parametrize("name", ["partners_night", "box_only", "packaging"])
def test_every_wording_of_the_new_matters_passes_the_checks(name: str) -> None:
    row = matter_words()["matters"][name]
    for text in (*row["says"].values(), row["also"]):
        findings = inspect(text.format(clause="包装太大了", when="今天18点"), Inspection(kind="reply"))
        assert not [one for one in findings if one.verdict in {"block", "hold"}], text


_THREADS: list[tuple[dict[str, object], list[tuple[str, str, str]]]] = [
    # Who she is, then turn by turn: our line before ("" where she begins), her words, and the act, matter or page.
    (
        {"due_date": None, "children": [{"birthday": "2024-08-19", "nickname": "土豆"}]},
        [
            ("吃饭满地跑的话，定个凳子，离开就收碗。", "收了，嚎了半个钟头", "act:held_out"),
            ("头几天都这样。", "爷爷现在会帮着收碗了", "act:helps_now"),
            ("嗯嗯。", "就是手抓一脸，要不要管", "no label"),
            ("由着他抓，吃完一起洗。", "也是，洗洗就完了", "act:lets_be"),
            ("嗯嗯。", "今天自己吃了一小碗！！", "concept:ate_well"),
        ],
    ),
    (
        {"due_date": None, "children": []},
        [
            ("置物架到了先别拧死，最后一起紧。", "到了，少一颗螺丝", "page:PB-REPLY-DAMAGED"),
            ("拍张照给我看看。", "拍了，你看看", "act:sent_it"),
            ("收到，今天给您补发。", "补的哪天到", "matter:replacement_when"),
            ("周四到，我盯着。", "不急，先用胶粘着呢", "act:no_hurry"),
            ("好嘞。", "下次还找你", "act:comes_again"),
        ],
    ),
    (
        {"due_date": None, "children": [], "personas": ["vip", "home"]},
        [
            ("两块都剪一片带回去，早晚各看一回。", "这主意好，省得吵", "act:idea_taken"),
            ("嗯嗯。", "那就下周三上午，老伴也去", "act:day_set"),
            ("好嘞。", "师傅量的时候要人在家吗", "matter:someone_home"),
            ("最好留个人。", "不着急，过完年再弄也行", "act:no_hurry"),
            ("好嘞。", "替我谢谢师傅，量得仔细", "act:relays_thanks"),
        ],
    ),
    (
        {"due_date": None, "gender": "M", "children": [{"birthday": "2026-02-01", "nickname": "小北"}]},
        [
            ("", "她夜里老起，我能帮上点啥", "matter:partners_night"),
            ("定一班归您，到点先起。", "明白，今晚就上岗", "act:will_do"),
            ("嗯嗯。", "写了贴床头，我妈负责早上那顿", "act:helps_now"),
            ("好嘞。", "护士说正常，再看两天", "act:doctor_agrees"),
            ("好，听护士的。", "嗯 放心了", "act:relieved"),
        ],
    ),
]


def _fits(expected: str, proposal: Proposal) -> bool:
    kind, _, name = expected.partition(":")
    written = texts(proposal)
    if kind == "act":
        return all(text.startswith(tuple(filter(None, _acks(name)))) for text in written)
    if kind == "matter":
        return _says(name, proposal)
    if kind == "page":
        return _pages(proposal) == {name}
    if kind == "concept":
        return any("吃" in text or "碗" in text for text in written) and not any(_pages(proposal))
    return not any("说明" in text for text in written)


@pytest.mark.parametrize(("member", "turns"), _THREADS)
def test_a_thread_is_answered_turn_by_turn(
    shop: Shop, member: dict[str, object], turns: list[tuple[str, str, str]]
) -> None:
    with shop.database.writing() as session:
        row = session.get_one(Member, "m1")
        for name, value in member.items():
            setattr(row, name, value)
    for at, (ours, hers, expected) in enumerate(turns):
        if ours:
            with shop.database.writing() as session:
                make_message(session, message_id=f"o{at}", direction="out", text=ours, at=shop.now())
        shop.later(minutes=20)
        proposal = shop.ask(hers, message_id=f"r{at}")
        assert len(proposal.drafts) >= 2
        assert _fits(expected, proposal), (hers, texts(proposal))
        shop.later(minutes=20)
