"""Poisson regression of weekly counts on a few columns, with nothing but `math`.

The model is log(mean) = level + Σ coefficient · column + log(exposure). The level is conditioned
on, not estimated: with it gone, one to three coefficients are all there is.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

_MOST_STEPS = 25
_CLOSE_ENOUGH = 1e-8
_LONGEST_STEP = 0.5
# No count is explained by a factor beyond e³⁰: what asks for one is no trend but a step.
_LARGEST_EXPONENT = 30.0
_SINGULAR = 1e-9

Matrix = list[list[float]]


@dataclass(frozen=True, slots=True)
class CountRows:
    """What is fitted: counts, the columns that may explain them, and each count's exposure."""

    counts: Sequence[float]
    columns: Sequence[Sequence[float]]
    exposures: Sequence[float]


@dataclass(frozen=True, slots=True)
class LogLinearFit:
    """The coefficients with their covariance under Poisson noise, and the mean of each count.

    `dispersion` is Pearson's: how many times as large as Poisson's the variance around the fit is,
    at least 1. The covariance does not contain it.
    """

    coefficients: tuple[float, ...]
    covariance: tuple[tuple[float, ...], ...]
    fitted: tuple[float, ...]
    dispersion: float


def fit_log_linear(rows: CountRows) -> LogLinearFit | None:
    """Fit by Newton's method; None where the columns do not vary or nothing was counted."""
    coefficients = [0.0] * len(rows.columns)
    limits = [
        _LARGEST_EXPONENT / max(*map(abs, column), _SINGULAR) / len(rows.columns)
        for column in rows.columns
    ]
    for _ in range(_MOST_STEPS):
        gradient, information, _ = _derivatives(rows, coefficients)
        inverse = _inverse(information)
        if inverse is None:
            return None
        step = _times(inverse, gradient)
        longest = max(abs(part) for part in step)
        shrunk = min(1.0, _LONGEST_STEP / longest) if longest else 1.0
        coefficients = [
            max(-limit, min(limit, old + shrunk * part))
            for old, part, limit in zip(coefficients, step, limits, strict=True)
        ]
        if longest < _CLOSE_ENOUGH:
            break
    _, information, fitted = _derivatives(rows, coefficients)
    inverse = _inverse(information)
    if inverse is None:
        return None
    return LogLinearFit(
        coefficients=tuple(coefficients),
        covariance=tuple(tuple(row) for row in inverse),
        fitted=tuple(fitted),
        dispersion=pearson_dispersion(rows.counts, fitted, len(coefficients) + 1),
    )


def score_statistics(rows: CountRows) -> list[float]:
    """How much the first column, the first two, and so on would explain: Rao's score test.

    Each is χ² distributed under Poisson noise, with one degree of freedom a column. It needs no
    fit, so that it tells cheaply whether one is worth the while.
    """
    gradient, information, _ = _derivatives(rows, [0.0] * len(rows.columns))
    found = []
    for size in range(1, len(gradient) + 1):
        inverse = _inverse([row[:size] for row in information[:size]])
        step = None if inverse is None else _times(inverse, gradient[:size])
        found.append(0.0 if step is None else sum(map(float.__mul__, step, gradient)))
    return found


def pearson_dispersion(counts: Sequence[float], fitted: Sequence[float], parameters: int) -> float:
    """How many times as large as Poisson's the variance around the fit is, at least 1."""
    squares = sum(
        (count - mean) ** 2 / mean for count, mean in zip(counts, fitted, strict=True) if mean > 0
    )
    return max(1.0, squares / max(1, len(counts) - parameters))


def _derivatives(
    rows: CountRows, coefficients: Sequence[float]
) -> tuple[list[float], Matrix, list[float]]:
    """Gradient and information of the conditional likelihood, and the mean of each count."""
    exponents = [0.0] * len(rows.counts)
    for coefficient, column in zip(coefficients, rows.columns, strict=True):
        if coefficient:
            exponents = [
                before + coefficient * x for before, x in zip(exponents, column, strict=True)
            ]
    weights = list(map(float.__mul__, rows.exposures, map(math.exp, exponents)))
    total = sum(rows.counts)
    scale = total / sum(weights)
    fitted = [weight * scale for weight in weights]
    weighted = [list(map(float.__mul__, fitted, column)) for column in rows.columns]
    sums = [sum(column) for column in weighted]
    gradient = [
        sum(map(float.__mul__, rows.counts, column)) - expected
        for column, expected in zip(rows.columns, sums, strict=True)
    ]
    information = [
        [
            sum(map(float.__mul__, column, other)) - (one * two / total if total else 0.0)
            for other, two in zip(rows.columns, sums, strict=True)
        ]
        for column, one in zip(weighted, sums, strict=True)
    ]
    return gradient, information, fitted


def _times(matrix: Matrix, vector: Sequence[float]) -> list[float]:
    return [sum(map(float.__mul__, row, vector)) for row in matrix]


def _inverse(matrix: Matrix) -> Matrix | None:
    """Invert a small symmetric positive matrix (Gauss-Jordan); None where it is singular."""
    size = len(matrix)
    work = [
        [*row, *(float(column == position) for column in range(size))]
        for position, row in enumerate(matrix)
    ]
    for pivot in range(size):
        if work[pivot][pivot] <= _SINGULAR:
            return None
        work[pivot] = [value / work[pivot][pivot] for value in work[pivot]]
        for row in range(size):
            if row != pivot:
                factor = work[row][pivot]
                work[row] = [
                    value - factor * above
                    for value, above in zip(work[row], work[pivot], strict=True)
                ]
    return [row[size:] for row in work]
