"""The scale that tone is learned on: each of the four bands is a quarter of it.

On the plain 0-200 scale an error of ten points weighs the same at 25, where it changes the band and
the order of most messages, and at 150, where it changes neither.
"""

import numpy as np

from radar_tui.scoring.transformer import points_of

REVIEW_THRESHOLD = 60
POINTS = (0.0, 30.0, 60.0, 120.0, 200.0)
_QUARTERS = (0.0, 0.25, 0.5, 0.75, 1.0)


def to_scale(score: float) -> float:
    """A score of 0-200 as a value between 0 and 1."""
    return float(np.interp(score, POINTS, _QUARTERS))


def from_scale(value: float) -> float:
    """A value between 0 and 1 as a score of 0-200."""
    return points_of(value, POINTS)
