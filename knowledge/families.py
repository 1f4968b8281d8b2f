"""Which family of goods a product belongs to: an after-sale page about the right kind of thing is the better page."""

from functools import cache, lru_cache

from knowledge.schema import table_of


def family_names() -> tuple[str, ...]:
    """Return the families that a page may name."""
    return tuple(name for name in table_of("product_families.yaml") if name)


def family_of(category: str, name: str = "") -> str:
    """Return the family of a product by the words of its category, else of its name; '' when it has none."""
    if any(not family for _, family in [*_words_in(category), *_words_in(name)]):
        return ""
    found = _words_in(category) or _words_in(name)
    return max(found, key=lambda one: len(one[0]))[1] if found else ""


# A shop has so many names of goods and categories, and every turn asks for all that a member ever bought.
@lru_cache(maxsize=4096)
def _words_in(text: str) -> tuple[tuple[str, str], ...]:
    text = text.casefold()
    return tuple((word, family) for word, family in _words() if word in text)


@cache
def _words() -> tuple[tuple[str, str], ...]:
    table = table_of("product_families.yaml")
    return tuple((str(word).casefold(), family) for family, words in table.items() for word in words)
