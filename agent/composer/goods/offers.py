"""What she asks about goods she may choose from, and which of them she means: a price, the stock, which of two."""

import re
from collections.abc import Sequence

from agent.composer.goods.lesser import thing_too_dear
from agent.composer.meant.goods import bought_again, each_side, ours_meant
from agent.composer.meant.things import lines_before, name_parts, names_another, spoken_of
from agent.composer.meant.variants import names_some, picked_by_words
from agent.composer.promise import asked as question_named
from agent.context import TurnContext
from tools.lists.meant import is_formula, meant_by
from tools.members.snapshot import MemberSnapshot
from tools.models import Product
from tools.patterns import compiled
from tools.yaml_text import table_beside

offer_words = table_beside(__file__)

_CLAUSE = re.compile(r"[^\u3002\uff01\uff1f!?\n,\uff0c;\uff1b]+[\uff1f?]?")
_TWO = 2
PRICE, STOCK, RESTOCK, COMPARE, UNKNOWN = "price", "stock", "restock", "compare", "unknown"
AGAINST, PROMO, AGAIN = "against_others", "promo", "again"
BOTH, CHEAPER, GONE = "both", "cheaper", "gone"


def offer_asked(words: str, snapshot: MemberSnapshot, context: TurnContext) -> str:
    """Return what she asks about goods of ours that she names or that were just spoken of; '' where nothing."""
    asked = next((name for name in offer_words()["asks"] if _hears(name, words)), "")
    if asked == PROMO and meant_by(words).names_formula and (snapshot.has_infant or snapshot.is_expecting):
        # For an infant's formula there is none, and none is asked for.
        return ""
    asked = asked or (PRICE if _goes_on(words, snapshot, context) else "")
    asked = asked or (PRICE if _names_and_how_much(words, snapshot, context) else "")
    asked = asked or (AGAIN if _buys_again(words, snapshot, context) else "")
    if asked in ("", PROMO, AGAIN):
        return asked
    if asked == CHEAPER:
        # Of nothing that lies before her, a list is the answer.
        return CHEAPER if thing_too_dear(words, snapshot, context) else ""
    if asked == GONE:
        return GONE if context.tools.ever_sold(snapshot, words) else UNKNOWN if question_named(words) else ""
    meant = meant_by_offer(asked, words, snapshot, context)
    if meant_by(words).names_formula and not any(is_formula(one) for one in meant):
        # What of it is barred for her is answered as a list is, and nothing else stands in for it.
        return ""
    spoken = spoken_of(snapshot, context) if asked == STOCK and not meant else ()
    if spoken and names_another(words, spoken):
        return UNKNOWN
    if asked == PRICE and not meant and question_named(words) and not compiled(offer_words()["points"]).search(words):
        # Whatever else is on sale is no answer to the price of a thing that we do not find.
        return UNKNOWN
    return asked if _answers(asked, meant, words) else ""


def is_of_goods(words: str) -> bool:
    """Tell whether words ask for a price, the stock or which of two."""
    is_asked = any(_hears(name, words) for name in offer_words()["asks"])
    return is_asked or bool(compiled(f"{offer_words()['how_much']}|{offer_words()['bare_price']}").search(words))


def split_by_goods(words: str) -> tuple[str, str]:
    """Return her clauses that ask for a price, the stock or which of two, and all others."""
    clauses = [found.group().strip() for found in _CLAUSE.finditer(words)]
    of_goods = [clause for clause in clauses if is_of_goods(clause)]
    return "\uff0c".join(of_goods), "\uff0c".join(clause for clause in clauses if clause not in of_goods)


def _meant(words: str, snapshot: MemberSnapshot, context: TurnContext) -> tuple[Product, ...]:
    """Return what she means of ours; "and the large one?" behind the small one means its sister."""
    meant = each_side(words, snapshot, context) or bought_again(words, snapshot, context)
    meant = meant or ours_meant(words, snapshot, context)
    if len(meant) != 1:
        return meant
    family = context.tools.named_products(snapshot, name_parts(meant[0].name)[0])
    return family if picked_by_words([one.name for one in family], words) else meant


def meant_by_offer(asked: str, words: str, snapshot: MemberSnapshot, context: TurnContext) -> tuple[Product, ...]:
    """Return what a question means: which of two is asked of things that are named apart."""
    meant = _meant(words, snapshot, context)
    is_of_several = asked in (COMPARE, BOTH) or (asked == PRICE and compiled(offer_words()["wants_each"]).search(words))
    return context.tools.products_apart(snapshot, words) or meant if is_of_several and len(meant) < _TWO else meant


def _buys_again(words: str, snapshot: MemberSnapshot, context: TurnContext) -> bool:
    return bool(compiled(offer_words()["buys_again"]).search(words) and bought_again(words, snapshot, context))


def _hears(name: str, words: str) -> bool:
    row = offer_words()["asks"][name]
    return bool(compiled(row["hears"]).search(words)) and not compiled(row["unless"]).search(words)


def _goes_on(words: str, snapshot: MemberSnapshot, context: TurnContext) -> bool:
    """Tell whether she only names the larger or the blue one, behind a question for a price."""
    if len(words.strip()) > int(offer_words()["went_before"]):
        return False
    before = lines_before(snapshot, context)[: int(offer_words()["priced_lines"])]
    was_priced = any(compiled(offer_words()["tells_price"]).search(text) for text in before)
    if not was_priced and not any(_hears(PRICE, text) for text in before[:2]):
        return False
    return bool(picked_by_words([one.name for one in _meant(words, snapshot, context)], words))


def _names_and_how_much(words: str, snapshot: MemberSnapshot, context: TurnContext) -> bool:
    """Tell whether she says no more than a thing of ours and "how much"."""
    return bool(compiled(offer_words()["how_much"]).search(words) and ours_meant(words, snapshot, context))


def _answers(asked: str, meant: Sequence[Product], words: str) -> bool:
    """Tell whether we can: a comparison needs two or three, a stock of several the one that her words pick."""
    if asked in (COMPARE, BOTH):
        return 1 < len(meant) <= int(offer_words()["compare_up_to"]) and all(one.spec for one in meant)
    if asked in (RESTOCK, AGAINST) and len(meant) == 1:
        return asked == RESTOCK or bool(meant[0].spec)
    names = [one.name for one in meant]
    is_few = 1 < len(meant) <= int(offer_words()["compare_up_to"])
    picks = bool(picked_by_words(names, words)) or (is_few and names_some(names, words))
    return bool(meant) and (asked == PRICE or len(meant) == 1 or picks)
