"""Rules and refusals in words: what it means and what to do."""

from collections.abc import Iterable, Sequence

from api.console.faults import fault_words
from api.console.labels import pair
from api.console.pages.chrome import Notice
from api.console.pages.member import Obstacle
from tools.checks.obstacles import obstacle
from tools.checks.rulebook import get_rule
from tools.errors import ServiceError


def obstacles_of(rules: Iterable[str]) -> tuple[Obstacle, ...]:
    """Return each rule with what it means and what to do; a rule of the rulebook says both itself."""
    return tuple(_obstacle(rule) for rule in dict.fromkeys(rules))


def _obstacle(rule: str) -> Obstacle:
    said = obstacle(rule)
    return Obstacle(rule, *said) if said else Obstacle(rule, message_of(rule), "")


def message_of(rule: str) -> str:
    """Return the rulebook's sentence for a rule, the rule itself when it has none."""
    try:
        return get_rule(rule).message
    except (ServiceError, KeyError):
        return rule


def refusal_words(error: ServiceError, status: int) -> tuple[str, str]:
    """Return what happened and what to do, by kind of refusal and else by its status."""
    for name in (type(error).__name__, str(status), "500"):
        said = pair("refusals", name)
        if said:
            return said
    return error.message, error.fix


def refusal_notice(error: ServiceError, status: int) -> Notice:
    """Return a refusal as a notice on the page."""
    what, todo = refusal_words(error, status)
    return Notice("stop", what, todo)


def reasons_of(error: ServiceError) -> tuple[str, ...]:
    """Return the sentences of the rules behind a refusal, each once; without any, the refusal in our own words."""
    reasons: Sequence[object] = getattr(error, "reasons", ()) or getattr(error, "findings", ())
    said = (str(getattr(reason, "message", "")) for reason in reasons)
    found = tuple(dict.fromkeys(sentence for sentence in said if sentence))
    return found or tuple(filter(None, (fault_words(str(error))[0],)))
