"""A word of danger in a film, a dream, a scare over juice or a thing long past calls nobody; its grave twin does."""

from pathlib import Path

import pytest

from tools.checks import frames, triage
from tools.checks.ear import Opinion
from tools.checks.frames import Frame, Scene, is_framed, read_frames, told_excuses
from tools.checks.matching import Hit
from tools.checks.normalise import readable
from tools.checks.rulebook import BrokenRulebook, get_rule

FRAMES = read_frames()
HARMLESS = [(frame, text) for frame in FRAMES.all for text in frame.must_pass]
GRAVE = [(frame, text) for frame in (*FRAMES.all, *FRAMES.scenes) for text in frame.must_hit]
IN_A_SCENE = [(scene, text) for scene in FRAMES.scenes for text in scene.must_pass]
SPOKESMEN = {"crisis": "LIKE-CRISIS", "medical_risk": "LIKE-MEDICAL-IN", "bereavement": "LIKE-BEREAVEMENT"}
FILM = readable("昨天那部片子最后男的从楼上跳下来，我看得手心全是汗").text


def _named(pair: tuple[Frame, str]) -> str:
    return f"{pair[0].id}:{pair[1][:12]}"


def _heard(sure: float, label: str = "benign") -> Opinion:
    return Opinion(label, sure, {label: sure}, 0, 1)


@pytest.mark.parametrize("pair", HARMLESS, ids=_named)
def test_a_framed_word_of_danger_is_noted_and_calls_nobody(pair: tuple[Frame, str]) -> None:
    frame, text = pair
    judged = triage(text)
    assert frame.holds(readable(text).text)
    assert (judged.route, judged.level) == (None, "S3")
    assert judged.reasons


@pytest.mark.parametrize("pair", GRAVE, ids=_named)
def test_its_grave_twin_calls_a_person(pair: tuple[Frame, str]) -> None:
    assert triage(pair[1]).route is not None


def test_a_frame_holds_only_where_the_classifier_is_sure_of_harmless_talk() -> None:
    hit = Hit(get_rule("CRISIS-SUICIDE"), 0, 2)
    assert is_framed(hit, FILM, _heard(0.9))
    assert not is_framed(hit, FILM, _heard(0.7))
    assert not is_framed(hit, FILM, _heard(0.9, "crisis"))


@pytest.mark.parametrize("text", FRAMES.plain.must_pass)
def test_a_plain_word_that_means_no_danger_here_is_noted_and_calls_nobody(text: str) -> None:
    judged = triage(text)
    assert (judged.route, judged.level) == (None, "S3")
    assert judged.reasons


@pytest.mark.parametrize("text", FRAMES.plain.must_hit)
def test_the_plain_word_calls_a_person_where_it_means_what_it_says(text: str) -> None:
    assert triage(text).route is not None


def test_a_plain_word_yields_only_where_the_classifier_is_nearly_sure_and_an_act_never_does() -> None:
    text = readable(FRAMES.plain.must_pass[0]).text
    plain, act = (Hit(get_rule(rule), 0, 2) for rule in ("MED-IN-HYPERTENSION", "MED-ACT-BODY"))
    assert is_framed(plain, text, _heard(0.96))
    assert not is_framed(plain, text, _heard(0.94))
    assert not is_framed(plain, text, _heard(0.96, "medical_risk"))
    assert not is_framed(act, text, _heard(0.99))
    assert not is_framed(plain, f"{text},她怀着孩子", _heard(0.99))


def test_every_rule_of_plain_words_exists_and_calls_a_person() -> None:
    assert {get_rule(rule).route for rule in FRAMES.plain.rules} == {"crisis", "medical", "bereavement"}


@pytest.mark.parametrize("pair", IN_A_SCENE, ids=_named)
def test_a_danger_that_only_the_classifier_hears_faintly_is_noted_in_such_a_scene(pair: tuple[Scene, str]) -> None:
    scene, text = pair
    for label, below in scene.below.items():
        hit = Hit(get_rule(SPOKESMEN[label]), 0, 2)
        assert is_framed(hit, readable(text).text, _heard(below - 0.01, label))
        assert not is_framed(hit, readable(text).text, _heard(below, label))
    assert not is_framed(Hit(get_rule("LIKE-COMPLAINT"), 0, 2), readable(text).text, _heard(0.1, "complaint"))


@pytest.mark.parametrize("more", ["我也不想活了", "现在还在疼", "我怀着孕", "血压看不清东西", "叫不醒"])
def test_a_word_of_real_danger_beside_it_excuses_nothing(more: str) -> None:
    text = readable(f"{FILM},{more}").text
    assert not is_framed(Hit(get_rule("CRISIS-SUICIDE"), 0, 2), text, _heard(0.99))


def test_complaints_and_requests_are_not_excused_by_frames() -> None:
    assert not is_framed(Hit(get_rule("COMPLAINT-HARM"), 0, 2), FILM, _heard(0.99))
    assert not is_framed(Hit(get_rule("MINOR"), 0, 2), FILM, _heard(0.99))


def test_a_rule_of_danger_tells_its_frames_and_others_have_none() -> None:
    assert any("做的梦" in each for each in told_excuses(get_rule("CRISIS-SUICIDE")))
    assert any("乐子" in each for each in told_excuses(get_rule("LIKE-CRISIS")))
    assert not any("乐子" in each for each in told_excuses(get_rule("LIKE-BEREAVEMENT")))
    assert not any("做的梦" in each for each in told_excuses(get_rule("COMPLAINT-HARM")))


def test_a_broken_file_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    broken = tmp_path / "frames.yaml"
    broken.write_text("sure: 0.8\nnever: '('\nframes: []\n")
    monkeypatch.setattr(frames, "FRAMES", broken)
    read_frames.cache_clear()
    with pytest.raises(BrokenRulebook, match=r"frames\.yaml cannot be used"):
        read_frames()
    read_frames.cache_clear()
