"""Derived facts of life: weeks and ages, computed at the moment of use and never stored."""

from dataclasses import dataclass, replace
from datetime import date, timedelta

from tools.checks.hidden import without_hidden
from tools.checks.numerals import value_of
from tools.models import Member
from tools.patterns import compiled
from tools.yaml_text import table_beside

words = table_beside(__file__, "words.yaml")
PREGNANCY_DAYS = 280
# After this many days past the due date nothing about weeks may be said without a confirmed birth.
OVERDUE_DAYS = 14
_SAME_PREGNANCY_DAYS = 140
_EARLIEST_WEEK, _LATEST_WEEK = 4, 42
_ADULT_MONTHS = 18 * 12
_TWIN_DAYS = 2
INFANT_MONTHS = 12


@dataclass(frozen=True)
class Child:
    """A born child: ages are completed days and months; the nickname may be blank, and is for one of several."""

    nickname: str
    birthday: date
    age_days: int
    age_months: int
    # Days that she came early, for the corrected age; 0 at term, unknown or when it no longer counts.
    early_days: int = 0

    @property
    def corrected_days(self) -> int:
        """Return the age as if she had come at term, by which development is judged."""
        return max(0, self.age_days - self.early_days)

    @property
    def corrected_months(self) -> int:
        """Return the completed months of the corrected age."""
        early = self.birthday + timedelta(days=self.early_days)
        return max(0, completed_months(early, self.birthday + timedelta(days=self.age_days)))


def gest_week(due_on: date, today: date) -> int | None:
    """Return completed weeks of pregnancy, None outside weeks 4–42."""
    week = (PREGNANCY_DAYS - (due_on - today).days) // 7
    return week if _EARLIEST_WEEK <= week <= _LATEST_WEEK else None


def completed_months(birthday: date, today: date) -> int:
    """Return completed calendar months since a birthday."""
    months = (today.year - birthday.year) * 12 + today.month - birthday.month
    return months - (1 if today.day < birthday.day and not _is_month_end(today) else 0)


def _is_month_end(day: date) -> bool:
    return (day + timedelta(days=1)).month != day.month


def born_children(member: Member, today: date) -> tuple[Child, ...]:
    """Return the children who are born by today, youngest first; malformed entries are left out."""
    found = []
    for entry in member.children or []:
        try:
            birthday = date.fromisoformat(str(entry.get("birthday", ""))[:10])
        except (ValueError, AttributeError):
            continue
        if birthday <= today:
            months = completed_months(birthday, today)
            found.append(Child(str(entry.get("nickname") or "").strip(), birthday, (today - birthday).days, months))
    return _with_early(tuple(sorted(found, key=lambda child: child.age_days)), member)


def _with_early(children: tuple[Child, ...], member: Member) -> tuple[Child, ...]:
    """Note how early the children came, where one birth only can be meant and the age is still corrected."""
    weeks = _weeks_at_birth(member)
    is_one_birth = children and children[-1].age_days - children[0].age_days <= _TWIN_DAYS
    if weeks is None or not is_one_birth or children[0].age_months >= int(words()["corrected_until_months"]):
        return children
    early = (int(words()["term_weeks"]) - weeks) * 7
    return tuple(replace(child, early_days=early) for child in children)


def _weeks_at_birth(member: Member) -> int | None:
    found = (compiled(words()["preterm_tag"]).search(str(tag)) for tag in member.tags or [])
    said = next((match["weeks"] for match in found if match), None)
    return int(value_of(said)) if said else None


def youngest_of(children: tuple[Child, ...]) -> Child | None:
    """Return the youngest child; twins have no nickname in common, and to name one is to forget the other."""
    if not children:
        return None
    youngest = children[0]
    is_alone = len(children) == 1 or children[1].age_days - youngest.age_days > _TWIN_DAYS
    return youngest if is_alone else replace(youngest, nickname="")


def nicknames(member: Member) -> tuple[str, ...]:
    """Return every child's nickname on record, born or not, for masking only."""
    named = [entry.get("nickname") for entry in member.children or [] if isinstance(entry, dict)]
    return tuple(str(name).strip() for name in named if name and str(name).strip())


def is_birth_known(member: Member, today: date) -> bool:
    """Tell whether the pregnancy of `due_date` has ended in a birth that she told us of."""
    if member.due_date is None:
        return False
    near = [child for child in born_children(member, today) if _belongs(child.birthday, member.due_date)]
    return member.birth_confirmed or bool(near)


def _belongs(birthday: date, due_on: date) -> bool:
    return abs((birthday - due_on).days) <= _SAME_PREGNANCY_DAYS


def is_birth_unconfirmed(member: Member, today: date) -> bool:
    """Tell whether the due date is 14 days past and nobody told us of a birth."""
    if member.due_date is None or is_birth_known(member, today):
        return False
    return (today - member.due_date).days > OVERDUE_DAYS


def present_week(member: Member, today: date) -> int | None:
    """Return the week of a pregnancy that is not over as far as we know, None otherwise; consent is not asked here."""
    if member.due_date is None or is_birth_known(member, today) or is_birth_unconfirmed(member, today):
        return None
    return gest_week(member.due_date, today)


def is_birthday(birthday: date | None, today: date) -> bool:
    """Tell whether today is her birthday."""
    if birthday is None:
        return False
    if (birthday.month, birthday.day) == (2, 29) and today.month == 2:
        # She who was born on a leap day celebrates on the last day of February.
        return _is_month_end(today)
    return (birthday.month, birthday.day) == (today.month, today.day)


def needs_care(member: Member) -> bool:
    """Tell whether what concerns the body is the clinician's to say: twins, early birth, IVF, high risk."""
    return any(word in str(tag) for word in words()["careful_words"] for tag in member.tags or [])


def is_minor(member: Member, today: date) -> bool:
    """Tell whether she is under 18, by birthday or by what staff noted."""
    if member.birthday is not None and completed_months(member.birthday, today) < _ADULT_MONTHS:
        return True
    return any(tag in words()["minor_tags"] for tag in member.tags or [])


def has_guardian_consent(member: Member) -> bool:
    """Tell whether a guardian's consent is noted."""
    return any(tag in words()["guardian_tags"] for tag in member.tags or [])


def is_sealed(member: Member) -> bool:
    """Tell whether her family must not be spoken of: in a hold, or after one until she says so anew."""
    return member.care_hold or bool(member.sealed_fields)


def is_field_sealed(member: Member, name: str) -> bool:
    """Tell whether one field must not be shown or used."""
    return member.care_hold or name in (member.sealed_fields or [])


def _spoken(nickname: str) -> str:
    """Return a nickname as one says it, '' for one that nobody would say: a link, a mark-up, a sentence."""
    shown = without_hidden(nickname).strip()
    is_name = len(shown) <= int(words()["longest_nickname"]) and compiled(words()["nickname_pattern"]).fullmatch(shown)
    return shown if is_name else ""


def nickname_of(member: Member) -> str:
    """Return her nickname, blank while it tells of a child ("Bean's mum") and everything about children is sealed."""
    nickname = _spoken(member.nickname)
    return "" if is_sealed(member) and any(word in nickname for word in words()["family_words"]) else nickname


def call_of(member: Member) -> str:
    """Return how she is addressed: her nickname, else surname and title."""
    nickname = nickname_of(member)
    if nickname:
        return nickname
    name = member.name.strip()
    if not name:
        return str(words()["calls"]["unknown"])
    if name.isascii():
        return name
    surname = name[:2] if name[:2] in words()["compound_surnames"] else name[:1]
    pattern = words()["calls"].get(member.gender)
    return str(pattern).format(surname=surname) if pattern else name


def kin_of(member: Member, today: date) -> str:
    """Return who a member is to the child: father, grandparent, or mother where nothing says otherwise."""
    rules = words()["kin"]
    names = [member.nickname, *(str(tag) for tag in member.tags or [])]
    years = (today - member.birthday).days // 365 if member.birthday else 0
    if years >= int(rules["grandparent_from_years"]) or any(
        compiled(rules["grandparent"]).search(name) for name in names
    ):
        return "grandparent"
    return "father" if member.gender == "M" else "mother"


def week_words(week: int, days_into_week: int) -> str:
    """Say a week the way people do: 'nearly 20 weeks' reads better than a number on a chart."""
    if days_into_week:
        return str(words()["week"]).format(n=week + 1)
    return str(words()["week_exact"]).format(n=week)


def age_words(child: Child) -> str:
    """Say a child's age the way people do."""
    return _age(child.age_months, child.age_days)


def corrected_words(child: Child) -> str:
    """Say the corrected age of a child who came early, '' for every other."""
    if not child.early_days:
        return ""
    return str(words()["corrected_words"]).format(age=_age(child.corrected_months, child.corrected_days))


def _age(months: int, days: int) -> str:
    table = words()
    if months < 1:
        return str(table["age_days"]).format(n=max(days, 1))
    if months < 12:
        return str(table["age_months"]).format(n=months)
    if months < 24:
        return str(table["age_one"] if months == 12 else table["age_one_months"].format(n=months - 12))
    return str(table["age_half" if months % 12 >= 6 else "age_years"]).format(n=months // 12)
