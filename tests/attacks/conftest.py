"""The shop that is attacked."""

from tests.agent.shop import empty_shop, shop

__all__ = ["empty_shop", "shop"]
