"""Personal data stays in the house: names and numbers become placeholders, and come back in the draft."""

from agent.masking.veil import Veil

__all__ = ["Veil"]
