"""The shop that agent tests ask questions in."""

from tests.agent.shop import empty_shop, shop

__all__ = ["empty_shop", "shop"]
