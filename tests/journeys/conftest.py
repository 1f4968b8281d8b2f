"""The shop that journeys walk through."""

from tests.agent.shop import empty_shop, shop

__all__ = ["empty_shop", "shop"]
