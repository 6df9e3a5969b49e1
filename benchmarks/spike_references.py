"""What others would do with weekly counts: the plain rule, EARS, and a method after Farrington."""

import csv
from collections.abc import Callable, Sequence
from pathlib import Path
from statistics import NormalDist

import numpy as np
import numpy.typing as npt

from radar_tui.detection.ears import EarsDecision, ears_c1, ears_c2, ears_c3
from radar_tui.detection.spikes import SpikeSettings, judge_series

Alarms = Callable[[Sequence[int]], list[bool]]
Floats = npt.NDArray[np.float64]

PLAIN_EFFECT = 0.30
PLAIN_LEAST = 3

# Farrington et al. 1996 weigh weeks whose Anscombe residual is over 1 down, keep a trend that is
# significant at 5 %, and ask for five cases within four weeks.
_HEAVY = 1.0
_TREND_WIDTH = NormalDist().inv_cdf(0.975)
_LEAST_CASES, _LEAST_CASES_WEEKS = 5, 4
_BASELINE, _GUARD = 26, 2
_ROUNDS = 30


def radar(settings: SpikeSettings) -> Alarms:
    """Radar's own test of whole weeks."""
    return lambda counts: [decision.spike for decision in judge_series(counts, settings)]


def plain(counts: Sequence[int]) -> list[bool]:
    """The template's rule: +30 % over the week before, at least three."""
    return [
        at > 0 and count >= max(PLAIN_LEAST, counts[at - 1] * (1 + PLAIN_EFFECT))
        for at, count in enumerate(counts)
    ]


def farrington(counts: Sequence[int], alpha: float = 0.01) -> list[bool]:
    """Quasi-Poisson regression on the last 26 weeks, two left out, with the 2/3-power threshold.

    Farrington takes the same weeks of earlier years; support teams seldom have those, so that the
    reference is the half year before, as it is for Radar.
    """
    return [
        at >= _BASELINE + _GUARD
        and sum(counts[at - _LEAST_CASES_WEEKS + 1 : at + 1]) >= _LEAST_CASES
        and count > _threshold(np.asarray(counts[at - _BASELINE - _GUARD : at - _GUARD]), alpha)
        for at, count in enumerate(counts)
    ]


def _threshold(past: npt.NDArray[np.int64], alpha: float) -> float:
    weeks = np.arange(len(past), dtype=float)
    ahead = len(past) + _GUARD
    trended = np.column_stack([np.ones_like(weeks), weeks - ahead])
    level = trended[:, :1]
    counts = past.astype(float)
    if not counts.sum():
        return 0.0
    for design in (trended, level):
        mean, variance, dispersion, slope = _reweighted(counts, design)
        keeps = design is level or (abs(slope) > _TREND_WIDTH and mean <= counts.max())
        if keeps:
            break
    width = NormalDist().inv_cdf(1 - alpha)
    spread = np.sqrt(dispersion * mean + variance * mean**2) / mean
    return float(mean * (1 + 2 / 3 * width * spread) ** 1.5)


def _reweighted(counts: Floats, design: Floats) -> tuple[float, float, float, float]:
    """Fit, weigh past outbreaks down, fit again: mean ahead, its variance (log), dispersion, z."""
    weights = np.ones_like(counts)
    for _ in range(2):
        beta, covariance, fitted = _fit(counts, design, weights)
        free = max(1, len(counts) - design.shape[1])
        dispersion = max(1.0, float((weights * (counts - fitted) ** 2 / fitted).sum()) / free)
        hat = weights * fitted * ((design @ covariance) * design).sum(axis=1)
        scale = np.sqrt(dispersion * np.clip(1 - hat, 0.05, None))
        residuals = 1.5 * (counts ** (2 / 3) * fitted ** (-1 / 6) - np.sqrt(fitted)) / scale
        weights = np.maximum(residuals, _HEAVY) ** -2.0
        weights *= len(counts) / weights.sum()
    beta, covariance, fitted = _fit(counts, design, weights)
    error = np.sqrt(np.diag(covariance) * dispersion)
    slope = float(beta[-1] / error[-1]) if len(beta) > 1 else 0.0
    return float(np.exp(beta[0])), float(error[0] ** 2), dispersion, slope


def _fit(counts: Floats, design: Floats, weights: Floats) -> tuple[Floats, Floats, Floats]:
    beta = np.zeros(design.shape[1])
    beta[0] = np.log(counts.mean() + 0.1)
    for _ in range(_ROUNDS):
        step = _covariance(beta, design, weights) @ (
            design.T @ (weights * (counts - _means(beta, design)))
        )
        beta += np.clip(step, -1, 1)
        if np.abs(step).max() < 1e-8:
            break
    return beta, _covariance(beta, design, weights), _means(beta, design)


def _means(beta: Floats, design: Floats) -> Floats:
    means: Floats = np.exp(np.clip(design @ beta, -20, 20))
    return means


def _covariance(beta: Floats, design: Floats, weights: Floats) -> Floats:
    information = design.T @ ((weights * _means(beta, design))[:, None] * design)
    return np.asarray(np.linalg.pinv(information), dtype=np.float64)


def ears_alarms(detector: Callable[[Sequence[int]], list[EarsDecision]]) -> Alarms:
    """One of the EARS detectors with its published settings."""
    return lambda counts: [bool(decision.alarm) for decision in detector(counts)]


def ears_against_published(folder: Path) -> dict[str, tuple[int, int, int]]:
    """Hold EARS against the stored alarms of the R package on the salmonella test file.

    Gives, by detector, the weeks in which both say the same, all weeks, and the stored alarms.
    """
    train = _column(folder / "salmonella_newport_train.csv", "n_cases")
    test = _column(folder / "salmonella_newport_test.csv", "n_cases")
    found = {}
    for name, detector, file in (
        ("EARS C1", ears_c1, "expected_EarsC1.csv"),
        ("EARS C2", ears_c2, "expected_EarsC2.csv"),
    ):
        stored = _column(folder / file, "alarm")
        own = [int(bool(one.alarm)) for one in detector([*train, *test])[len(train) :]]
        same = sum(ours == theirs for ours, theirs in zip(own, stored, strict=True))
        found[name] = (same, len(stored), sum(stored))
    return found


def _column(file: Path, name: str) -> list[int]:
    with file.open(newline="", encoding="utf-8") as rows:
        return [int(float(row[name])) for row in csv.DictReader(rows)]


def rivals() -> dict[str, Alarms]:
    """What Radar is measured beside, by name."""
    return {
        "plain +30 %, at least 3": plain,
        "EARS C1": ears_alarms(ears_c1),
        "EARS C2": ears_alarms(ears_c2),
        "EARS C3": ears_alarms(ears_c3),
        "after Farrington": farrington,
    }
