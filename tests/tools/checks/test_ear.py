"""The classifier adds what no rule can name, takes nothing away, and its absence blocks."""

import json
import shutil
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tools.checks import Inspection, attend, inspect, inspect_together, triage, verdict
from tools.checks.agreement import agreed, verdict_of_opinion
from tools.checks.ear import CARD, WEIGHTS, Ear, Opinion, local_ear, named_file, sentences, windows
from tools.checks.features import SCENES, Sight, concepts, ending, plainly, sparse
from tools.checks.inspection import sight_of as sight_of_draft
from tools.checks.judged import LABELS, Judged, read_corpus
from tools.checks.matching import Hit
from tools.checks.memory import Memory
from tools.checks.normalise import readable
from tools.checks.rulebook import BrokenRulebook, get_rule, words
from tools.checks.teaching import teach
from tools.checks.triage import sight_of as sight_of_message
from tools.embedder import Vectors, local_embedder
from tools.yaml_text import read_yaml

CALM = Opinion("care", 0.9, {}, 0, 4)
SELLS = Opinion("sales", 0.9, {}, 0, 4)


class CountingEmbedder:
    """Our encoder, counting the texts it encodes."""

    name = "counting"
    dimension = 512

    def __init__(self) -> None:
        self.texts: list[str] = []
        self.batches: list[int] = []

    def encode(self, texts: list[str]) -> Vectors:
        self.texts.extend(texts)
        self.batches.append(len(texts))
        return local_embedder().encode(texts)


def _hit(rule: str, *, is_firm: bool) -> Hit:
    return Hit(get_rule(rule), 0, 2, is_firm)


def test_a_firm_rule_stands_against_a_calm_classifier() -> None:
    firm = _hit("SALES-PRICE", is_firm=True)
    assert agreed([firm], CALM, "out", "半价") == [firm]


def test_evidence_stands_only_when_the_classifier_agrees() -> None:
    evidence = _hit("SALES-PRICE", is_firm=False)
    assert agreed([evidence], CALM, "out", "半价") == []
    assert agreed([evidence], SELLS, "out", "半价") == [evidence]


def test_what_no_rule_names_gets_a_finding_of_its_own_with_span_and_reason() -> None:
    like = agreed([], SELLS, "out", "就差您")[0]
    assert (like.rule.id, like.start, like.end) == ("LIKE-SALES", 0, 4)
    assert like.rule.message


@pytest.mark.parametrize(("confidence", "said"), [(0.9, "block"), (0.5, "hold"), (0.2, "warn")])
def test_a_likeness_is_as_grave_as_it_is_sure(confidence: float, said: str) -> None:
    assert verdict_of_opinion(Opinion("sales", confidence, {}, 0, 1)) == said


@pytest.mark.parametrize("harm", ["absent", "damaged", "exchanged", "uncarded"])
def test_weights_that_cannot_be_trusted_block_drafts_and_call_a_person(tmp_path: Path, harm: str) -> None:
    folder = tmp_path / "weights"
    shutil.copytree(WEIGHTS, folder)
    files = [folder / named_file(about, name) for name, about in _directions(folder)]
    if harm == "absent":
        for path in files:
            path.unlink()
    elif harm == "damaged":
        for path in files:
            path.write_bytes(path.read_bytes()[:-100])
    elif harm == "exchanged":
        contents = [path.read_bytes() for path in files]
        for path, content in zip(files, reversed(contents), strict=True):
            path.write_bytes(content)
    else:
        (folder / "card.yaml").unlink()
    deaf = Ear(local_embedder(), folder)
    found = inspect("天冷了，早点睡。", Inspection("care"), deaf)
    assert [one.rule for one in found] == ["CHECK-FAILED"]
    assert verdict(found) == "block"
    assert triage("今天天气真好", ear=deaf).route == "human"
    assert triage("我不想活了", ear=deaf).route == "crisis"
    with pytest.raises(BrokenRulebook, match="checks train"):
        deaf.hear("in", Sight("在吗"))


def _directions(folder: Path) -> list[tuple[str, dict[str, Any]]]:
    card = read_yaml(folder / CARD)
    return [(name, card[name]) for name in LABELS]


def test_a_text_is_encoded_once_a_turn() -> None:
    embedder = CountingEmbedder()
    ear = Ear(embedder)
    for _ in range(3):
        inspect("天冷了，早点睡。", Inspection("care"), ear)
        triage("天冷了,早点睡。", ear=ear)
    assert len(embedder.texts) == 1


def test_what_was_attended_to_is_held_against_the_judged_lines_once_and_heard_alike(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked: list[int] = []
    nearness = Memory.nearness

    def counted(memory: Memory, vectors: Vectors) -> Vectors:
        asked.append(len(vectors))
        return nearness(memory, vectors)

    monkeypatch.setattr(Memory, "nearness", counted)
    texts = ["天冷了,早点睡。", "就差您了,快来下单吧", "夜里醒了几次?"]
    attentive, ear = Ear(local_embedder()), Ear(local_embedder())
    attentive.attend("out", texts)
    heard = [attentive.hear("out", Sight(text)) for text in texts]
    assert asked == [3]
    for one, text in zip(heard, texts, strict=True):
        alone = ear.hear("out", Sight(text))
        assert (one.label, one.start, one.end) == (alone.label, alone.start, alone.end)
        assert one.probabilities == pytest.approx(alone.probabilities, abs=1e-5)
    attentive.hear("in", Sight(texts[0]))
    assert asked == [3, 1, 1, 1, 1]


def test_the_cache_is_bounded() -> None:
    ear = Ear(CountingEmbedder())
    ear.vectors([f"第{number}句" for number in range(600)])
    assert len(ear._vectors) == 512


def test_the_sentence_with_the_evidence_is_pointed_at() -> None:
    text = "夜里凉,被角替您掖好的那种暖最踏实。人家都下定了,就您还没个话,我替您急呀。"
    opinion = local_ear().hear("out", Sight(text, (), ("care", "unasked")))
    assert opinion.label == "sales"
    assert "急" in text[opinion.start : opinion.end]


def test_a_very_long_text_is_heard_in_pieces() -> None:
    assert windows("天" * 500) == [(0, 240), (240, 480), (480, 500)]
    assert windows("天" * 240 + " " * 240) == [(0, 240)]
    assert sentences("好。 。走吧!") == [(0, 1), (4, 6)]


def test_dialect_is_heard_in_the_common_speech() -> None:
    assert plainly("佢而家点解唔瞓") == "他现在为什么不睡"


@pytest.mark.parametrize(
    ("text", "end"),
    [
        ("天凉了,杯子里有热茶,路过来坐坐", "路过来坐坐"),
        ("辛苦了。那款新的我替您留着", "那款新的我替您留着"),
        ("早点歇着", ""),
        ("好,", ""),
    ],
)
def test_a_text_ends_after_the_pause_nearest_its_middle(text: str, end: str) -> None:
    assert ending(text) == end


def test_what_a_draft_ends_in_is_seen_once_more_and_what_a_message_ends_in_is_not() -> None:
    text = readable("早点歇着，路过来坐坐").text
    draft, message = sight_of_draft(text, (), Inspection("care")), sight_of_message(text, (), ())
    once = {*sparse(Sight(text, (), draft.moment)).buckets}
    assert {*sparse(draft).buckets} > once
    assert {*sparse(message).buckets} == {*sparse(Sight(text, (), message.moment)).buckets}


def test_the_same_text_is_always_heard_alike() -> None:
    text = "他一句话都不说,屋里黑着灯"
    assert local_ear().hear("in", Sight(text)) == Ear(local_embedder()).hear("in", Sight(text))


def test_hardly_any_of_our_own_pages_is_misheard() -> None:
    from knowledge.library import SHIPPED_PLAYBOOKS

    pages = [path.read_text(encoding="utf-8") for path in sorted(SHIPPED_PLAYBOOKS.glob("care_script/*.md"))[::4]]
    texts = [part.split("\n", 1)[1].strip() for page in pages for part in page.split("\n## ")[1:]]
    found = [inspect(text, Inspection("care")) for text in texts if text]
    misheard = [one for one in found if any(f.rule.startswith("LIKE-") and f.verdict == "block" for f in one)]
    assert len(found) > 50
    assert len(misheard) / len(found) < 0.03


def test_the_same_corpus_gives_the_same_weights(tmp_path: Path) -> None:
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    named = "".join(f"{voice}: {{about: a voice}}\n" for voice in ("one", "two", "three"))
    (corpus / "voices.yaml").write_text(named, encoding="utf-8")
    for place, voice in enumerate(("one", "two", "three")):
        lines = [line for label in _some_of_each(place) for line in label]
        rows = (json.dumps({"text": a.text, "direction": a.direction, "label": a.label}) for a in lines)
        (corpus / f"{voice}.jsonl").write_text("\n".join(rows), encoding="utf-8")
    cards = [
        teach(local_embedder(), today=date(2026, 11, 26), corpus=corpus, folder=tmp_path / name)
        for name in ("first", "second")
    ]
    assert cards[0] == cards[1]
    first, second = ({p.name: p.read_bytes() for p in (tmp_path / name).iterdir()} for name in ("first", "second"))
    assert first == second
    assert set(first) == {CARD, *(cards[0][direction]["file"] for direction in LABELS)}


def _some_of_each(start: int) -> list[tuple[Judged, ...]]:
    lines = [line for line in read_corpus() if not line.context and not line.kind]
    return [
        tuple(line for line in lines if (line.direction, line.label) == (direction, label))[start : start + 12 : 3]
        for direction, labels in LABELS.items()
        for label in labels
    ]


def test_texts_that_are_judged_together_are_encoded_at_once_and_judged_as_alone() -> None:
    embedder = CountingEmbedder()
    setting = Inspection("care", own_products=frozenset({"云朵纸尿裤"}))
    texts = [("天冷了，早点睡。", setting), ("云朵纸尿裤还够用吗？", setting), ("新品八折，快来买！", setting)]
    together = inspect_together(texts, Ear(embedder))
    assert embedder.batches == [3]
    assert together == tuple(inspect(text, setting, Ear(CountingEmbedder())) for text, setting in texts)


def test_an_encoder_that_fails_blocks_every_one_of_several_texts() -> None:
    class Broken(CountingEmbedder):
        def encode(self, texts: list[str]) -> Vectors:
            raise OSError("no weights")

    found = inspect_together([("天冷了，早点睡。", Inspection("care"))] * 2, Ear(Broken()))
    assert [[one.rule for one in findings] for findings in found] == [["CHECK-FAILED"]] * 2


def test_what_was_encoded_ahead_is_not_encoded_again_by_the_triage() -> None:
    embedder = CountingEmbedder()
    ear = Ear(embedder)
    attend("宝宝胎动怎么数呀", ear)
    assert embedder.batches == [1]
    triage("宝宝胎动怎么数呀", ear=ear)
    assert embedder.batches == [1]


@pytest.mark.parametrize("text", ["", "   ", "\ud800"])
def test_words_that_cannot_be_encoded_ahead_are_left_to_the_triage(text: str) -> None:
    attend(text, Ear(CountingEmbedder()))


def test_an_encoder_that_fails_ahead_still_lets_the_triage_call_a_person() -> None:
    class Broken(CountingEmbedder):
        def encode(self, texts: list[str]) -> Vectors:
            raise RuntimeError("no encoder")

    ear = Ear(Broken())
    attend("天冷了，早点睡", ear)
    assert triage("天冷了，早点睡", ear=ear).route == "human"


def test_what_only_excuses_a_rule_is_not_seen_by_the_classifier() -> None:
    unseen = set(read_yaml(SCENES)["unseen"])
    assert unseen <= set(words())
    text = "打我电话了,疼"
    assert words()["rang_me"].search(text)
    assert not unseen & set(concepts(text))
    assert concepts(text)
