"""What can go wrong with a model.

Unavailable (tools.errors)
├─ ModelUnavailable     no answer: down, slow, refused or out of quota
│  └─ BudgetSpent       one draft may not cost more
└─ UnusableAnswer       an answer that is truncated, malformed or empty
"""

from tools.errors import Unavailable


class ModelUnavailable(Unavailable):
    """The model gives no answer; the composer takes over and says so."""


class BudgetSpent(ModelUnavailable):
    """One draft has cost all it may; the composer takes over and says so."""


class UnusableAnswer(Unavailable):
    """The model's answer cannot be used; the composer takes over and says so."""
