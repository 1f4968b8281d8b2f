"""What this draft is allowed to be: decided from rules and recorded facts before a word is written."""

from dataclasses import dataclass, field

from tools.checks.voice import BrandVoice


@dataclass(frozen=True)
class Stance:
    """The ground a draft stands on.

    kind: care, reply or product_list. proactive: it is a touch. proof: her own words that asked for a list or a price.
    asks_where: she asks how an order stands. offer: what she asks about goods of ours: price, stock or compare.
    listens: an acknowledgement of her own words may come first.
    styles: how many drafts are worth the rep's reading, by quadrant.
    voice: how the brand says things.
    """

    kind: str
    proactive: bool = False
    proof: str = ""
    asked_price: bool = False
    asked_products: bool = False
    asks_where: bool = False
    offer: str = ""
    listens: bool = True
    styles: tuple[str, ...] = ("usual", "short", "warm")
    voice: BrandVoice = field(default_factory=BrandVoice)
