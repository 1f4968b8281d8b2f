"""The console's words for codes: loaded once, so that Python stays free of Chinese."""

from tools.yaml_text import table_beside

labels = table_beside(__file__)


def label(group: str, code: str) -> str:
    """Return the words for a code; an unknown code is shown as it is rather than hidden."""
    return str(labels()[group].get(code, code))


def pair(group: str, code: str) -> tuple[str, str] | None:
    """Return (what it means, what to do), None for a code without such words."""
    found = labels()[group].get(code)
    return (str(found[0]), str(found[1])) if found else None


def call_words(route: str, cause: str) -> str:
    """Return what whoever reads a call must do first; of some causes more is known than of their route."""
    known = labels()["route_todo"]
    return str(known.get(f"{route}:{cause}") or known.get(route, ""))
