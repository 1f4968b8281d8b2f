"""Cases of words alone: each runs on one of the two databases, in turn, for no store tells words apart."""

import pytest

_STORES = ("sqlite", "postgres")


def leave_out_the_other(items: list[pytest.Item]) -> list[pytest.Item]:
    """Keep every test marked `in_turn` once, with the stores taking turns; return those left out."""
    places = dict[str, int]()
    left_out = {item for item in items if item.get_closest_marker("in_turn") and not _has_its_turn(item, places)}
    items[:] = [item for item in items if item not in left_out]
    return list(left_out)


def _has_its_turn(item: pytest.Item, places: dict[str, int]) -> bool:
    store = _store_of(item)
    place = places.setdefault(item.nodeid.replace(store, "", 1), len(places))
    return not store or store == _STORES[place % len(_STORES)]


def _store_of(item: pytest.Item) -> str:
    """Return the store of a test that runs on both, '' of any other."""
    params = item.callspec.params if isinstance(item, pytest.Function) and hasattr(item, "callspec") else {}
    return next((str(value) for value in params.values() if value in _STORES), "")
