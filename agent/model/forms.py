"""The forms of a request, from the richest to the plainest, and which weaker one to try after a refusal."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, fields
from itertools import product

from agent.model.settings import JsonMode

LADDER: tuple[JsonMode, ...] = ("schema", "object", "text")


@dataclass(frozen=True)
class Form:
    """What a request makes use of: a way of asking for JSON, tools, streaming, and token counts in the stream."""

    mode: JsonMode = "schema"
    tools: bool = True
    stream: bool = True
    usage: bool = True

    def weaker(self) -> Iterator["Form"]:
        """Give every form that makes use of less."""
        for mode in LADDER[LADDER.index(self.mode) :]:
            for tools, stream, usage in product(_at_most(self.tools), _at_most(self.stream), _at_most(self.usage)):
                form = Form(mode, tools, stream, usage)
                if form != self:
                    yield form

    def steps_from(self, other: "Form") -> int:
        """Count what this form gives up against another one."""
        flags = (self.tools != other.tools) + (self.stream != other.stream) + (self.usage != other.usage)
        return flags + LADDER.index(self.mode) - LADDER.index(other.mode)


def _at_most(flag: bool) -> tuple[bool, ...]:
    return (True, False) if flag else (False,)


def part_refused(said: str, refused: Mapping[str, Collection[str]]) -> str:
    """Return which part of the request an endpoint's words are about, '' when they do not tell."""
    lowered = said.lower()
    return next((part for part, words in refused.items() if any(word in lowered for word in words)), "")


def next_form(form: Form, part: str, tried: Collection[Form]) -> Form | None:
    """Return the weaker form to try next: without the refused part, giving up as little as possible."""
    left = [weaker for weaker in form.weaker() if weaker not in tried]
    names = {field.name for field in fields(Form)}
    if part in names:
        left = [weaker for weaker in left if getattr(weaker, part) != getattr(form, part)] or left
    return min(left, key=lambda weaker: weaker.steps_from(form), default=None)
