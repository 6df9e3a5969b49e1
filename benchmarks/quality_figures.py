"""Compare what Radar and VADER say of a suite's rows with what is true of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from benchmarks.quality_predictions import Side
from benchmarks.quality_rows import LabelledText, signals_judged_everywhere
from benchmarks.quality_suites import Suite
from radar_tui.domain.bands import TEMPLATE_LIMITS
from radar_tui.domain.scores import ContributionName
from training.measures import (
    Estimate,
    Figures,
    Rows,
    at_threshold,
    decisions,
    measure,
    spearman,
    with_intervals,
)

_LIMIT = TEMPLATE_LIMITS.review
_NEUTRAL = TEMPLATE_LIMITS.neutral


@dataclass(frozen=True, slots=True)
class Truth:
    """What is true of the rows; None where nobody judged it."""

    scores: NDArray[np.float64] | None
    over: NDArray[np.bool_] | None
    signals: Mapping[ContributionName, NDArray[np.bool_]]


@dataclass(frozen=True, slots=True)
class Report:
    """A suite's figures by side; `counts` tells on how many rows they rest."""

    suite: Suite
    counts: Mapping[str, int]
    sides: Mapping[str, Mapping[str, Estimate]]

    @property
    def figures(self) -> list[str]:
        """Every figure that the suite is for, in order."""
        names = dict.fromkeys(name for side in self.sides.values() for name in side)
        return [name for name in names if self.suite.reports(name)]


def truth_of(rows: Sequence[LabelledText]) -> Truth:
    """The judgements that all rows have, as arrays."""
    scores = [row.score for row in rows if row.score is not None]
    over = [row.is_over for row in rows if row.is_over is not None]
    return Truth(
        np.array(scores, float) if len(scores) == len(rows) else None,
        np.array(over, bool) if len(over) == len(rows) else None,
        {
            name: np.array([row.signals[name] for row in rows], bool)
            for name in signals_judged_everywhere(rows)
        },
    )


def report(suite: Suite, sides: Mapping[str, Side], *, draws: int, seed: int) -> Report:
    """Measure every side on the same rows and the same bootstrap samples."""
    truth = truth_of(suite.rows)

    def measured(side: Side) -> dict[str, Estimate]:
        def chosen(rows: Rows) -> Figures:
            return {k: v for k, v in figures(truth, side, rows).items() if suite.reports(k)}

        return with_intervals(len(suite.rows), chosen, draws=draws, seed=seed)

    counts = {"messages": len(suite.rows)}
    if truth.over is not None:
        counts["truly over the threshold"] = int(truth.over.sum())
    counts |= {f"with {name}": int(true.sum()) for name, true in truth.signals.items()}
    return Report(suite, counts, {name: measured(side) for name, side in sides.items()})


def figures(truth: Truth, side: Side, rows: Rows) -> Figures:
    """One side's figures on the chosen rows: as many as its answers and the truth allow."""
    if truth.over is None:
        return shares(side, rows) | _signal_figures(truth, side, rows)
    points, over = side.points[rows], truth.over[rows]
    if truth.scores is None:
        found = at_threshold(points, side.flagged[rows], over)
    elif side.has_scale:
        found = measure(points.tolist(), truth.scores[rows].tolist())
    else:
        found = {"Spearman": spearman(points, truth.scores[rows])}
        found |= at_threshold(points, side.flagged[rows], over)
    return found | _review_figures(truth, side, rows) | _signal_figures(truth, side, rows)


def _review_figures(truth: Truth, side: Side, rows: Rows) -> Figures:
    """How right it is to put texts up for review; where churn is judged it calls for that too."""
    if side.review is None or truth.over is None:
        return {}
    called_for = truth.over | truth.signals.get(ContributionName.CHURN, truth.over)
    found = decisions(side.review[rows], called_for[rows])
    return {f"review, {figure}": found[figure] for figure in ("precision", "recall")}


def shares(side: Side, rows: Rows) -> Figures:
    """How much of unjudged rows stands out."""
    found = {f"share scored > {_LIMIT}": float(np.mean(side.flagged[rows]))}
    if side.has_scale:
        found[f"share scored > {_NEUTRAL}"] = float(np.mean(side.points[rows] > _NEUTRAL))
    if side.review is not None:
        found["share for review (over the threshold or churn)"] = float(np.mean(side.review[rows]))
    return found


def _signal_figures(truth: Truth, side: Side, rows: Rows) -> Figures:
    found: Figures = {}
    for name, true in truth.signals.items():
        if name in side.signals:
            of_signal = decisions(side.signals[name][rows], true[rows])
            found |= {f"{name}, {figure}": of_signal[figure] for figure in ("precision", "recall")}
    return found
