"""The shop that is attacked."""

from tests.agent.shop import empty_shop, library, shop

__all__ = ["empty_shop", "library", "shop"]
