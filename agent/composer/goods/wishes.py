"""Whether she wishes for goods: by asking for a list, by a wish, or by a bare description of a thing."""

from agent.composer.goods.offers import offer_words
from agent.context import TurnContext
from tools.lists.meant import is_for_birth
from tools.lists.needs import needs_in
from tools.lists.recipient import recipient_in
from tools.lists.wanted import is_answered
from tools.members.snapshot import MemberSnapshot
from tools.patterns import compiled


def asks_list(words: str) -> bool:
    """Tell whether her words ask for a list of goods."""
    row = offer_words()["list"]
    return bool(compiled(row["hears"]).search(words)) and not compiled(row["unless"]).search(words)


def asks_what_is_ours(words: str) -> bool:
    """Tell whether she asks which things of a list said before we sell."""
    return bool(compiled(offer_words()["of_a_list"]).search(words))


def asks_no_goods(words: str) -> bool:
    """Tell whether what looks like an ask for goods is a refusal, or a question that no list answers."""
    row = offer_words()["no_ask"]
    left = compiled(row["refuses"]).sub("", words)
    refuses = left != words and not compiled(row["asks_all_the_same"]).search(left)
    return refuses or any(compiled(pattern).search(words) for pattern in row["asks_else"])


def asks_to_buy(words: str) -> bool:
    """Tell whether a question of hers is about what to buy, not about what to do."""
    return bool(compiled(offer_words()["buys"]).search(words)) or is_for_birth(words)


def wants_outright(words: str) -> bool:
    """Tell whether a word of wanting, asking or buying stands in her words."""
    return bool(compiled(offer_words()["wishes"]["outright"]).search(words))


def wishes_for_goods(words: str, snapshot: MemberSnapshot, context: TurnContext, *, answers_us: bool = False) -> bool:
    """Tell whether she wishes for something on sale: by its name, by its noun, or for a situation that it answers.

    answers_us: she answers a line of ours that was about no goods, so that only a word of wanting makes it a wish.
    """
    row = offer_words()["wishes"]
    if answers_us and not wants_outright(words):
        return False
    has_noun = compiled(row["asks_for_it"]).search(words) and any(need.is_thing for need in needs_in(words))
    wishes = has_noun or compiled(row["hears"]).search(words) or compiled(offer_words()["describes"]).search(words)
    if not (wishes or is_for_birth(words)) or compiled(row["unless"]).search(words):
        return False
    if recipient_in(words) is not None and compiled(row["gift"]).search(words):
        return True
    return bool(has_noun) or is_answered(context.tools.on_sale(snapshot), words)
