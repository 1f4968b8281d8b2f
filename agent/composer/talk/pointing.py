"""Messages that mean nothing alone: no words at all, or words that point at what was said or bought before."""

from datetime import datetime, timedelta

from agent.composer.evidence import as_evidence
from agent.composer.hearing.matters import matters_in, text_of
from agent.composer.hearing.telling import turned
from agent.composer.meant.things import hers_meant
from agent.composer.page.pages import new_draft
from agent.composer.phrases import is_question
from agent.composer.promise import answer_by, promise_grounds
from agent.composer.promise import asked as asked_in
from agent.composer.talk.reacting import our_line
from agent.composer.talk.topic import in_new_words
from agent.context import TurnContext
from agent.reply_to import her_words, pending, said_fact
from agent.state import TurnState
from tools.checks.normalise import readable
from tools.checks.numerals import numbers_in
from tools.members.snapshot import Fact, MemberSnapshot, Said
from tools.models import Draft
from tools.patterns import compiled
from tools.products.catalogue import spoken_name
from tools.yaml_text import table_beside

_table = table_beside(__file__)

_SIGNS = ("nudge", "was_asked", "did_not_help", "said_before", "as_before", "this_one")
# What goes on from a question of hers; without one we ask which matter she means.
_CONTINUED = ("was_asked", "goes_on")
# So many lines of hers before a question make a talk.
_TALK = 2


def pointing_drafts(state: TurnState, context: TurnContext) -> tuple[Draft, ...]:
    """Return drafts that take up what she points at, or ask what it is; () where her words stand by themselves."""
    words, snapshot = her_words(state["request"], state["snapshot"]).strip(), state["snapshot"]
    wordless = next((name for name, sign in _table()["wordless"].items() if compiled(sign).search(words)), "")
    if wordless:
        return _drafts(state, context, wordless, {}, ())
    if not words or len(words) > int(_table()["longest"]):
        return ()
    item = variant_asked(words, snapshot, context)
    if item:
        how = compiled(_table()["variant"]).search(words)
        return _drafts(state, context, "variant", {"item": item, "how": how["how"] if how else ""}, ())
    before = _asked_before(snapshot, context.now)
    return _pointing_back(state, context, words, before)


def variant_asked(words: str, snapshot: MemberSnapshot, context: TurnContext) -> str:
    """Return what was just spoken of where she asks for it larger, thicker or cheaper; '' where she does not."""
    if not compiled(_table()["variant"]).search(words.strip()):
        return ""
    for said in reversed(_recent(snapshot, context.now)):
        named = context.tools.named_products(snapshot, said.text)
        if named:
            is_one = len(named) == 1 and not compiled(_table()["listed"]).search(said.text)
            return spoken_name(named[0]).split()[-1] if is_one else str(_table()["several"])
    return ""


def asks_after(words: str) -> bool:
    """Tell whether she asks what became of something that she had asked or that was promised her."""
    words = words.strip()
    return len(words) <= int(_table()["longest"]) and bool(compiled(_table()["was_asked"]).search(words))


def question_joined(words: str, snapshot: MemberSnapshot, now: datetime) -> str:
    """Return a short question together with what she said that it goes on from, '' where it stands by itself."""
    words = words.strip()
    before = _said_before(snapshot, now) if len(words) <= int(_table()["longest"]) and _goes_on(words) else None
    return f"{before.text} {words}" if before else ""


def question_in_talk(words: str, snapshot: MemberSnapshot, now: datetime) -> str:
    """Return a question that goes on together with her last two lines, '' where it stands by itself or has but one."""
    earlier = [said.text for said in _recent(snapshot, now) if said.direction == "in"][-_TALK:]
    goes_on = len(words.strip()) <= int(_table()["longest"]) and _goes_on(words.strip())
    return " ".join([*earlier, words.strip()]) if goes_on and len(earlier) == _TALK else ""


def question_continued(words: str, snapshot: MemberSnapshot, now: datetime) -> str:
    """Return a short question together with the line of hers before it, '' where it is long, or a matter of its own."""
    words = words.strip()
    is_short = len(words) <= int(_table()["longest"]) and is_question(words) and not matters_in(words)
    before = _said_before(snapshot, now) if is_short else None
    return f"{before.text} {words}" if before else ""


def thing_stood_in(words: str) -> str:
    """Return what a short question puts in the place of what was spoken of ("and swimming?"), '' where it does not."""
    found = compiled(_table()["stands_in"]["hears"]).search(words.strip())
    return found["it"] if found else ""


def line_stood_in(words: str, snapshot: MemberSnapshot, now: datetime) -> str:
    """Return her line before in which a short question only puts another thing, '' where it does not."""
    before = _said_before(snapshot, now) if thing_stood_in(words) else None
    return before.text if before else ""


def with_thing_stood_in(drafts: tuple[Draft, ...], state: TurnState, context: TurnContext) -> tuple[Draft, ...]:
    """Say before a page's words that they are the rule of its kind, where they do not name the thing she asks of."""
    snapshot, words = state["snapshot"], her_words(state["request"], state["snapshot"])
    it = thing_stood_in(words) if line_stood_in(words, snapshot, context.now) else ""
    if not it or not state["pages"] or it in text_of(state["pages"][0]):
        return drafts
    for draft in drafts:
        text = str(_table()["stands_in"]["says"][draft.style]).format(it=turned(it), text=draft.text)
        draft.text = draft.proposed_text = text
    return drafts


def _pointing_back(state: TurnState, context: TurnContext, words: str, before: Said | None) -> tuple[Draft, ...]:
    now = words.rstrip("?\uff1f\u3002!\uff01 ")
    asked = {"before": _quoted(before.text), "now": now} if before else {"now": now}
    facts = (_fact(before),) if before else ()
    what = next(
        (name for name in _SIGNS if compiled(_table()[name]).search(words)), "goes_on" if _goes_on(words) else ""
    )
    if what == "goes_on" and state["pages"]:
        # A page answers it, read together with the line before.
        return ()
    is_named = before is not None and len(_quoted(before.text)) <= int(_table()["most_named"])
    if what == "goes_on" and not is_named and len(said := asked_in(words)) >= int(_table()["least_asked"]):
        return _drafts(state, context, "goes_on_named", {"asked": said}, facts)
    if what == "goes_on" and not is_named and (before or our_line(state)):
        return _drafts(state, context, "goes_on_ours", {}, facts)
    if what == "as_before":
        return _as_before(state, context)
    if what == "goes_on" and before is None and (told := _said_before(state["snapshot"], context.now)):
        before, asked, facts = told, {"before": _quoted(told.text), "now": now}, (_fact(told),)
    if what in _CONTINUED:
        return _drafts(state, context, what if before else f"{what}_open", asked, facts)
    return _drafts(state, context, what, asked, ()) if what else ()


def _goes_on(words: str) -> bool:
    """Tell whether a short question leaves open what it is about."""
    table = _table()
    starts = compiled(table["goes_on"]).search(words) and compiled(table["goes_on_with"]).search(words)
    stands_alone = compiled(table["stands_alone"]).search(words) or matters_in(words)
    return bool(starts) and is_question(words) and not stands_alone


def _as_before(state: TurnState, context: TurnContext) -> tuple[Draft, ...]:
    snapshot = state["snapshot"]
    item = _bought_before(her_words(state["request"], snapshot), snapshot)
    if not item:
        return _drafts(state, context, "as_before_open", {}, ())
    order = snapshot.fact("orders")
    return _drafts(state, context, "as_before", {"item": item}, (order,) if order else ())


def _bought_before(words: str, snapshot: MemberSnapshot) -> str:
    """Return what she has of what she names, the latest where she names nothing, '' where she names another thing."""
    named = hers_meant(words, snapshot)
    if named:
        return named[0].name
    is_bare = not compiled(_table()["names_thing"]).search(words)
    return snapshot.owned[0].name if snapshot.owned and is_bare else ""


def _asked_before(snapshot: MemberSnapshot, now: datetime) -> Said | None:
    """Return her latest question before the words that wait, None where none is near."""
    earlier = reversed(_recent(snapshot, now))
    return next((said for said in earlier if said.direction == "in" and is_question(said.text)), None)


def _said_before(snapshot: MemberSnapshot, now: datetime) -> Said | None:
    """Return her latest question, else what she told last: "but from which month on?" may go on from either."""
    told = (said for said in reversed(_recent(snapshot, now)) if said.direction == "in")
    least = int(_table()["least_told"])
    return _asked_before(snapshot, now) or next((said for said in told if len(said.text.strip()) >= least), None)


def _recent(snapshot: MemberSnapshot, now: datetime) -> list[Said]:
    """Return the lines near enough to be pointed at, without those that wait for an answer."""
    waiting = {said.message_id for said in pending(snapshot)}
    since = now - timedelta(hours=int(_table()["within_hours"]))
    return [said for said in snapshot.thread if said.message_id not in waiting and said.at >= since]


def _quoted(text: str) -> str:
    line = asked_in(text) or " ".join(text.split()).rstrip("?\uff1f\u3002!\uff01 ")
    most = int(_table()["most_quoted"])
    return line if len(line) <= most else line[: most - 1] + "\u2026"


def _fact(said: Said) -> Fact:
    return Fact("messages", said.text[:60], f"message {said.message_id}", said.at.isoformat())


def _drafts(
    state: TurnState, context: TurnContext, what: str, slots: dict[str, str], facts: tuple[Fact, ...]
) -> tuple[Draft, ...]:
    texts = in_new_words(_table()["says"][what], state["snapshot"], context.now)
    due, when = answer_by(context.now)
    promises = "{when}" in texts["usual"]
    grounds = promise_grounds(due) if promises else {"numbers": []}
    grounds["numbers"] = [*grounds["numbers"], *sorted(numbers_in(readable(text).text for text in slots.values()))]
    said = said_fact(state)
    evidence = [as_evidence(fact) for fact in (*((said,) if said else ()), *facts)]
    return tuple(
        new_draft(
            state["snapshot"],
            state["stance"],
            style,
            texts[style].format(when=when, **slots),
            evidence=evidence,
            grounds=grounds,
        )
        for style in state["stance"].styles
    )
