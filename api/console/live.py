"""A draft while it is being written, on a page without script: the page itself is what streams."""

from collections.abc import Callable, Iterator
from queue import SimpleQueue
from threading import Thread

from markupsafe import escape

from agent.request import Proposal, Request
from agent.suggest import suggest
from api.console.labels import label
from api.console.pages.learning import LivePage
from api.console.reading.rules import refusal_words
from api.console.render import templates
from api.console.visit import Visit
from api.errors import status_of
from tools.errors import ServiceError
from tools.members.find import get_for

_MARK = "<!-- live -->"
# A proxy that gathers a stream before passing it on would make it pointless; nobody but who asked may keep it.
UNBUFFERED = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
_Step = tuple[str, str, str]


def written_live(visit: Visit, request: Request, leads_to: Callable[[Proposal], str]) -> Iterator[str]:
    """Return the page in pieces: steps and words as they come, at the end the way to the drafts. Raises NotFound."""
    with visit.services.database.reading() as session:
        member = get_for(session, visit.actor, request.member_id)
        page = LivePage(visit.chrome(session), member.member_id, member.name or member.member_id)
    head, _, foot = templates().get_template(page.template).render(vars(page)).partition(_MARK)
    return _pieces(head, foot, visit, request, leads_to)


def _pieces(head: str, foot: str, visit: Visit, request: Request, leads_to: Callable[[Proposal], str]) -> Iterator[str]:
    yield head
    steps: SimpleQueue[_Step] = SimpleQueue()
    Thread(target=_write, args=(visit, request, leads_to, steps), daemon=True).start()
    style = ""
    while True:
        kind, name, words = steps.get()
        if kind == "text":
            yield _text(name, words, is_new=name != style)
            style = name
            continue
        style = ""
        yield _end(kind, name, words) if kind in ("done", "failed") else _progress(name)
        if kind in ("done", "failed"):
            break
    yield foot


def _write(visit: Visit, request: Request, leads_to: Callable[[Proposal], str], steps: SimpleQueue[_Step]) -> None:
    last: _Step = ("failed", *refusal_words(ServiceError(""), 500))
    try:
        proposal = suggest(
            visit.services.workshop,
            visit.actor,
            request,
            progress=lambda step: steps.put(("progress", step, "")),
            telling=lambda style, piece: steps.put(("text", style, piece)),
        )
        last = ("done", leads_to(proposal), "")
    except ServiceError as error:
        last = ("failed", *refusal_words(error, status_of(error)))
    finally:
        steps.put(last)


def _progress(step: str) -> str:
    return f'<p class="muted small live-step">{escape(label("progress", step))}</p>\n'


def _text(style: str, words: str, *, is_new: bool) -> str:
    opening = f"<h3>{escape(label('styles', style))}</h3>" if is_new else ""
    return f"{opening}<span>{escape(words)}</span>\n"


def _end(kind: str, first: str, second: str) -> str:
    if kind == "failed":
        return f'<p class="stop-text">{escape(first)} {escape(second)}</p>\n'
    way = escape(first)
    link = f'<a class="button primary" href="{way}">{escape(label("progress", "done"))}</a>'
    return f'<meta http-equiv="refresh" content="0;url={way}"><p>{link}</p>\n'
