"""The model client against an endpoint that does everything an endpoint may do."""

import time

import pytest
from pydantic import BaseModel

from agent.errors import ModelUnavailable, UnusableAnswer
from agent.model import ChatMessage
from tests.agent.scripted_model import Say, mode_of, scripted

ASKED = [ChatMessage(role="user", content="写一句")]


class Word(BaseModel):
    word: str


GOOD = Say('{"word": "好"}')


def test_an_answer_of_the_wanted_shape_is_validated_and_returned() -> None:
    with scripted(GOOD) as script:
        assert script.model().answer(ASKED, Word).word == "好"
        assert [mode_of(request) for request in script.requests] == ["json_schema"]


def test_an_endpoint_without_schemas_is_asked_for_an_object_and_remembered() -> None:
    with scripted(GOOD, unknown=("json_schema",)) as script:
        model = script.model()
        model.answer(ASKED, Word)
        model.answer(ASKED, Word)
        assert [mode_of(request) for request in script.requests] == ["json_schema", "json_object", "json_object"]


def test_an_endpoint_that_knows_plain_text_only_still_answers() -> None:
    with scripted(GOOD, unknown=("json_schema", "json_object")) as script:
        assert script.model().answer(ASKED, Word).word == "好"


def test_an_endpoint_that_refuses_every_form_is_unavailable_and_its_words_are_not_repeated() -> None:
    with (
        scripted(Say(status=400, error="芸姐的电话是13800000000")) as script,
        pytest.raises(ModelUnavailable) as caught,
    ):
        script.model().answer(ASKED, Word)
    assert "HTTP 400" in str(caught.value)
    assert "13800000000" not in str(caught.value)


@pytest.mark.parametrize("status", [401, 404, 429, 500, 503])
def test_an_endpoint_in_trouble_is_unavailable(status: int) -> None:
    with scripted(Say(status=status)) as script, pytest.raises(ModelUnavailable):
        script.model().answer(ASKED, Word)


def test_a_busy_endpoint_is_tried_once_more() -> None:
    with scripted(Say(status=429), GOOD) as script:
        assert script.model().answer(ASKED, Word).word == "好"
        assert len(script.requests) == 2


@pytest.mark.parametrize("wish", ["40", "Fri, 31 Dec 2999 23:59:59 GMT"], ids=["seconds", "a date"])
@pytest.mark.parametrize("status", [429, 503])
def test_an_endpoint_that_asks_for_a_long_pause_is_not_waited_for(status: int, wish: str) -> None:
    began = time.monotonic()
    with scripted(Say(status=status, retry_after=wish), GOOD) as script, pytest.raises(ModelUnavailable):
        script.model().answer(ASKED, Word)
    assert len(script.requests) == 1
    assert time.monotonic() - began < 10


def test_a_short_pause_that_an_endpoint_asks_for_is_kept() -> None:
    began = time.monotonic()
    with scripted(Say(status=429, retry_after="1"), GOOD) as script:
        assert script.model().answer(ASKED, Word).word == "好"
    assert time.monotonic() - began >= 1


def test_a_stalling_endpoint_is_given_up_after_the_timeout() -> None:
    began = time.monotonic()
    with scripted(Say(wait_s=30)) as script, pytest.raises(ModelUnavailable, match="Timeout"):
        script.model(timeout_s=0.2).answer(ASKED, Word)
    assert time.monotonic() - began < 10


def test_nobody_at_the_address_is_unavailable() -> None:
    with scripted(GOOD) as script:
        model = script.model()
    with pytest.raises(ModelUnavailable):
        model.answer(ASKED, Word)


@pytest.mark.parametrize(
    "said",
    [
        Say('{"word": "好"', finish_reason="stop"),
        Say('{"word": "好"}', finish_reason="length"),
        Say('{"sentence": "好"}'),
        Say("好的，我写好了"),
        Say(""),
        Say(choices=0),
        Say("[1, 2]"),
        Say("{" * 5000),
    ],
    ids=["torn", "cut off", "wrong shape", "prose", "empty", "no choice", "a list", "braces"],
)
def test_an_answer_that_cannot_be_used_says_so(said: Say) -> None:
    with scripted(said) as script, pytest.raises(UnusableAnswer):
        script.model().answer(ASKED, Word)


@pytest.mark.parametrize(
    "content",
    [
        '```json\n{"word": "好"}\n```',
        'Use {call} as it is. Here you are: {"word": "好"} Enjoy {it}!',
        '<think>maybe {"word": "坏"}?</think>{"word": "好"}',
    ],
)
def test_prose_around_the_one_object_is_tolerated(content: str) -> None:
    with scripted(Say(content)) as script:
        assert script.model().answer(ASKED, Word).word == "好"
