"""What the texts of a playbook must hold: the groups of its kind, fillable slots, the words that must be said.

A draft may still lack texts and words; whoever hands it in for review must have them all.
"""

import re
from typing import Any

from knowledge.pages.layout import Layout
from knowledge.playbook import Playbook, slots_in
from knowledge.schema import allowed, schema

_SLOT = re.compile(r"\{([a-z_]+)\}")


def check_texts(layout: Layout, *, finished: bool) -> None:
    """Report sections that are missing, unknown or empty, and texts that could not be used."""
    groups = schema()["groups"][layout.header["kind"]]
    _check_names(layout, groups, finished=finished)
    for group in (*groups["must"], *groups.get("may", ())):
        texts = {name: section for name, section in layout.sections.items() if name.startswith(f"{group}.")}
        for name in texts:
            _check_slots(layout, name)
            if finished:
                _check_must_say(layout, name)
        _check_plain_text_exists(layout, group, [section.text for section in texts.values()])


def missing_texts(page: Playbook) -> tuple[str, ...]:
    """Return what a page in use must have and this one lacks: sections, and must-say words by text."""
    groups = schema()["groups"][page.kind]
    needed = [(group, style) for group in groups["must"] for style in allowed("styles")]
    missing = [f"{group}.{style}" for group, style in needed if not page.variants.get(group, {}).get(style)]
    has = {"list": bool(page.checklist), "steps": bool(page.steps)}
    missing += [groups["section"]] if "section" in groups and not has[groups["section"]] else []
    texts = {f"{group}.{style}": text for group, styles in page.variants.items() for style, text in styles.items()}
    silent = [name for name, text in texts.items() if page.must_say and not any(word in text for word in page.must_say)]
    return (*missing, *(f"one of {'/'.join(page.must_say)} in {name}" for name in silent))


def _check_names(layout: Layout, groups: dict[str, Any], *, finished: bool) -> None:
    needed = [f"{group}.{style}" for group in groups["must"] for style in allowed("styles")]
    needed += [groups["section"]] if "section" in groups else []
    known = needed + [f"{group}.{style}" for group in groups.get("may", ()) for style in allowed("styles")]
    known += groups.get("extra", ())
    for name in needed if finished else ():
        if name not in layout.sections:
            layout.report("kind", f"the section {name!r} is missing.", f"Add `## {name}` and its text.")
    if not finished and not layout.sections:
        layout.report("kind", "the page has no text at all.", f"Add `## {needed[0]}` and its text.")
    for name, section in layout.sections.items():
        if name not in known:
            layout.report(section.line, f"the section {name!r} is unknown here.", f"Use {', '.join(known)}.")
        elif not section.text:
            layout.report(section.line, f"the section {name!r} is empty.", "Write its text.")


def _check_slots(layout: Layout, name: str) -> None:
    section, slots = layout.sections[name], schema()["slots"]
    for slot in slots_in(section.text):
        if slot in slots["always"]:
            continue
        if slot in slots["days"]:
            _check_day(layout, name, slot, slots["days"][slot])
            continue
        needed = slots["fields"].get(slot)
        if needed is None:
            known = ", ".join([*slots["always"], *slots["fields"], *slots["days"]])
            layout.report(section.line, f"{name} has the unknown slot {{{slot}}}.", f"Use one of {known}.")
        elif needed not in (layout.header.get("uses") or []):
            layout.report(section.line, f"{name} has {{{slot}}} without {needed!r} in uses.", "Add it to `uses`.")
        elif slot in slots["after_sale_only"] and layout.header["kind"] != "after_sale":
            layout.report(section.line, f"{name} names a product with {{{slot}}}.", "Only after_sale pages may.")
    if set("{}") & set(_SLOT.sub("", section.text)):
        layout.report(section.line, f"{name} has a brace that is no slot.", "Write {call} or drop the brace.")


def _check_day(layout: Layout, name: str, slot: str, day: str) -> None:
    if day not in ((layout.header.get("stage") or {}).get("days") or []):
        layout.report(layout.sections[name].line, f"{name} has {{{slot}}} without the day {day}.", "Add it to stage.")


def _check_must_say(layout: Layout, name: str) -> None:
    section, words = layout.sections[name], layout.header.get("must_say") or []
    if words and section.text and not any(word in section.text for word in words):
        layout.report(section.line, f"{name} says none of {', '.join(words)}.", "Work one of them in.")


def _check_plain_text_exists(layout: Layout, group: str, texts: list[str]) -> None:
    always = {*schema()["slots"]["always"], *schema()["slots"]["days"]}
    if texts and not any(set(slots_in(text)) <= always for text in texts):
        message = f"every {group} text needs a slot that may stay empty."
        layout.report("kind", message, "Write at least one with no slot but {call}.")
