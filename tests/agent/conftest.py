"""The shop that agent tests ask questions in."""

from tests.agent.shop import empty_shop, library, shop

__all__ = ["empty_shop", "library", "shop"]
