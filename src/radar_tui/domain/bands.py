"""The 0-200 frustration scale: bands and the review threshold (template section 5)."""

from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

LOWEST_SCORE = 0
HIGHEST_SCORE = 200


class Band(StrEnum):
    """One of the four bands of the frustration rubric, mildest first."""

    NEUTRAL = "neutral"
    MILD = "mild"
    HIGH = "high"
    CRITICAL = "critical"

    @property
    def rank(self) -> int:
        """Position on the scale: 0 for neutral, 3 for critical."""
        return list(Band).index(self)


@dataclass(frozen=True, slots=True)
class BandLimits:
    """The highest score of each band but the last, and the review threshold.

    The defaults are the template's: 0-30, 31-60, 61-120, 121-200, review over 60.

    Raises:
        ValueError: limits that do not rise, or that leave the 0-200 scale.
    """

    neutral: int = 30
    mild: int = 60
    high: int = 120
    review: int = 60

    def __post_init__(self) -> None:
        edges = (LOWEST_SCORE, self.neutral, self.mild, self.high, HIGHEST_SCORE)
        if any(low >= high for low, high in pairwise(edges)):
            raise ValueError(f"band limits must rise from 0 to 200, found {edges[1:-1]}")
        if not LOWEST_SCORE <= self.review <= HIGHEST_SCORE:
            raise ValueError(f"review threshold must lie in 0-200, found {self.review}")

    def band(self, score: int) -> Band:
        """Name the band a score falls in."""
        if score <= self.neutral:
            return Band.NEUTRAL
        if score <= self.mild:
            return Band.MILD
        return Band.HIGH if score <= self.high else Band.CRITICAL

    def needs_review(self, score: int, *, churn: bool) -> bool:
        """Tell whether the lead must look: over the threshold, or churn language."""
        return churn or score > self.review


TEMPLATE_LIMITS = BandLimits()
