"""After a danger that must not wait, her wish to wait calls a person; without one it is ordinary talk."""

import pytest

from tools.checks import triage
from tools.checks.finding import Line

_STILL = Line("in", "肚子里一天没动静", 2.0)
_TOLD = Line("out", "请现在就去产科看。", 1.9)
_WAIT = ("路太远了，天亮再去行吗", "先躺会儿看看吧", "打不到车，算了")


@pytest.mark.parametrize("said", _WAIT)
def test_who_would_rather_wait_after_a_danger_is_heard(said: str) -> None:
    heard = triage(said, (_STILL, _TOLD))
    assert (heard.route, heard.level) == ("medical", "S1")
    assert heard.reasons[0].rule == "MED-IN-PUT-OFF"


@pytest.mark.parametrize("said", _WAIT)
@pytest.mark.parametrize("before", [(), (Line("in", "今天去逛街了", 2.0),), (Line("in", _STILL.text, 30.0),)])
def test_waiting_is_ordinary_without_a_danger_or_a_day_later(said: str, before: tuple[Line, ...]) -> None:
    heard = triage(said, before)
    assert heard.route is None
    assert all(one.rule != "MED-IN-PUT-OFF" for one in heard.reasons)


def test_who_is_on_her_way_puts_nothing_off() -> None:
    assert all(one.rule != "MED-IN-PUT-OFF" for one in triage("这就去，路上了", (_STILL,)).reasons)
