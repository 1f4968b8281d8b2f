"""What a reply says of her own words, and what it never takes them for; tested with words that no case file holds."""

from tests.agent.shop import Shop


