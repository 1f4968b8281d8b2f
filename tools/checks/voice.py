"""A brand's voice: one sheet that says how it speaks, used when drafting and held against every text that goes out."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property, lru_cache
from pathlib import Path
from typing import Any

import yaml

from tools.checks.finding import Finding, Verdict
from tools.checks.normalise import is_emoji
from tools.errors import BadInput
from tools.yaml_text import load_yaml

_BUILT_IN = Path(__file__).with_name("voice.yaml")
_NO_KIND = "reply"
_QUOTED = re.compile("(\u201c[^\u201d]*\u201d|\u300c[^\u300d]*\u300d)")


@dataclass(frozen=True)
class BrandVoice:
    """How a brand speaks; every default says nothing. `words` maps what is not said to what is said instead."""

    brand: str = ""
    self_name: str = ""
    you: str = ""
    titles: Mapping[str, str] = field(default_factory=dict)
    forbidden_address: tuple[str, ...] = ()
    emoji_most: int = -1
    words: Mapping[str, str] = field(default_factory=dict)
    never_promises: tuple[str, ...] = ()
    signature: str = ""
    length: Mapping[str, int] = field(default_factory=dict)
    ai_disclosure: str = ""

    def spoken(self, text: str, *, call: str = "", rep: str = "", is_outreach: bool = False) -> str:
        """Return a text of ours the way the brand says it; what is quoted in it are her own words and stays."""
        parts = _QUOTED.split(text)
        text = "".join(part if at % 2 else self._reworded(part, call) for at, part in enumerate(parts))
        if self.emoji_most >= 0:
            text = _with_few_emoji(text, self.emoji_most)
        ending = self.signature.replace("{rep}", rep)
        # An unfilled slot or an empty name would stand there for her to read.
        fits = ending and is_outreach and (rep or "{rep}" not in self.signature)
        return f"{text}{ending}" if fits and not text.endswith(ending) else text

    def _reworded(self, text: str, call: str) -> str:
        for said, instead in self.titles.items():
            if call.endswith(said):
                text = text.replace(call, call.removesuffix(said) + instead)
        for said, better in self.words.items():
            text = text.replace(said, better) if better else text
        return self._other_you.sub(self.you, text) if self.you else text

    def findings(self, text: str, kind: str) -> tuple[Finding, ...]:
        """Return what in a text is not the brand's way; a fixed reply of safety is left alone."""
        return () if kind == "fixed_reply" else tuple(self._found(text, kind))

    def _found(self, text: str, kind: str) -> Iterator[Finding]:
        for said, better in self.words.items():
            yield from _hits(text, said, "VOICE-WORD", "block", "instead" if better else "word", better=better)
        for said in self.forbidden_address:
            yield from _hits(text, said, "VOICE-ADDRESS", "block", "address")
        for said in self.never_promises:
            yield from _hits(text, said, "VOICE-PROMISE", "block", "promise")
        if self.you:
            unquoted = _QUOTED.sub(lambda quoted: " " * len(quoted.group()), text)
            for match in self._other_you.finditer(unquoted):
                yield _finding("VOICE-YOU", "warn", *match.span(), "you", said=match.group(), better=self.you)
        emoji = [place for place, char in enumerate(text) if is_emoji(char)]
        if 0 <= self.emoji_most < len(emoji):
            first = emoji[self.emoji_most]
            yield _finding("VOICE-EMOJI", "warn", first, emoji[-1] + 1, "emoji", most=self.emoji_most)
        most = self.length.get(kind if kind in self.length else _NO_KIND, 0)
        if 0 < most < len(text):
            yield _finding("VOICE-LENGTH", "warn", most, len(text), "length", most=most)

    @cached_property
    def _other_you(self) -> re.Pattern[str]:
        table = _table()
        other = table["pronouns"][self.you]
        # The plural of the polite form is not said.
        return re.compile(f"{other}(?!{table['plural']})")

    def as_lines(self) -> tuple[tuple[str, str], ...]:
        """Return (name, value) of everything the sheet says, for people and for the model."""
        titles = ", ".join(f"{said} → {instead}" for said, instead in self.titles.items())
        words = ", ".join(f"{said} → {better}" if better else said for said, better in self.words.items())
        length = ", ".join(f"{kind} {most}" for kind, most in self.length.items() if most)
        lines = {
            "brand": self.brand,
            "self": self.self_name,
            "you": self.you,
            "titles": titles,
            "forbidden_address": ", ".join(self.forbidden_address),
            "emoji_most": str(self.emoji_most) if self.emoji_most >= 0 else "",
            "words": words,
            "never_promises": ", ".join(self.never_promises),
            "signature": self.signature,
            "length": length,
            "ai_disclosure": self.ai_disclosure,
        }
        return tuple(lines.items())


def read_voice(path: Path | None) -> BrandVoice:
    """Read a company's sheet over the built-in one. Raises BadInput naming line and fix."""
    return _voice(_built_in() | (_own(path) if path else {}))


def _own(path: Path) -> dict[str, Any]:
    try:
        text = path.read_text("utf-8")
        raw, lines = load_yaml(text), _lines(text)
    except OSError as error:
        raise BadInput(f"The brand voice {path} cannot be read.", fix="Correct ZHIJI_BRAND_VOICE.") from error
    except (UnicodeDecodeError, yaml.YAMLError) as error:
        mark = getattr(error, "problem_mark", None)
        raise _fault(path, mark.line + 1 if mark else 1, "this is not YAML in UTF-8", "Quote texts.") from error
    if not isinstance(raw, dict):
        raise _fault(path, 1, "the sheet has no keys", "Write one `key: value` a line.")
    for key, value in raw.items():
        _check(path, lines.get(str(key), 1), str(key), value)
    return raw


def _check(path: Path, line: int, key: str, value: Any) -> None:
    built_in = _built_in()
    if key not in built_in:
        raise _fault(path, line, f"the key {key!r} is unknown", f"Use one of {', '.join(built_in)}.")
    if type(value) is not type(built_in[key]):
        wanted = {dict: "pairs", list: "a list", str: "text", int: "a number"}[type(built_in[key])]
        raise _fault(path, line, f"{key!r} must be {wanted}", "Write it as the built-in sheet does.")
    _check_parts(path, line, key, value)
    for word in _forbidden_by(key, value):
        if not word or any(safe in word or word in safe for safe in _table()["untouchable"]):
            fix = "Safety and the law need it; leave it out of the sheet."
            raise _fault(path, line, f"{key!r} may not forbid or replace {word!r}", fix)


def _check_parts(path: Path, line: int, key: str, value: Any) -> None:
    if key == "address":
        unknown = set(value) - set(_built_in()["address"])
        if unknown or value.get("you", "") not in ("", *_table()["pronouns"]):
            fix = f"Use {', '.join(_built_in()['address'])}; `you` is one of {', '.join(_table()['pronouns'])}."
            raise _fault(path, line, "'address' says something that is not known", fix)
        if not {*value.get("titles", {}), *value.get("titles", {}).values()} <= set(_table()["titles"]):
            raise _fault(path, line, "'titles' holds no known title", f"Use {', '.join(_table()['titles'])}.")
    texts = {"words": value, "length": {}, "address": {}}.get(key, {})
    if not all(isinstance(said, str) and isinstance(better, str) for said, better in texts.items()):
        raise _fault(path, line, f"{key!r} must pair texts", "Quote numbers; write '' for no replacement.")
    if key == "length" and not all(type(most) is int and most >= 0 for most in value.values()):
        raise _fault(path, line, "'length' must be whole numbers", "Write `{care: 120, reply: 150}`.")
    if key in ("never_promises",) and not all(isinstance(one, str) for one in value):
        raise _fault(path, line, f"{key!r} must be a list of texts", "Quote numbers.")


def _forbidden_by(key: str, value: Any) -> list[str]:
    if key == "words":
        return list(value)
    if key == "never_promises":
        return [word if word else "" for word in value]
    return [str(word) for word in value.get("forbidden", [])] if key == "address" else []


def _voice(sheet: dict[str, Any]) -> BrandVoice:
    address = _built_in()["address"] | sheet["address"]
    return BrandVoice(
        brand=sheet["brand"],
        self_name=sheet["self"],
        you=address["you"],
        titles=address["titles"],
        # What is shipped as forbidden stays forbidden.
        forbidden_address=tuple(dict.fromkeys([*_built_in()["address"]["forbidden"], *address["forbidden"]])),
        emoji_most=sheet["emoji_most"],
        words=sheet["words"],
        never_promises=tuple(sheet["never_promises"]),
        signature=sheet["signature"],
        length=sheet["length"],
        ai_disclosure=sheet["ai_disclosure"],
    )


@cache
def _documents() -> tuple[dict[str, Any], dict[str, Any]]:
    sheet, table = yaml.safe_load_all(_BUILT_IN.read_text("utf-8"))
    return sheet, table


def _built_in() -> dict[str, Any]:
    return _documents()[0]


def _table() -> dict[str, Any]:
    return _documents()[1]


def _lines(text: str) -> dict[str, int]:
    node = yaml.compose(text, Loader=yaml.CSafeLoader)
    pairs = node.value if isinstance(node, yaml.MappingNode) else []
    return {str(key.value): key.start_mark.line + 1 for key, _ in pairs}


def _fault(path: Path, line: int, what: str, fix: str) -> BadInput:
    return BadInput(f"{path.name}, line {line}: {what}.", fix=fix)


@lru_cache(maxsize=1024)
def _literally(said: str) -> re.Pattern[str]:
    return re.compile(re.escape(said))


def _hits(text: str, said: str, rule: str, verdict: Verdict, message: str, better: str = "") -> Iterator[Finding]:
    for match in _literally(said).finditer(text):
        yield _finding(rule, verdict, *match.span(), message, said=said, better=better)


def _finding(rule: str, verdict: Verdict, start: int, end: int, message: str, **words: Any) -> Finding:
    return Finding(rule, verdict, start, end, str(_table()["messages"][message]).format(**words))


def _with_few_emoji(text: str, most: int) -> str:
    kept, count = [], 0
    for char in text:
        count += is_emoji(char)
        if not (is_emoji(char) and count > most):
            kept.append(char)
    return "".join(kept)
