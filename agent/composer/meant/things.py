"""Which thing she means: by a stretch of its name, by its head word among her own, or by what was just spoken of."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import lru_cache

from agent.context import TurnContext
from agent.reply_to import pending
from tools.members.snapshot import Fact, MemberSnapshot, OwnedProduct
from tools.models import Product
from tools.patterns import compiled
from tools.products.catalogue import without_remark
from tools.yaml_text import table_beside

thing_words = table_beside(__file__)

_HAN = re.compile(r"[\u4e00-\u9fff]+")
_SHORTEST_SHARED, _LONG_SHARED = 2, 3


@dataclass(frozen=True)
class Thing:
    """A thing she asks about: its name, what its own page says of it, and the record of it."""

    sku: str
    name: str
    spec: str
    fact: Fact | None
    is_hers: bool = False


@lru_cache(maxsize=8192)
def name_parts(name: str) -> tuple[str, ...]:
    """Return the parts of a product's name past its brand: the first word, unless the others name no thing."""
    parts = tuple(without_remark(name).split())
    return parts[1:] if len(parts) > 1 and not _names_the_thing(parts) else parts


def _names_the_thing(parts: Sequence[str]) -> bool:
    """Tell whether the first word is the thing itself: long, or before a size, with only its size and look behind."""
    looks = [part for part in parts[1:] if not _is_size(part)]
    is_bare = all(_han_of(part) <= int(thing_words()["look_up_to"]) for part in looks)
    return not looks or (is_bare and _han_of(parts[0]) >= int(thing_words()["thing_from"]))


def _is_size(part: str) -> bool:
    """Tell whether a word of a name tells only size or count: not where a thing is named behind its figure."""
    return bool(compiled(thing_words()["only_size"]).search(part)) and _han_of(part) < int(thing_words()["thing_from"])


def _han_of(part: str) -> int:
    return len("".join(_HAN.findall(part)))


def short_name(name: str) -> str:
    """Return a product's name as one says it to somebody who has it: without the brand."""
    return "".join(name_parts(name))


@lru_cache(maxsize=8192)
def proper_name(name: str) -> str:
    """Return the same without size and count."""
    proper = [part for part in name_parts(name) if not _is_size(part)]
    return "".join(proper) or short_name(name)


def is_named(name: str, words: str) -> bool:
    """Tell whether her words share a stretch of a product's own name, past its brand, or its last word as said."""
    runs = [run for part in name_parts(name) for run in _HAN.findall(part)]
    size = _SHORTEST_SHARED
    stretches = [run[at : at + size] for run in runs for at in range(len(run) - size + 1)]
    weak = set(thing_words()["says_no_thing"])
    stretches = [stretch for stretch in stretches if stretch not in weak]
    heads = [run[-1] + str(thing_words()["diminutive"]) for run in runs]
    return any(part in words for part in [*stretches, *heads])


def is_named_by_end(name: str, words: str) -> bool:
    """Tell whether her words hold the end of one of its words or three characters of it: a drawer is no drawer box."""
    runs = [run for part in name_parts(name) for run in _HAN.findall(part) if len(run) >= _SHORTEST_SHARED]
    longer = (run[at : at + _LONG_SHARED] for run in runs for at in range(len(run) - _LONG_SHARED + 1))
    return any(part in words for part in (*longer, *(run[-_SHORTEST_SHARED:] for run in runs)))


def is_headed(name: str, words: str) -> bool:
    """Tell whether her words hold the one last character of its name: enough only among what she has."""
    head = proper_name(name)[-1:]
    return bool(_HAN.fullmatch(head)) and head not in thing_words()["weak_heads"] and head in words


def hers_meant(words: str, snapshot: MemberSnapshot) -> tuple[Thing, ...]:
    """Return what she has and names, the latest first; by a head word only where nothing is named better."""
    rows = _distinct(snapshot.owned)
    named = [one for one in rows if is_named(one.name, words)] or [one for one in rows if is_headed(one.name, words)]
    return tuple(_hers(one, snapshot) for one in named)


def spoken_of(snapshot: MemberSnapshot, context: TurnContext) -> tuple[Product, ...]:
    """Return the products that the nearest line before her words names, () where none does."""
    for text in lines_before(snapshot, context):
        named = context.tools.named_products(snapshot, text)
        if named:
            return named
    return ()


def names_another(words: str, rows: Sequence[Product]) -> bool:
    """Tell whether she asks for a thing by a noun that the last two characters of none of these names hold."""
    found = compiled(thing_words()["asks_for"]).search(words)
    noun = found["it"][-_SHORTEST_SHARED:] if found else ""
    is_noun = bool(noun) and not noun.endswith(str(thing_words()["of_it"]))
    return is_noun and not any(noun in short_name(row.name) for row in rows)


def lines_before(snapshot: MemberSnapshot, context: TurnContext) -> list[str]:
    """Return what was said before the words that wait, the latest first, as far as it may still be pointed at."""
    waiting = {said.message_id for said in pending(snapshot)}
    since = context.now - timedelta(hours=int(thing_words()["within_hours"]))
    return [said.text for said in reversed(snapshot.thread) if said.message_id not in waiting and said.at >= since]


def with_lines_before(words: str, snapshot: MemberSnapshot, context: TurnContext) -> str:
    """Return her words with the nearest lines before them: what she answers us about stands there."""
    return "\n".join((words, *lines_before(snapshot, context)[: int(thing_words()["answered_lines"])]))


def thing_meant(words: str, snapshot: MemberSnapshot, context: TurnContext) -> tuple[Thing, ...]:
    """Return what she asks about: her own first, then ours by name, then what was spoken of, then her only one."""
    words = _as_goods_are_called(words)
    own = hers_meant(words, snapshot)
    if own:
        return own
    named = context.tools.named_products(snapshot, words)
    if named and not _tells_only_purpose(named, words, snapshot, context):
        return tuple(of_catalogue(row) for row in named)
    if len(words) <= int(thing_words()["goes_on_up_to"]):
        before = "\n".join(lines_before(snapshot, context)[:4])
        own = hers_meant(before, snapshot) if before else ()
        return own or tuple(of_catalogue(row) for row in spoken_of(snapshot, context)) or _only_one(words, snapshot)
    return _only_one(words, snapshot)


def _as_goods_are_called(words: str) -> str:
    """Return her words with the names that goods have behind what else people call them."""
    called = thing_words()["also_called"]
    other = [name for word, name in called.items() if word in words and name not in words]
    return " ".join([words, *other])


def _tells_only_purpose(rows: Sequence[Product], words: str, snapshot: MemberSnapshot, context: TurnContext) -> bool:
    """Tell whether her words touch some products only by what they are for: bath water is no bath toy."""
    bare = compiled("|".join(thing_words()["says_no_thing"])).sub(" ", words)
    is_bare = bare == words or any(is_named(row.name, words) for row in rows)
    return not is_bare and not context.tools.named_products(snapshot, bare)


def of_catalogue(row: Product) -> Thing:
    """Return a row of the catalogue as a thing."""
    fact = Fact("products", row.sku, f"product {row.sku}", row.updated_at.isoformat())
    return Thing(row.sku, row.name, row.spec, fact)


def _only_one(words: str, snapshot: MemberSnapshot) -> tuple[Thing, ...]:
    """Return the one thing she lately bought, where she points at it or shares a character of its name."""
    latest = [one for one in _distinct(snapshot.owned) if one.days <= int(thing_words()["bought_within_days"])]
    if len(latest) != 1:
        return ()
    shares = any(char in words for run in _HAN.findall(proper_name(latest[0].name)) for char in run)
    points = compiled(thing_words()["points_at"]).search(words)
    return (_hers(latest[0], snapshot),) if shares or points else ()


def _distinct(owned: Sequence[OwnedProduct]) -> list[OwnedProduct]:
    return list({one.sku: one for one in owned}.values())


def _hers(one: OwnedProduct, snapshot: MemberSnapshot) -> Thing:
    return Thing(one.sku, one.name, one.spec, snapshot.fact("orders"), is_hers=True)
