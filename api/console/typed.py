"""What a person typed into a form that was not taken, so that nobody has to write a thing twice."""

from urllib.parse import urlsplit

from fastapi import Request
from starlette.datastructures import FormData

from api.console.labels import labels
from api.console.pages.chrome import Retry, Typed

_FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")
# Where a form stands whose own address is only for posting.
_ROOMS = ("drafts", "members", "tasks", "playbooks", "quadrants", "plan", "rules", "imports")
_NEVER_KEPT = ("form_token", "password")


async def keep_typed(request: Request) -> None:
    """Remember the fields of a posted form for as long as the request lasts."""
    is_form = request.headers.get("content-type", "").startswith(_FORMS)
    if request.method == "POST" and is_form and _is_own(request):
        request.state.typed = _pairs(await request.form())


def retry_of(request: Request, form_token: str = "") -> Retry | None:
    """Return the form as it was filled in, None when nobody typed anything."""
    pairs: tuple[tuple[str, str], ...] = getattr(request.state, "typed", ())
    return rebuilt(request.url.path, pairs, form_token, way_back(request)) if _has_words(pairs) else None


def rebuilt(
    path: str, pairs: tuple[tuple[str, str], ...], form_token: str, back: str, *, is_resumed: bool = False
) -> Retry:
    """Return a form again: what a person writes in to be changed, the rest hidden; resumed, only what was written."""
    names: dict[str, str] = labels()["typed"]
    in_sight = {name for name, value in pairs if name in names and (value.strip() or not is_resumed)}
    shown = tuple(Typed(name, names[name], value) for name, value in pairs if name in in_sight)
    hidden = tuple((name, value) for name, value in pairs if name not in in_sight)
    return Retry(path, form_token, shown, hidden, back)


def way_back(request: Request) -> str:
    """Return the page on which the form stood, '' when that is unknown."""
    came_from = urlsplit(request.headers.get("referer", ""))
    if came_from.netloc == request.url.netloc and came_from.path not in ("", request.url.path):
        return came_from.path + (f"?{came_from.query}" if came_from.query else "")
    room, _, rest = request.url.path.strip("/").partition("/")
    return f"/{room}/{rest.rpartition('/')[0]}".rstrip("/") if room in _ROOMS else ""


def _is_own(request: Request) -> bool:
    """Whether the form was ours: what another site's page posted is not handed on."""
    origin = urlsplit(request.headers.get("origin", "")).netloc
    is_ours = origin in ("", request.url.netloc)
    return is_ours and request.headers.get("sec-fetch-site", "same-origin") in ("same-origin", "none")


def _pairs(form: FormData) -> tuple[tuple[str, str], ...]:
    given = ((name, value) for name, value in form.multi_items() if isinstance(value, str))
    return tuple((name, value) for name, value in given if name not in _NEVER_KEPT)


def _has_words(pairs: tuple[tuple[str, str], ...]) -> bool:
    return any(name in labels()["typed"] and value.strip() for name, value in pairs)
