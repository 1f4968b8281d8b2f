"""What the outbound checks say about the texts of a page before there is anybody to send them to."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from knowledge.playbook import Playbook
from knowledge.schema import schema
from tools.checks import Finding, Grounds, Inspection
from tools.checks.inspection import Kind, Stage, inspect_together
from tools.checks.normalise import readable
from tools.checks.numerals import numbers_in
from tools.errors import TextBlocked


@dataclass(frozen=True)
class Remark:
    """One finding on one text: where it stands in the page, and the words it is about."""

    place: str
    said: str
    finding: Finding

    def __str__(self) -> str:
        found = self.finding
        return f"{self.place}: {found.verdict} {found.rule} {self.said!r} {found.message}"


def proofread(page: Playbook) -> tuple[Remark, ...]:
    """Return every finding of the gate on a page's texts, filled for somebody whom it fits."""
    texts = [*_variants(page), *_answers(page)]
    found = inspect_together([(said, setting) for _, said, setting in texts])
    return tuple(
        Remark(place, said[one.start : one.end], one)
        for (place, said, _), findings in zip(texts, found, strict=True)
        for one in findings
    )


def _variants(page: Playbook) -> Iterator[tuple[str, str, Inspection]]:
    for group, styles in page.variants.items():
        for style, text in styles.items():
            yield f"{group}.{style}", _filled(text, schema()["samples"]), _setting(page, group)


def _answers(page: Playbook) -> Iterator[tuple[str, str, Inspection]]:
    for answer in page.answers:
        # The shortest draft says the first line alone, the longest all of them.
        for said in dict.fromkeys((answer.lines[0], "".join(answer.lines))):
            yield f"answers {answer.asks[0]!r}", said, _setting(page, "reply")


def blocking(remarks: tuple[Remark, ...]) -> tuple[Remark, ...]:
    """Return the remarks that keep a page from being published."""
    return tuple(remark for remark in remarks if remark.finding.verdict in ("block", "route"))


def refuse_blocked(page: Playbook) -> None:
    """Keep a page from coming into use while the gate blocks a text of it. Raises TextBlocked."""
    blocked = blocking(proofread(page)) if page.status == "published" else ()
    if blocked:
        first = blocked[0]
        raise TextBlocked(
            f"{page.id}, {first.place}: {first.finding.message}",
            fix="Change these words and raise the version.",
            findings=[remark.finding for remark in blocked],
        )


def _filled(text: str, samples: Mapping[str, str]) -> str:
    for slot, sample in samples.items():
        text = text.replace(f"{{{slot}}}", sample)
    return text


def _setting(page: Playbook, group: str) -> Inspection:
    samples, stage = schema()["samples"], page.stage
    weeks, months = stage.gest_week, stage.age_months
    return Inspection(
        kind=_kind(page, group),
        # As the gate sees it: texts of a page on health are held to the stricter rules of advertising.
        health_topic=page.health,
        stage=_phase(page),
        stage_weeks=weeks[0] if weeks else None,
        stage_months=months[0] if months else None,
        own_products=frozenset({samples["product"]}),
        grounds=Grounds(
            # Only a fact makes a figure true; that the text itself states it does not.
            numbers=frozenset(numbers_in(readable(fact.text).text for fact in page.facts)),
            names=frozenset({samples["product"]}),
        ),
    )


def _kind(page: Playbook, group: str) -> Kind:
    if page.kind == "fixed_reply":
        return "fixed_reply"
    if group == "care":
        return "after_sale" if page.kind == "after_sale" else "care"
    return "reply"


def _phase(page: Playbook) -> Stage | None:
    if page.stage.gest_week:
        return "pregnancy"
    if page.stage.age_days or page.stage.age_months:
        return "infant_0_12"
    return None
