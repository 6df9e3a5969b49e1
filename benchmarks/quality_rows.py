"""Texts with what is true of them, read from a file of labelled messages."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from statistics import mean
from typing import Any

import polars as pl

from radar_tui.domain.bands import TEMPLATE_LIMITS
from radar_tui.domain.scores import ContributionName

JUDGED_SIGNALS = (
    ContributionName.CHURN,
    ContributionName.ESCALATION,
    ContributionName.REPEAT,
    ContributionName.URGENCY,
    ContributionName.GRATITUDE,
    ContributionName.RESOLUTION,
)


class UnreadableRowsError(ValueError):
    """A file that holds no labelled texts."""


@dataclass(frozen=True, slots=True)
class LabelledText:
    """One text. What nobody judged is None, or missing among the signals.

    `score` is on the 0-200 scale, `is_over` tells whether it is truly over the review threshold.
    """

    id: str
    text: str
    score: float | None = None
    is_over: bool | None = None
    signals: Mapping[ContributionName, bool] = field(default_factory=dict)


def scored_text(
    row_id: str, text: str, score: float, signals: Mapping[ContributionName, bool]
) -> LabelledText:
    """A text with a true score, which tells what is over the review threshold."""
    return LabelledText(row_id, text, score, score > TEMPLATE_LIMITS.review, signals)


def read_rows(file: Path) -> list[LabelledText]:
    """The judged rows of a Parquet or JSON-lines file with `text`, and `score` or `label`.

    A score, like each signal's 0 or 1, may be a list of ratings: their mean counts, and a signal
    that half of the raters or fewer found is none. Rows without a score or label are left out.

    Raises:
        UnreadableRowsError: a column is missing, or no row is judged.
    """
    parquet = file.suffix == ".parquet"
    frame = pl.read_parquet(file) if parquet else pl.read_ndjson(file, infer_schema_length=None)
    truth = next((name for name in ("score", "label") if name in frame.columns), None)
    if truth is None or "text" not in frame.columns:
        raise UnreadableRowsError(f"{file.name} needs the columns text, and score or label")
    rows = [
        _row(number, row, truth)
        for number, row in enumerate(frame.iter_rows(named=True), start=1)
        if row[truth] is not None
    ]
    if not rows:
        raise UnreadableRowsError(f"{file.name}: no row has a {truth}")
    return rows


def _row(number: int, row: Mapping[str, Any], truth: str) -> LabelledText:
    signals = {
        name: average(row[name]) > 0.5 for name in JUDGED_SIGNALS if row.get(name) is not None
    }
    row_id, text, value = str(row.get("id") or number), str(row["text"]), average(row[truth])
    if truth == "score":
        return scored_text(row_id, text, value, signals)
    return LabelledText(row_id, text, is_over=value > 0.5, signals=signals)


def average(ratings: float | Sequence[float]) -> float:
    """One rating as it is, several as their mean."""
    return float(mean(ratings) if isinstance(ratings, Sequence) else ratings)


def signals_judged_everywhere(rows: Iterable[LabelledText]) -> list[ContributionName]:
    """The signals that every row has a judgement of."""
    judged = [row.signals for row in rows]
    return [name for name in JUDGED_SIGNALS if all(name in signals for signals in judged)]
