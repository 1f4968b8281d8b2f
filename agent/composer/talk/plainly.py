"""Say what we wrote in a manual's words once more as people speak, where she did not understand it."""

from agent.composer.evidence import as_evidence
from agent.composer.page.pages import new_draft
from agent.composer.talk.reacting import our_line
from agent.context import TurnContext
from agent.reply_to import her_words, said_fact
from agent.state import TurnState
from tools.checks.normalise import readable
from tools.checks.numerals import numbers_in
from tools.models import Draft
from tools.patterns import compiled
from tools.yaml_text import table_beside

_table = table_beside(__file__)

_MARKS = "?\uff1f"


def plain_drafts(state: TurnState, _context: TurnContext) -> tuple[Draft, ...]:
    """Return our last line in plain words where it was in a manual's; () where she is not puzzled, or by a question."""
    ours, words = our_line(state), her_words(state["request"], state["snapshot"]).strip()
    if not ours or any(mark in ours for mark in _MARKS) or not compiled(_table()["puzzled"]).search(words):
        return ()
    plain, replaced = _plainly(ours)
    is_manual = replaced >= int(_table()["fewest"])
    if not is_manual and not words.strip(_MARKS):
        # A mere question mark may as well call for us.
        return ()
    texts, said = _table()["says" if is_manual else "unclear"], said_fact(state)
    return tuple(
        new_draft(
            state["snapshot"],
            state["stance"],
            style,
            texts[style].format(plain=plain),
            evidence=[as_evidence(said)] if said else [],
            grounds={"numbers": sorted(numbers_in([readable(plain).text]))},
        )
        for style in state["stance"].styles
    )


def _plainly(text: str) -> tuple[str, int]:
    """Return a text with a manual's words in plain ones, and how many kinds of them it had."""
    replaced = 0
    for pattern, plain in _table()["words"]:
        text, count = compiled(pattern).subn(plain, text)
        replaced += bool(count)
    text = compiled("[\uff0c,]{2,}").sub("\uff0c", text.strip())
    return text, replaced
