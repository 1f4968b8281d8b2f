"""The scoring formula: weights, windows and thresholds as data, checked before anything is scored."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Annotated, Any, Self

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from tools.errors import BadInput
from tools.yaml_text import read_yaml

_SHIPPED = Path(__file__).with_name("formula.yaml")
OTHER_SEGMENT = "other"

Share = Annotated[float, Field(ge=0, le=1)]
Days = Annotated[int, Field(ge=1, le=3660)]
Positive = Annotated[float, Field(gt=0, allow_inf_nan=False)]
Amount = Annotated[float, Field(ge=0, allow_inf_nan=False)]


class Part(BaseModel):
    """One block of the formula: frozen, and no key it does not know."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Weights(Part):
    """How much each term counts in value_potential."""

    gap: Share
    wallet_share: Share
    cross_buy: Share
    engagement: Share
    lifecycle: Share

    @model_validator(mode="after")
    def _add_up(self) -> Self:
        total = sum(self.model_dump().values())
        if abs(total - 1) > 1e-6:
            raise ValueError(f"the weights add up to {total:g}, not to 1")
        return self


class Thresholds(Part):
    """Where high begins: a percentile of current value, and a quantile of the scores."""

    current_value: Share
    potential_quantile: Share


class Windows(Part):
    """Lengths of time, in days back from the end of the scored day."""

    recent_days: Days
    year_days: Days
    block_days: Days

    @model_validator(mode="after")
    def _year_holds_both(self) -> Self:
        if self.year_days < 2 * self.recent_days:
            raise ValueError("year_days must hold recent_days twice")
        return self


class Engagement(Part):
    """Decay, daily cap and points per event type; a type without points counts nothing."""

    half_life_days: Positive
    daily_cap: Positive
    weights: dict[str, Amount]


class NeedStep(Part):
    """Fen a month for one child between two ages in months; before birth is negative."""

    from_month: int
    to_month: int
    fen: Amount


class Wallet(Part):
    """How capacity is estimated when nobody stated it."""

    exposure_floor_days: Days
    peer_quantile: Share
    peer_shrink: Amount
    need_segments: tuple[str, ...]
    need_curve: tuple[NeedStep, ...]


class CrossBuy(Part):
    """Shrinkage of adoption rates, number of categories told apart, power of activity."""

    shrink: Positive
    categories_max: Annotated[int, Field(ge=2, le=64)]
    activity_exponent: Amount


class Expectation(Part):
    """The prior behind the expected spending."""

    prior_days: Days
    dropout: Annotated[float, Field(gt=0, lt=1)]


class Outlook(Part):
    """Next over last spending, by stage."""

    prospect: Amount
    new: Amount
    growth: Amount
    mature: Amount
    decline: Amount
    dormant: Amount


class Lifecycle(Part):
    """Where one stage ends and the next begins."""

    new_days: Days
    dormant_days: Days
    dormant_gaps: Positive
    late_days: Days
    late_gaps: Positive
    decline_ratio: Positive
    growth_ratio: Positive
    block_ratio: Positive
    block_start_fen: Amount
    block_orders: int
    season_members: int
    season_bounds: tuple[Positive, Positive]
    outlook: Outlook


class Confidence(Part):
    """What each known fact adds, and how exposure and the size of the base take away."""

    orders: Share
    repeat: Share
    repeat_orders: Annotated[int, Field(ge=1)]
    stated: Share
    need_curve: Share
    peer_p90: Share
    events: Share
    categories: Share
    exposure_days: Days
    exposure_floor: Share
    base_members: Amount


class Missing(Part):
    """When a missing fact is worth naming, and how far it could reach."""

    min_points: Amount
    upper_quantile: Share
    child_months: Annotated[int, Field(ge=0, le=216)]


class Segment(Part):
    """Peers: members with any of these personas."""

    name: str
    personas: tuple[str, ...]


class Reference(Part):
    """Fixed lines for judging one member without a base."""

    high_value_net_fen: Positive
    high_potential: Annotated[float, Field(ge=0, le=100)]
    headroom_fen: Positive
    cross_buy: Positive
    engagement: Positive
    outlook: Positive
    gap_fen: Positive
    daily_net_fen: Amount
    daily_orders: Amount
    peer_capacity_fen: Positive
    adoption: Share
    category_value_fen: Amount


class Formula(Part):
    """One version of the whole formula."""

    version: Annotated[str, Field(min_length=1)]
    weights: Weights
    thresholds: Thresholds
    windows: Windows
    engagement: Engagement
    wallet: Wallet
    cross_buy: CrossBuy
    expectation: Expectation
    lifecycle: Lifecycle
    confidence: Confidence
    missing: Missing
    segments: tuple[Segment, ...]
    reference: Reference

    @property
    def segment_names(self) -> tuple[str, ...]:
        """Return every segment's name, the one for everybody else last."""
        return (*(segment.name for segment in self.segments), OTHER_SEGMENT)


def load_formula(path: Path | str | None = None) -> Formula:
    """Load the shipped formula, or a client's file laid over it. Raises BadInput naming the key and the fix."""
    if path is None:
        return _shipped_formula()
    changes = _read(Path(path))
    if "version" not in changes:
        raise BadInput(
            f"The formula {str(path)!r} has no `version`.", fix='Add a line like `version: "2026-11"` of your own.'
        )
    return _checked(_laid_over(_read(_SHIPPED), changes), str(path))


@cache
def _shipped_formula() -> Formula:
    return _checked(_read(_SHIPPED), _SHIPPED.name)


def _read(path: Path) -> dict[str, Any]:
    try:
        content = read_yaml(path)
    except (OSError, UnicodeDecodeError) as error:
        raise BadInput(f"The formula {str(path)!r} cannot be read.", fix="Name a readable YAML file.") from error
    except yaml.YAMLError as error:
        raise BadInput(f"The formula {str(path)!r} is not YAML: {error}", fix="Correct the named line.") from error
    if not isinstance(content, dict):
        raise BadInput(f"The formula {str(path)!r} is not a list of keys.", fix="Start from `version: ...`.")
    return content


# Lists and these maps are replaced as a whole: a client who writes own event weights means exactly those.
_REPLACED = frozenset({"engagement.weights"})


def _laid_over(shipped: Mapping[str, Any], changes: Mapping[str, Any], prefix: str = "") -> dict[str, Any]:
    merged = dict(shipped)
    for key, value in changes.items():
        below = shipped.get(key)
        whole = f"{prefix}{key}" in _REPLACED
        if isinstance(value, dict) and isinstance(below, dict) and not whole:
            merged[key] = _laid_over(below, value, f"{prefix}{key}.")
        else:
            merged[key] = value
    return merged


def _checked(content: Mapping[str, Any], name: str) -> Formula:
    try:
        return Formula.model_validate(content)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        key = ".".join(str(step) for step in first["loc"]) or "the formula"
        raise BadInput(
            f"`{key}` in the formula {name!r} cannot be used: {first['msg']} (it is {first.get('input')!r}).",
            fix=f"Correct `{key}`; the shipped formula.yaml shows every key with its unit.",
        ) from error
