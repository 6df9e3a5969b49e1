"""How often guesses of a strength turned out right: strengths become probabilities.

Guesses are sorted by strength and cut into bins of equal size; neighbouring bins in which the
stronger guesses were right no more often are joined (pool adjacent violators, Ayer et al. 1955).
One right and one wrong guess is added to each bin, so that no run of luck becomes a certainty.
"""

from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass

LEAST_IN_BIN = 25


@dataclass(frozen=True, slots=True)
class Confidence:
    """Steps from strengths to probabilities; `until` is the greatest strength of each step.

    Of guesses weaker than `weakest`, the weakest that was judged, nothing is known: they count the
    less the weaker they are.
    """

    weakest: float
    until: tuple[float, ...]
    probabilities: tuple[float, ...]

    def of(self, strength: float) -> float:
        """The probability that a guess of this strength is right.

        Raises:
            ValueError: there is no step.
        """
        if not self.until:
            raise ValueError("no guess was ever judged")
        step = min(bisect_left(self.until, strength), len(self.until) - 1)
        known = 1.0 if strength >= self.weakest else strength / self.weakest
        return known * self.probabilities[step]


@dataclass(slots=True)
class _Bin:
    until: float
    right: int
    guesses: int

    @property
    def probability(self) -> float:
        return (self.right + 1) / (self.guesses + 2)


def fit_confidence(
    guesses: Iterable[tuple[float, bool]], *, least_in_bin: int = LEAST_IN_BIN
) -> Confidence:
    """Learn from guesses that were judged: their strength, and whether they were right."""
    bins: list[_Bin] = []
    ordered = sorted(guesses)
    for found in _bins(ordered, least_in_bin):
        bins.append(found)
        while len(bins) > 1 and bins[-2].probability >= bins[-1].probability:
            later = bins.pop()
            before = bins.pop()
            joined = (before.right + later.right, before.guesses + later.guesses)
            bins.append(_Bin(later.until, *joined))
    return Confidence(
        ordered[0][0] if ordered else 0.0,
        tuple(one.until for one in bins),
        tuple(one.probability for one in bins),
    )


def _bins(ordered: list[tuple[float, bool]], least: int) -> list[_Bin]:
    """Cut guesses into bins; equal strengths stay together, a short rest joins the last."""
    bins: list[_Bin] = []
    for strength, is_right in ordered:
        if bins and (bins[-1].guesses < least or bins[-1].until == strength):
            bins[-1].right += is_right
            bins[-1].guesses += 1
            bins[-1].until = strength
        else:
            bins.append(_Bin(strength, int(is_right), 1))
    if len(bins) > 1 and bins[-1].guesses < least:
        rest = bins.pop()
        before = bins.pop()
        bins.append(_Bin(rest.until, before.right + rest.right, before.guesses + rest.guesses))
    return bins
