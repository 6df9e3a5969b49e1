"""Agreement between scores and judgements: rank correlation, bands, the review threshold."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.stats import spearmanr
from sklearn.metrics import cohen_kappa_score

from radar_tui.domain.bands import TEMPLATE_LIMITS


def spearman(found: Sequence[float], truth: Sequence[float]) -> float:
    """Spearman's rank correlation."""
    return float(spearmanr(found, truth).statistic)


def bands(scores: Sequence[float]) -> list[int]:
    """Rank of the template's band of every score."""
    return [TEMPLATE_LIMITS.band(round(score)).rank for score in scores]


def measure(found: Sequence[float], truth: Sequence[float]) -> dict[str, float]:
    """Every figure of the model card for one set of messages."""
    found_bands, true_bands = bands(found), bands(truth)
    over = np.asarray(found) > TEMPLATE_LIMITS.review
    truly_over = np.asarray(truth) > TEMPLATE_LIMITS.review
    hits = float(np.sum(over & truly_over))
    return {
        "spearman": spearman(found, truth),
        "mean absolute error": float(np.mean(np.abs(np.subtract(found, truth)))),
        "same band": float(np.mean(np.equal(found_bands, true_bands))),
        "quadratic-weighted kappa": float(
            cohen_kappa_score(true_bands, found_bands, weights="quadratic", labels=[0, 1, 2, 3])
        ),
        "precision over 60": hits / max(1.0, float(over.sum())),
        "recall over 60": hits / max(1.0, float(truly_over.sum())),
    }


def intervals(
    found: Sequence[float], truth: Sequence[float], *, draws: int = 1000, seed: int = 0
) -> dict[str, tuple[float, float]]:
    """95 % bootstrap intervals of every figure of `measure`."""
    generator = np.random.default_rng(seed)
    scores, judged = np.asarray(found, float), np.asarray(truth, float)
    samples: dict[str, list[float]] = {}
    for _ in range(draws):
        rows: NDArray[np.int64] = generator.integers(0, len(scores), len(scores))
        for name, value in measure(scores[rows].tolist(), judged[rows].tolist()).items():
            samples.setdefault(name, []).append(value)
    return {
        name: (float(np.quantile(values, 0.025)), float(np.quantile(values, 0.975)))
        for name, values in samples.items()
    }
