"""Three to five reasons in plain words with their figures; the words themselves are in reasons.yaml."""

from typing import Any

from tools.scoring.figures import Figures
from tools.scoring.formula import Formula
from tools.yaml_text import table_beside

_templates = table_beside(__file__)
_MOST = 5
_LEVEL_PERCENT = 5
_TIMES_PERCENT = 200
_FULL_SHARE = 0.995
_NAMED_CATEGORIES = 3


class Reasons:
    """Writes reasons from a member's figures."""

    def __init__(self, formula: Formula) -> None:
        """Take the wording and the few numbers of the formula that the wording names."""
        self._words = _templates()
        self._top = round((1 - formula.wallet.peer_quantile) * 100)

    def of(self, figures: Figures) -> list[str]:
        """Return three to five reasons: spending, wallet and stage first, then what counts most."""
        texts = [self._spending(figures), self._wallet(figures)]
        if figures["stage"] != "prospect":
            texts.append(self._stage(figures))
        missing = [self._missing(figures)] if figures["missing_fact"] else []
        room = _MOST - len(texts) - len(missing)
        return texts + self._by_weight(figures)[:room] + missing

    def provisional(self, figures: Figures) -> list[str]:
        """Return the same, the first one marked as a trial estimate."""
        first, *others = self.of(figures)
        return [self._words["provisional"].format(reason=first), *others]

    def _by_weight(self, figures: Figures) -> list[str]:
        writers = {"gap": self._gap, "cross_buy": self._cross_buy, "engagement": self._engagement}
        ordered = sorted(writers, key=lambda term: -figures["points"][term])
        return [text for text in (writers[term](figures) for term in ordered) if text]

    def _spending(self, figures: Figures) -> str:
        recent, previous = figures["net_recent_fen"], figures["net_previous_fen"]
        change = round(100 * (recent - previous) / previous) if previous else 0
        return self._say(
            "spend",
            _spending_variant(figures, change),
            window=figures["window_days"],
            exposure=figures["exposure_days"],
            net_recent=_yuan(recent),
            net_previous=_yuan(previous),
            net_lifetime=_yuan(figures["net_lifetime_fen"]),
            orders_recent=figures["orders_recent"],
            change=abs(change),
            times=f"{recent / previous:.1f}" if previous else "",
        )

    def _wallet(self, figures: Figures) -> str:
        source = figures["capacity_source"]
        is_full = figures["share"] >= _FULL_SHARE and figures["own_annual_fen"] > 0
        due = "_due" if source == "need_curve" and figures["from_due_date"] else ""
        return self._say(
            "wallet",
            f"{source}_full" if is_full else f"{source}{due}",
            capacity=_yuan(figures["capacity_fen"]),
            own_annual=_yuan(figures["own_annual_fen"]),
            share=round(100 * figures["share"]),
            top=self._top,
        )

    def _stage(self, figures: Figures) -> str:
        gap = figures["week_gap_days"]
        variant = f"decline_{figures['decline_cause']}" if figures["stage"] == "decline" else figures["stage"]
        has_rhythm = gap is not None and f"{variant}_gap" in self._words["stage"]
        return self._say(
            "stage",
            f"{variant}_gap" if has_rhythm else variant,
            window=figures["window_days"],
            gap=gap,
            last=self._ago(figures["recency_days"]),
            first=self._ago(figures["first_age_days"]),
            orders_recent=figures["orders_recent"],
            orders_year=figures["orders_year"],
        )

    def _gap(self, figures: Figures) -> str:
        if figures["stage"] == "prospect":
            return ""
        gap = figures["gap_fen"]
        return self._say(
            "gap",
            "more" if gap > 0 else "less",
            window=figures["window_days"],
            expected=_yuan(figures["expected_fen"]),
            gap_yuan=_yuan(abs(gap)),
        )

    def _cross_buy(self, figures: Figures) -> str:
        if not figures["categories"]:
            return ""
        following = figures["next_category"] if figures["is_ranked"] else None
        return self._say(
            "cross_buy",
            "all" if following is None else "next",
            held=self._listed(figures["categories"]),
            next=following or self._words["words"]["unnamed"],
        )

    def _engagement(self, figures: Figures) -> str:
        if not figures["events_recent"]:
            return self._say("engagement", "none", window=figures["window_days"])
        return self._say(
            "engagement",
            "seen" if figures["is_ranked"] else "seen_alone",
            window=figures["window_days"],
            events=figures["events_recent"],
            place=round(100 * figures["engagement_place"]),
        )

    def _missing(self, figures: Figures) -> str:
        fact = self._words["facts"][figures["missing_fact"]]
        template: str = self._words["missing"]
        return template.format(fact=fact, points=max(1, round(figures["missing_points"])))

    def _ago(self, days: int | None) -> str:
        template: str = self._words["words"]["days_ago" if days else "today"]
        return template.format(days=days)

    def _listed(self, names: list[str]) -> str:
        words = self._words["words"]
        shown: str = words["list_mark"].join(name or words["unnamed"] for name in names[:_NAMED_CATEGORIES])
        more: str = words["and_more"].format(count=len(names)) if len(names) > _NAMED_CATEGORIES else ""
        return shown + more

    def _say(self, look: str, variant: str, **values: Any) -> str:
        template: str = self._words[look][variant]
        return template.format(**values)


def _spending_variant(figures: Figures, change: int) -> str:
    recent, previous = figures["net_recent_fen"], figures["net_previous_fen"]
    if figures["stage"] == "prospect":
        return "prospect"
    if not recent:
        return "stopped" if previous else "none"
    if not previous:
        return "first"
    return _change_variant(change)


def _change_variant(change: int) -> str:
    if change > _TIMES_PERCENT:
        return "times"
    if abs(change) < _LEVEL_PERCENT:
        return "level"
    return "up" if change > 0 else "down"


def _yuan(fen: int) -> str:
    return f"{fen / 100:,.0f}"
