"""Search: from a question to the pages that answer it, or to the honest word that none does."""

from knowledge.search.catalogue import Nearness
from knowledge.search.librarian import Hit, Librarian, Looked

__all__ = ["Hit", "Librarian", "Looked", "Nearness"]
