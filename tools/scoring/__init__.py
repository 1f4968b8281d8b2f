"""Scoring: four looks become value potential, current value and a quadrant for every member, each with its reasons."""

from tools.scoring.active import (
    MapBin,
    active_run,
    place_of,
    quadrant_counts,
    score_of,
    treasure_map,
)
from tools.scoring.formula import Formula, load_formula
from tools.scoring.provisional import provisional
from tools.scoring.run import ScoreRunReport, score_base

__all__ = [
    "Formula",
    "MapBin",
    "ScoreRunReport",
    "active_run",
    "load_formula",
    "place_of",
    "provisional",
    "quadrant_counts",
    "score_base",
    "score_of",
    "treasure_map",
]
