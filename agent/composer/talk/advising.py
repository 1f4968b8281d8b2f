"""How sure must the search be before what she only tells is advised on?"""

from datetime import date

from agent.composer.hearing.kinds import wants_an_ear_for, weighs_despite_good
from agent.composer.hearing.listening import Heard, hear
from agent.composer.hearing.matters import shares_a_word, speaks_of
from agent.composer.hearing.telling import course_of
from agent.composer.phrases import phrases, tells_of_trouble
from knowledge.answering import answer_for
from knowledge.families import family_of
from knowledge.playbook import Playbook
from knowledge.search import Hit, Looked
from knowledge.special_days import is_special
from knowledge.stage import MemberStage, age_gap, fits_life
from knowledge.supposing import names_life
from tools.members.snapshot import MemberSnapshot
from tools.patterns import compiled

_NEVER = 2.0
_MATERNAL = "maternal"
# Windows of a pregnancy or a child.
_FAMILY = ("gest_week", "age_days", "age_months")
# Tones of what she tells that bear advice behind the comfort, and courses of ordinary talk that bear none.
_TROUBLED = ("worry", "weary", "mixed", "plain")
_GLAD, _HURT = ("good", "funny"), "hurt"
# What she says went well beside a worry is what makes it the odder: the child sleeps, she does not.
_WORRIED = ("worry", "weary")


def least_to_advise(words: str, snapshot: MemberSnapshot) -> float:
    """Return how sure (0–1) the search must be before a page answers what she tells; above 1 where it is good news."""
    heard, course = hear(words, snapshot, guess=False), course_of(words)
    least = phrases()["least_score"]
    if weighs_despite_good(words, snapshot):
        return float(least["trouble"])
    if heard is not None and heard.concept.tone == _HURT and tells_of_trouble(words):
        # What hurts her came on top of something that a page knows: comfort first, then that.
        return float(least["situation"])
    if _is_glad(heard, course, words):
        return _NEVER
    if wants_an_ear_for(words, snapshot):
        return float(least["situation"])
    if tells_of_trouble(words) or plans_care(words):
        return float(least["trouble"])
    return float(least["bad_situation" if course == "bad" else "situation"])


def _is_glad(heard: Heard | None, course: str, words: str) -> bool:
    """Tell whether she is only listened to: glad of what she tells, but for a plan of hers, or past all advice."""
    if heard is not None and (heard.concept.is_only_heard or heard.concept.tone not in _TROUBLED):
        return True
    is_worried = heard is not None and heard.concept.tone in _WORRIED
    return course in _GLAD and not is_worried and not (heard is None and plans_care(words))


def plans_care(words: str) -> bool:
    """Tell whether she says what she will give, do or try for the first time: she would rather hear it before."""
    return bool(compiled(phrases()["plans_care"]).search(words))


def least_for(page: Playbook, least: float, words: str, stage: MemberStage) -> float:
    """Return how sure the search must be of one page: less where it is about her own days and she names nobody else.

    Above 1 where it is about another age than her child's.
    """
    table = phrases()["least_score"]
    is_other_age = age_gap(page.stage, stage) > float(phrases()["other_age"])
    if is_other_age and not compiled(phrases()["names_age"]).search(words):
        # What holds for a newborn is wrong for a child of eight months, however near the words are.
        return _NEVER
    if not page.stage.ranges or not fits_life(page.stage, stage) or page.kind == "checklist":
        return least
    if tells_of_trouble(words) and shares_a_word(page, words):
        return min(least, float(table["own_trouble"]))
    return least if compiled(phrases()["of_others"]).search(words) else min(least, float(table["own_stage"]))


def is_of_her_life(page: Playbook, words: str, snapshot: MemberSnapshot) -> bool:
    """Tell whether a page may be about her: one for a pregnancy or a child is not where she has and names neither."""
    is_of_family = any(key in _FAMILY for key, _ in page.stage.ranges)
    if snapshot.children or snapshot.is_expecting or not is_of_family:
        return True
    shared = set(snapshot.personas) & set(page.stage.personas)
    # A page whose title names a pregnancy is not for every woman who cares for her skin.
    is_unknown = not snapshot.personas or bool(shared & {_MATERNAL} if names_life(page.title) else shared)
    return is_unknown or bool(compiled(phrases()["names_family"]).search(words))


def is_about(hit: Hit, words: str, snapshot: MemberSnapshot, looked: Looked, *, is_asked: bool) -> bool:
    """Tell whether a found page is about her words: near in meaning is enough only where the search is sure."""
    is_today = is_of_today(hit.playbook, words, snapshot.today)
    if not (is_today and is_of_her_life(hit.playbook, words, snapshot)) or _is_of_other_goods(hit.playbook, words):
        return False
    is_sure = not is_asked or hit.score >= float(phrases()["least_score"]["without_a_word"])
    is_near = shares_a_word(hit.playbook, words) and not _is_unasked_list(hit.playbook, words, looked)
    return speaks_of(hit.playbook, words) and (is_sure or is_near or _answers(hit, words, looked))


def _answers(hit: Hit, words: str, looked: Looked) -> bool:
    """Tell whether a page has the answer to her question, in whatever words she asks it."""
    is_likely = hit.score >= float(phrases()["least_score"]["answering"])
    return is_likely and answer_for(hit.playbook, words, near=looked.nearness(hit.playbook)) is not None


def _is_of_other_goods(page: Playbook, words: str) -> bool:
    """Tell whether a page is for goods of one kind and she names some of another."""
    families, named = page.stage.families, family_of("", words)
    return bool(families and named) and named not in families


def _is_unasked_list(page: Playbook, words: str, looked: Looked) -> bool:
    """Tell whether a page is a list of things to see to, which she does not ask for and does not answer her."""
    asks_list = compiled(phrases()["asks_checklist"]).search(words)
    return page.kind == "checklist" and not asks_list and answer_for(page, words, near=looked.nearness(page)) is None


def is_of_today(page: Playbook, words: str, today: date) -> bool:
    """Tell whether a page is for any day; what is written for one of the year answers on it, or who names it."""
    days = page.stage.days
    return not days or is_special(days, today) or page.title in words
