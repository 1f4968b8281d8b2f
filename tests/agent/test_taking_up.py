"""What only listens says a word of hers: her own clause stands before it where nothing else of it does."""

import pytest

from agent.composer.hearing.taking_up import taken_up

_TEXTS = {"short": "太好了，替您高兴。", "usual": "恭喜，今天该乐一乐。", "warm": "真好，听着就舒心。"}


@pytest.mark.parametrize(
    ("words", "tone", "clause"),
    [
        # Turned to her, without what leads in or tails off.
        ("哎呀，我家小子自己穿好鞋了！", "joy", "您家小子自己穿好鞋了"),
        # Of a thank-you what came of it, not what we had said.
        ("按你教的法子弄的，水龙头一滴没漏了，谢谢啦", "thanks", "水龙头一滴没漏了"),
        ("跑了三个窗口，累得腿都抬不动", "weary", "累得腿都抬不动"),
    ],
)
def test_her_clause_stands_before_a_text_that_says_nothing_of_it(words: str, tone: str, clause: str) -> None:
    begun, told = taken_up(_TEXTS, words, tone)
    assert told == clause
    assert begun == {style: f"{clause}，{text}" for style, text in _TEXTS.items()}


def test_a_text_with_a_word_of_hers_stands_as_it_is() -> None:
    begun, _ = taken_up({"short": "会自己穿了，真能干。", "usual": "真好。"}, "我家小子自己穿好鞋了！", "joy")
    assert begun == {"short": "会自己穿了，真能干。", "usual": "您家小子自己穿好鞋了，真好。"}


@pytest.mark.parametrize(
    ("words", "tone"),
    [
        # Nobody is told again what somebody said against her, nor of blood, nor what she asks of us.
        ("婆婆当着一桌人说我不会带娃", "weary"),
        ("没见红了，踏实了", "joy"),
        ("帮我看看到哪儿了", "plain"),
        # What weighs is heard in its own words only.
        ("我爸头七刚过，家里空落落的", "weary"),
        ("他去世以后我一直熬着", "hurt"),
        # A complaint is no good news.
        ("空调又坏了", "joy"),
        # A nod is nothing to say back.
        ("嗯嗯好的", "plain"),
    ],
)
def test_what_is_not_to_be_said_back_is_not(words: str, tone: str) -> None:
    assert taken_up(_TEXTS, words, tone) == (_TEXTS, "")
