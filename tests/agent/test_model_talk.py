"""A conversation with a model: what an endpoint takes is learned, look-ups are bounded, a draft has a price."""

import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from pydantic import BaseModel, ConfigDict

from agent.errors import BudgetSpent, ModelUnavailable, UnusableAnswer
from agent.model import ChatMessage, Exchange, OpenAIModel, Talk
from agent.model.limits import Budget, load_limits
from agent.model.spending import Spending
from agent.model.tools import Tool
from tests.agent.scripted_model import Say, Script, look_up, mode_of, scripted
from tools.errors import BadInput, NotFound

pytestmark = pytest.mark.in_turn

ASKED = [ChatMessage(role="user", content="写一句")]
GOOD = Say('{"word": "好"}', usage=(40, 10))


class Word(BaseModel):
    word: str


class Place(BaseModel):
    model_config = ConfigDict(extra="forbid")
    city: str


def weather(asked: Place) -> str:
    if asked.city == "nowhere":
        raise NotFound("There is no place 'nowhere' of 芸姐.")
    return f"sunny in {asked.city}"


TOOLS = (Tool("weather", "the weather", Place, weather),)
ROOMY = Budget(calls=10, tool_calls=6, tokens=10_000, seconds=30, yuan=1)


def talk(model: OpenAIModel, *, budget: Budget = ROOMY, **given: Any) -> Talk:
    return Talk("reply", Spending(budget), given.pop("tools", TOOLS), **given)


def results(script: Script) -> list[str]:
    return [m["content"] for m in script.requests[-1]["messages"] if m["role"] == "tool"]


def test_a_look_up_is_made_and_its_result_goes_back_to_the_model() -> None:
    with scripted(look_up("weather", city="上海"), GOOD) as script:
        model = script.model()
        assert model.converse(ASKED, Word, talk(model)).word == "好"
        assert results(script) == ["sunny in 上海"]
        assert [tool["function"]["name"] for tool in script.requests[0]["tools"]] == ["weather"]
        called = script.requests[1]["messages"][-2]["tool_calls"][0]
        assert called["id"] == script.requests[1]["messages"][-1]["tool_call_id"]


@pytest.mark.parametrize(
    ("call", "told"),
    [
        (look_up("delete_member", id="m2"), "no such tool"),
        (look_up("weather", city="上海", member_id="m2"), "Wrong arguments: member_id"),
        (look_up("weather"), "Wrong arguments: city"),
        (Say(calls=(("weather", "{broken"),)), "Wrong arguments"),
        (look_up("weather", city="nowhere"), "Not found or not allowed"),
    ],
    ids=["unknown tool", "another member", "nothing given", "not JSON", "refused"],
)
def test_a_wrong_look_up_is_told_to_the_model_and_never_raised(call: Say, told: str) -> None:
    with scripted(call, GOOD) as script:
        model = script.model()
        assert model.converse(ASKED, Word, talk(model)).word == "好"
        assert told in results(script)[0]
        assert "芸姐" not in results(script)[0]


def test_a_model_that_only_looks_things_up_is_told_to_answer_and_then_given_up() -> None:
    with scripted(look_up("weather", city="上海")) as script:
        model = script.model()
        with pytest.raises(UnusableAnswer, match="keeps looking things up"):
            model.converse(ASKED, Word, talk(model))
        assert script.requests[-1]["tool_choice"] == "none"
        assert len(script.requests) <= ROOMY.tool_calls + 1


def test_a_hundred_wishes_in_one_breath_are_not_all_granted() -> None:
    greedy = Say(calls=(("weather", '{"city": "上海"}'),) * 100, finish_reason="tool_calls")
    with scripted(greedy, GOOD) as script:
        model = script.model()
        assert model.converse(ASKED, Word, talk(model)).word == "好"
        assert sum("sunny" in result for result in results(script)) == ROOMY.tool_calls
        assert len(results(script)) == 100


@pytest.mark.parametrize("refusal", ["", "bad request"], ids=["names the part", "says nothing"])
@pytest.mark.parametrize(
    "unknown", [("tools",), ("stream",), ("stream_options",), ("json_schema",), ("json_schema", "tools")]
)
def test_what_an_endpoint_does_not_take_is_left_out_and_remembered(unknown: tuple[str, ...], refusal: str) -> None:
    with scripted(GOOD, unknown=unknown, refusal=refusal) as script:
        model = script.model()
        model.converse(ASKED, Word, talk(model))
        tried = len(script.requests)
        model.converse(ASKED, Word, talk(model))
        last = script.requests[-1]
    assert len(script.requests) == tried + 1
    assert not {part for part in unknown if part in last or part == mode_of(last)}
    kept = {"tools", "stream"} - set(unknown)
    assert refusal or kept <= set(last)


def test_a_request_without_tools_does_not_unlearn_them() -> None:
    with scripted(GOOD, look_up("weather", city="上海"), GOOD) as script:
        model = script.model()
        model.answer(ASKED, Word)
        model.converse(ASKED, Word, talk(model))
        assert results(script) == ["sunny in 上海"]


def test_a_server_error_about_tools_is_a_refusal_too() -> None:
    with scripted(
        Say(status=500, error="tools param requires --jinja flag"),
        Say(status=500, error="tools param requires --jinja flag"),
        GOOD,
    ) as script:
        model = script.model()
        assert model.converse(ASKED, Word, talk(model)).word == "好"
        assert "tools" not in script.requests[-1]


def test_text_arrives_piece_by_piece_and_thoughts_do_not() -> None:
    pieces: list[str] = []
    with scripted(Say('{"word": "一二三四五六七八"}', reasoning="嗯……")) as script:
        model = script.model()
        model.converse(ASKED, Word, talk(model, on_text=pieces.append))
    assert len(pieces) > 1
    assert "".join(pieces) == '{"word": "一二三四五六七八"}'


def test_reasoning_is_given_back_to_a_provider_that_sent_it() -> None:
    first = Say(calls=(("weather", '{"city": "上海"}'),), reasoning="先查天气", finish_reason="tool_calls")
    with scripted(first, GOOD) as script:
        model = script.model()
        model.converse(ASKED, Word, talk(model))
        assert script.requests[1]["messages"][-2]["reasoning_content"] == "先查天气"


def test_an_endpoint_that_ignores_the_wish_for_a_stream_is_understood() -> None:
    with scripted(Say('{"word": "好"}', unstreamed=True)) as script:
        assert script.model().answer(ASKED, Word).word == "好"


@pytest.mark.parametrize(
    ("said", "error"),
    [
        (Say(body=b"<html>login</html>", content_type="text/html"), ModelUnavailable),
        (Say(body=b"{not json", content_type="application/json"), ModelUnavailable),
        (Say(body=b"[]", content_type="application/json"), ModelUnavailable),
        (Say(body=b'{"choices": "many"}', content_type="application/json"), UnusableAnswer),
        (Say(body=b"data: {oops\n\n", content_type="text/event-stream"), UnusableAnswer),
        (Say(body=b'data: {"choices": [7]}\n\n', content_type="text/event-stream"), UnusableAnswer),
        (Say(body=b'data: {"error": {"message": "quota"}}\n\n', content_type="text/event-stream"), ModelUnavailable),
        (Say(body=b"", content_type="text/event-stream"), UnusableAnswer),
        (Say(status=500, body=b"<html>oops</html>", content_type="text/html"), ModelUnavailable),
    ],
    ids=[
        "web page",
        "torn JSON",
        "a list",
        "odd choices",
        "torn stream",
        "odd chunk",
        "error",
        "void",
        "500",
    ],
)
@pytest.mark.parametrize("stream", [True, False])
def test_whatever_an_endpoint_does_ends_in_one_of_two_errors(said: Say, error: type[Exception], stream: bool) -> None:
    with scripted(said) as script, pytest.raises((ModelUnavailable, UnusableAnswer)) as caught:
        script.model(stream=stream).answer(ASKED, Word)
    assert not stream or caught.type is error


def test_a_connection_that_closes_in_mid_stream_is_no_answer() -> None:
    with (
        scripted(Say('{"word": "' + "好" * 50 + '"}', pieces=2)) as script,
        pytest.raises(ModelUnavailable, match="broke off"),
    ):
        script.model().answer(ASKED, Word)


def test_an_answer_that_drips_on_is_stopped_by_the_budget() -> None:
    began = time.monotonic()
    with scripted(Say('{"word": "' + "好" * 4000 + '"}', pause_s=0.05)) as script:
        model = script.model()
        with pytest.raises(BudgetSpent, match="seconds"):
            model.converse(ASKED, Word, talk(model, budget=ROOMY.model_copy(update={"seconds": 0.5})))
    assert time.monotonic() - began < 8


@pytest.mark.parametrize(
    ("limit", "word"), [({"calls": 1}, "1 calls"), ({"tokens": 52}, "52 tokens"), ({"yuan": 0.00005}, "yuan")]
)
def test_a_draft_may_not_cost_more_than_its_budget(limit: dict[str, Any], word: str, tmp_path: Path) -> None:
    prices = tmp_path / "limits.yaml"
    text = Path(load_limits.__wrapped__.__code__.co_filename).with_name("limits.yaml").read_text("utf-8")
    prices.write_text(text.replace("prices: {}", "prices: {scripted: {input: 1, output: 2}}"), "utf-8")
    with scripted(GOOD) as script:
        model = script.model(limits_file=prices)
        shared = talk(model, budget=ROOMY.model_copy(update=limit))
        model.converse(ASKED, Word, shared)
        with pytest.raises(BudgetSpent, match=word):
            model.converse(ASKED, Word, shared)
        assert len(script.requests) == 1
    assert shared.spending.micro_yuan == 40 * 1 + 10 * 2


def test_tokens_nobody_counted_are_counted_by_characters() -> None:
    with scripted(Say('{"word": "好"}')) as script:
        model = script.model()
        led = talk(model)
        model.converse(ASKED, Word, led)
    assert (led.spending.tokens_in, led.spending.tokens_out) == (3, 13)


def test_what_was_said_is_kept_also_when_it_could_not_be_used() -> None:
    kept: list[Exchange] = []
    with scripted(look_up("weather", city="上海"), Say("不知道")) as script:
        model = script.model(task_models={"reply": "small"})
        with pytest.raises(UnusableAnswer):
            model.converse(ASKED, Word, talk(model, keep=kept.append))
        assert script.requests[0]["model"] == "small"
    exchange = kept[0]
    assert (exchange.answer, exchange.model, exchange.calls) == ("不知道", "small", 2)
    assert [message["role"] for message in exchange.messages] == ["user", "assistant", "tool"]
    assert "no JSON" in exchange.outcome


def test_a_failing_endpoint_is_left_alone_without_waiting_for_it() -> None:
    with scripted(Say(status=401)) as script:
        model = script.model()
        for _ in range(load_limits().breaker.failures + 3):
            with pytest.raises(ModelUnavailable):
                model.answer(ASKED, Word)
        assert len(script.requests) == load_limits().breaker.failures
        assert model.state[0] == "open"


def test_a_model_that_fails_does_not_silence_the_one_of_another_task() -> None:
    with scripted(*[Say(status=401)] * load_limits().breaker.failures, GOOD) as script:
        model = script.model(task_models={"repair": "bigger"})
        for _ in range(load_limits().breaker.failures):
            with pytest.raises(ModelUnavailable):
                model.converse(ASKED, Word, talk(model))
        assert model.state[0] == "open"
        repair = Talk("repair", Spending(ROOMY))
        assert model.converse(ASKED, Word, repair).word == "好"
        with pytest.raises(ModelUnavailable, match="left alone"):
            model.converse(ASKED, Word, talk(model))


def test_no_more_requests_run_at_once_than_is_set() -> None:
    with scripted(Say('{"word": "好"}', wait_s=0.1)) as script:
        model = script.model(concurrency=2)
        with ThreadPoolExecutor(6) as many:
            answers = list(many.map(lambda _: model.answer(ASKED, Word).word, range(6)))
        assert answers == ["好"] * 6
        assert script.most_at_once == 2


def test_a_limits_file_that_is_wrong_is_named_with_the_place(tmp_path: Path) -> None:
    wrong = tmp_path / "limits.yaml"
    wrong.write_text("version: 1\nbudget: {calls: none}\n", "utf-8")
    with pytest.raises(BadInput, match=r"budget\.calls"):
        load_limits(wrong)
    with pytest.raises(BadInput, match="cannot be read"):
        load_limits(tmp_path / "absent.yaml")
