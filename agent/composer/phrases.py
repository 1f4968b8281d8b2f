"""Read the composer's sentences."""

from functools import lru_cache

from tools.checks.normalise import readable
from tools.patterns import compiled
from tools.yaml_text import table_beside

phrases = table_beside(__file__)

# Pages that say what can be done, as against those that only listen.
ADVICE_KINDS = ("care_script", "checklist")


def is_question(words: str) -> bool:
    """Tell whether her words ask for something to be found out."""
    return _signed(words) or seeks_a_nod(words)


def is_one_question(words: str) -> bool:
    """Tell whether her words are one clause, and that a question."""
    return is_question(words) and not compiled(phrases()["parts"]).search(words.strip())


@lru_cache(maxsize=512)
def _signed(words: str) -> bool:
    """Tell whether a sign of a question stands in her words, as she wrote them or in the common script."""
    own = compiled(phrases()["reported"]).sub("", words)
    forms = {own, readable(own).text}
    return any(compiled(sign).search(form) for form in forms for sign in phrases()["question_signs"])


def thanks_elsewhere(words: str) -> bool:
    """Tell whether a word of thanks of hers is for heaven, or is another's."""
    return bool(compiled(phrases()["thanks_elsewhere"]).search(words))


def recommended_elsewhere(words: str) -> bool:
    """Tell whether she speaks of goods that she has or that others recommended, and asks for none."""
    return bool(compiled(phrases()["recommended_elsewhere"]).search(words)) and not is_question(words)


def tells_of_trouble(words: str) -> bool:
    """Tell whether she tells of something that goes badly, though she asks nothing."""
    return any(compiled(sign).search(words) for sign in phrases()["trouble_signs"])


@lru_cache(maxsize=512)
def seeks_a_nod(words: str) -> bool:
    """Tell whether she puts a question as a statement: what she does or will do, to be told whether it is right."""
    return any(compiled(sign).search(words) for sign in phrases()["nod_signs"]) and not _takes_leave(words)


def _takes_leave(words: str) -> bool:
    return bool(compiled(phrases()["no_nod"]).search(words))
