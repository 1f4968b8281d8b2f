"""A model that keeps failing is left alone for a while, then tried by one request."""

from collections.abc import Callable

import pytest

from agent.errors import BudgetSpent, ModelUnavailable, UnusableAnswer
from agent.model.breaker import Breaker
from agent.model.limits import BreakerLimits


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def _fail(breaker: Breaker, error: Exception) -> None:
    with pytest.raises(type(error)), breaker.watched():
        raise error


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def breaker(clock: Callable[[], float]) -> Breaker:
    return Breaker(BreakerLimits(failures=3, pause_s=30), clock=clock)


DOWN = ModelUnavailable("down")


def test_a_breaker_opens_after_failures_in_a_row_and_lets_one_try_pass(breaker: Breaker, clock: Clock) -> None:
    for _ in range(3):
        _fail(breaker, DOWN)
    assert breaker.state == "open"
    with pytest.raises(ModelUnavailable, match="left alone"), breaker.watched():
        raise AssertionError("nobody may pass")
    clock.now = 31
    assert breaker.state == "half_open"
    with breaker.watched(), pytest.raises(ModelUnavailable, match="left alone"), breaker.watched():
        raise AssertionError("only one may try")
    assert breaker.state == "closed"


def test_a_failed_try_opens_it_again_and_a_spent_budget_says_nothing(breaker: Breaker, clock: Clock) -> None:
    for _ in range(3):
        _fail(breaker, DOWN)
    clock.now = 31
    _fail(breaker, BudgetSpent("dear"))
    assert breaker.state == "half_open"
    _fail(breaker, DOWN)
    assert breaker.state == "open"


def test_an_unusable_answer_is_a_sign_of_life(breaker: Breaker) -> None:
    for _ in range(2):
        _fail(breaker, DOWN)
    _fail(breaker, UnusableAnswer("odd"))
    for _ in range(2):
        _fail(breaker, DOWN)
    assert breaker.state == "closed"
