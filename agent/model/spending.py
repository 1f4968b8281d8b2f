"""What one draft has cost so far, held against its budget before every step."""

from collections.abc import Callable
from time import monotonic

from agent.errors import BudgetSpent
from agent.model.limits import Budget, Price
from agent.model.message import Reply

_FIX = "Raise `budget` in the file that ZHIJI_LLM_LIMITS_FILE names."


class Spending:
    """Calls, tokens, seconds and money of one draft; the clock starts with the first call."""

    def __init__(self, budget: Budget, *, clock: Callable[[], float] = monotonic) -> None:
        """Start at nothing."""
        self._budget, self._clock = budget, clock
        self._began: float | None = None
        self.calls = self.tool_calls = 0
        self.tokens_in = self.tokens_out = 0
        self.micro_yuan = 0

    @property
    def seconds_left(self) -> float:
        """Return the seconds until the draft is given up."""
        began = self._clock() if self._began is None else self._began
        return self._budget.seconds - (self._clock() - began)

    @property
    def tokens_left(self) -> int:
        """Return the tokens that may still be used."""
        return self._budget.tokens - self.tokens_in - self.tokens_out

    @property
    def may_look_up(self) -> bool:
        """Tell whether another look-up, and the call that reads it, are within the budget."""
        return self.tool_calls < self._budget.tool_calls and self.calls + 1 < self._budget.calls

    def begin_call(self, sent_characters: int) -> None:
        """Count a call before it is made. Raises BudgetSpent."""
        self._began = self._clock() if self._began is None else self._began
        self._refuse(self.calls >= self._budget.calls, f"{self._budget.calls} calls")
        self._refuse(self.seconds_left <= 0, f"{self._budget.seconds:g} seconds")
        # One character is about one token in Chinese: better refused early than paid for.
        self._refuse(sent_characters >= self.tokens_left, f"{self._budget.tokens} tokens")
        self._refuse(self.micro_yuan >= self._budget.yuan * 1_000_000, f"{self._budget.yuan:.2f} yuan")
        self.calls += 1

    def refuse_late(self) -> None:
        """Stop an answer that drips on beyond its time. Raises BudgetSpent."""
        self._refuse(self.seconds_left <= 0, f"{self._budget.seconds:g} seconds")

    def count(self, reply: Reply, sent_characters: int, price: Price | None) -> None:
        """Count what a reply cost; where the endpoint does not say, a character is a token."""
        tokens_in = sent_characters if reply.tokens_in is None else reply.tokens_in
        tokens_out = len(reply.text) if reply.tokens_out is None else reply.tokens_out
        self.tokens_in += tokens_in
        self.tokens_out += tokens_out
        if price is not None:
            self.micro_yuan += round(tokens_in * price.input + tokens_out * price.output)

    @staticmethod
    def _refuse(is_spent: bool, what: str) -> None:
        if is_spent:
            raise BudgetSpent(f"The model may not use more than {what} for one draft.", fix=_FIX)
