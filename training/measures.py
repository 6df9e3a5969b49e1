"""Agreement between scores and judgements: ranks, bands, the review threshold, and intervals."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import nan
from typing import TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.stats import spearmanr
from sklearn.metrics import cohen_kappa_score, roc_auc_score

from radar_tui.domain.bands import TEMPLATE_LIMITS, Band

# By name; NaN where the rows do not decide a figure, as precision where nothing is flagged.
Figures: TypeAlias = dict[str, float]
Rows: TypeAlias = NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class Estimate:
    """A figure and its 95 % bootstrap interval; NaN where the rows do not decide it."""

    value: float
    low: float
    high: float


def spearman(found: ArrayLike, truth: ArrayLike) -> float:
    """Spearman's rank correlation, NaN where one side is constant."""
    if min(np.unique(found).size, np.unique(truth).size) < 2:
        return nan
    return float(spearmanr(found, truth).statistic)


def auc(found: ArrayLike, truly: ArrayLike) -> float:
    """How often a positive row ranks above a negative one, NaN where all are of one kind."""
    if np.unique(truly).size < 2:
        return nan
    return float(roc_auc_score(truly, found))


def bands(scores: Sequence[float]) -> list[int]:
    """Rank of the template's band of every score."""
    return [TEMPLATE_LIMITS.band(round(score)).rank for score in scores]


def decisions(flagged: ArrayLike, truly: ArrayLike) -> Figures:
    """Precision, recall and false-positive rate of yes-or-no decisions."""
    said, true = np.asarray(flagged, bool), np.asarray(truly, bool)
    hits = np.sum(said & true)
    return {
        "precision": _share(hits, said.sum()),
        "recall": _share(hits, true.sum()),
        "false-positive rate": _share(np.sum(said & ~true), np.sum(~true)),
    }


def band_agreement(found: Sequence[float], truth: Sequence[float]) -> Figures:
    """How well bands agree, and how well the critical one is found."""
    found_bands, true_bands = np.asarray(bands(found)), np.asarray(bands(truth))
    critical = Band.CRITICAL.rank
    of_critical = decisions(found_bands == critical, true_bands == critical)
    kappa = nan
    if np.union1d(found_bands, true_bands).size > 1:
        kappa = cohen_kappa_score(
            true_bands, found_bands, weights="quadratic", labels=[band.rank for band in Band]
        )
    return {
        "band accuracy": float(np.mean(found_bands == true_bands)),
        "quadratic-weighted kappa": float(kappa),
        "critical band, precision": of_critical["precision"],
        "critical band, recall": of_critical["recall"],
    }


def at_threshold(points: ArrayLike, flagged: ArrayLike, truly_over: ArrayLike) -> Figures:
    """How well points rank, and flags pick, what is truly over the review threshold."""
    limit = TEMPLATE_LIMITS.review
    found = decisions(flagged, truly_over)
    return {
        "AUC": auc(points, truly_over),
        **{f"{name} at score > {limit}": value for name, value in found.items()},
    }


def measure(found: Sequence[float], truth: Sequence[float]) -> Figures:
    """Every figure of the model card for one set of messages scored 0-200."""
    over, truly_over = (np.asarray(side) > TEMPLATE_LIMITS.review for side in (found, truth))
    return {
        "Spearman": spearman(found, truth),
        **band_agreement(found, truth),
        **at_threshold(found, over, truly_over),
        "mean absolute error": float(np.mean(np.abs(np.subtract(found, truth)))),
    }


def with_intervals(
    count: int, figures: Callable[[Rows], Figures], *, draws: int = 1000, seed: int = 0
) -> dict[str, Estimate]:
    """Figures of `count` rows, each with its interval from seeded samples with replacement.

    `figures` computes them of the rows it is given. A sample that does not decide a figure is left
    out of that figure's interval.
    """
    generator = np.random.default_rng(seed)
    samples: dict[str, list[float]] = {}
    for _ in range(draws):
        for name, value in figures(generator.integers(0, count, count)).items():
            samples.setdefault(name, []).append(value)
    return {
        name: Estimate(value, *_middle(samples.get(name, [])))
        for name, value in figures(np.arange(count)).items()
    }


def _share(part: float, whole: float) -> float:
    return float(part / whole) if whole else nan


def _middle(values: Sequence[float]) -> tuple[float, float]:
    """The limits of the middle 95 %."""
    known = [value for value in values if not np.isnan(value)]
    if not known:
        return nan, nan
    low, high = np.quantile(known, (0.025, 0.975))
    return float(low), float(high)
