"""Commands for the checks: list the rules, try a text, train the classifier, judge it on unread voices."""

from pathlib import Path
from typing import Annotated, Any

import typer

from api.commands.running import AsJson
from api.terminal import show, show_json

checks = typer.Typer(help="The rules and the classifier that protect members.", no_args_is_help=True)


@checks.command("list")
def list_rules(
    family: Annotated[str, typer.Option(help="Only this family (file name without .yaml).")] = "",
    as_json: AsJson = False,
) -> None:
    """List every rule with its law, scope, action and message, your own included."""
    from tools.checks import rules

    _use_own_rules()
    found = [rule for rule in rules() if family in ("", rule.family)]
    if as_json:
        show_json([_rule(rule) for rule in found])
        return
    for rule in found:
        show(f"{rule.id:<24} {rule.scope:<3} {rule.action:<5} {rule.family:<22} {rule.message}")
    show(f"{len(found)} rules.")


@checks.command("try")
def try_text(
    text: Annotated[str, typer.Argument(help="A draft, or with --direction in what she wrote.")],
    direction: Annotated[str, typer.Option(help="in or out")] = "out",
    kind: Annotated[str, typer.Option(help="care, reply, product_list, after_sale or fixed_reply")] = "care",
    as_json: AsJson = False,
) -> None:
    """Run the checks on one text and show what they say and where."""
    from api.text_trial import try_inbound, try_outbound
    from tools.errors import BadInput

    _use_own_rules()
    if direction not in ("in", "out"):
        raise BadInput(f"{direction!r} is no direction.", fix="Use in or out.")
    tried = try_inbound(text) if direction == "in" else try_outbound(text, kind)
    if as_json:
        show_json(tried.as_json())
        return
    show(f"{tried.label}   {tried.verdict}")
    for found in tried.findings:
        show(f"  {found.verdict:<6} {found.rule:<22} [{found.start}:{found.end}] {text[found.start : found.end]}")
        show(f"         {found.message}")


@checks.command("promises")
def promises(as_json: AsJson = False) -> None:
    """Show what your company promises everybody (profile.yaml), and what a text may promise without it."""
    from api.settings import read_settings
    from api.views.promises import promise_rows
    from tools.checks.tenant import read_tenant

    rows = promise_rows(read_tenant(read_settings().rules_dir).promises)
    if as_json:
        show_json({"items": rows})
        return
    for row in rows:
        furthest = f"nothing; an answer within {row['furthest_hours']} hours" if row["furthest_hours"] else "nothing"
        task = "; opens a task" if row["opens_task"] else ""
        show(f"{row['what']:<10} {', '.join(row['promised']) or furthest}{task}")


@checks.command("train")
def train(as_json: AsJson = False) -> None:
    """Learn the classifier's weights from the corpus and write them with their card (needs the extra `train`)."""
    from tools.checks.teaching import teach
    from tools.clock import shanghai_day, utc_now
    from tools.embedder import local_embedder

    card = teach(local_embedder(), today=shanghai_day(utc_now()))
    if as_json:
        show_json(card)
        return
    show(f"{card['lines']} lines, corpus {card['corpus']}")
    for direction in ("out", "in"):
        _show_figures(f"{direction}: unseen voices", card[direction]["unseen_voices"])


@checks.command("crossvoice")
def crossvoice(
    held_out: Annotated[bool, typer.Option("--held-out", help="Judge the shipped weights on the exam voices.")] = False,
    corpus: Annotated[
        Path | None, typer.Option(help="Folder of judged lines, a file per voice (default: the shipped ones).")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Judge rules, classifier and both on voices that were left out of learning."""
    from tools.checks.judged import CORPUS
    from tools.checks.teaching import cross_voice, examine
    from tools.embedder import local_embedder

    chosen = corpus or CORPUS
    report = examine(chosen) if held_out else cross_voice(local_embedder(), corpus=chosen)
    if as_json:
        show_json(report)
        return
    for direction in ("out", "in"):
        for name, figures in report[direction].items():
            _show_figures(f"{direction}: {name}", figures)


def _use_own_rules() -> None:
    from api.settings import read_settings
    from tools.checks.rulebook import add_rules
    from tools.checks.tenant import read_tenant

    add_rules(read_tenant(read_settings().rules_dir).rules)


def _rule(rule: Any) -> dict[str, Any]:
    from tools.checks.frames import told_excuses
    from tools.checks.rulebook import nameless_excuses

    names = ("id", "family", "law", "scope", "action", "label", "message", "about", "source", "route", "level", "cause")
    shown = {name: getattr(rule, name) for name in names}
    shown["patterns"] = [pattern.pattern for pattern in rule.patterns[: rule.firm]]
    shown["evidence"] = [pattern.pattern for pattern in rule.patterns[rule.firm :]]
    shown["heard_from"] = rule.heard_from if rule.heard_from <= 1 else None
    excused = [*dict.fromkeys(pattern.pattern for pattern in nameless_excuses(rule))]
    shown["exceptions"] = [*excused, *told_excuses(rule)]
    shown["acts"] = [act.about for act in rule.acts]
    examples = {"fail": list(rule.must_hit), "pass": list(rule.must_pass)}
    return {**shown, "reviewed_at": rule.reviewed_at.isoformat(), "kinds": sorted(rule.kinds), "examples": examples}


def _show_figures(title: str, figures: dict[str, Any]) -> None:
    show(
        f"{title:<26} n {figures['n']:<5} macro-F1 {figures['macro_f1']:.3f}  "
        f"false alarms {figures['neutral_false_positive_rate']:.3f}  safety recall {figures['safety_recall']:.3f}"
    )
    for label, one in figures["labels"].items():
        show(f"    {label:<14} n {one['n']:<5} precision {one['precision']:.3f}  recall {one['recall']:.3f}")
