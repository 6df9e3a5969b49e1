"""Judging a table of weekly counts, without any workspace."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

from radar_tui.detection.seasons import MOST_SEASON_WEEKS
from radar_tui.detection.spikes import (
    DEFAULT_SETTINGS,
    SpikeDecision,
    SpikeSettings,
    SpikeStatus,
    judge_series,
)
from radar_tui.ingest.count_table import CountedWeek, read_counts
from radar_tui.ingest.open import Source

DAYS_IN_WEEK = 7


@dataclass(frozen=True, slots=True)
class SpikeRow:
    """One judgement of a week: of a table, or of a feature area of the workspace.

    `expected`, `upper` (the largest count that would not alarm) and `p` (the probability of `count`
    or more in a normal week) are null where there was too little to judge by. `naive` tells whether
    the plain rule, +30 % over the week before, would have fired. Weeks of the workspace are judged
    again when late tickets arrive: `revision` 1 is the first judgement, `known_at` the moment of
    each; both are null for a table.
    """

    series: str
    week: str
    count: int | None
    expected: float | None
    upper: int | None
    p: float | None
    spike: bool
    naive: bool
    status: SpikeStatus
    revision: int | None = None
    known_at: datetime | None = None


def judge_table(source: Source, settings: SpikeSettings = DEFAULT_SETTINGS) -> Iterator[SpikeRow]:
    """Judge each week of each series by the weeks before it, in the order of the file.

    Raises:
        BadFileError: no table of weekly counts; before the first row.
    """
    counts = read_counts(source)
    positions: dict[str, list[int]] = {}
    for position, counted in enumerate(counts):
        positions.setdefault(counted.series, []).append(position)
    decisions: dict[int, SpikeDecision] = {}
    for own in positions.values():
        decisions |= zip(own, _decide([counts[at] for at in own], settings), strict=True)
    for position, counted in enumerate(counts):
        yield _row(counted, decisions[position])


def _decide(weeks: Sequence[CountedWeek], settings: SpikeSettings) -> list[SpikeDecision]:
    """Judge one series; weeks that the file leaves out are missing, where their names show it."""
    filled: list[int | None] = []
    places = []
    for week, gap in zip(weeks, _gaps(weeks), strict=True):
        filled += [None] * gap
        places.append(len(filled))
        filled.append(week.count)
    judged = judge_series(filled, settings)
    return [judged[place] for place in places]


def _gaps(weeks: Sequence[CountedWeek]) -> list[int]:
    """How many weeks are left out before each; none where the names are no weeks of seven days."""
    begins = [week.begins for week in weeks if week.begins is not None]
    if len(begins) < len(weeks):
        return [0] * len(weeks)
    days = [(later - earlier).days for earlier, later in pairwise(begins)]
    if any(apart % DAYS_IN_WEEK for apart in days):
        return [0] * len(weeks)
    # What lies before a longer gap is out of reach anyway.
    return [0, *(min(apart // DAYS_IN_WEEK - 1, MOST_SEASON_WEEKS) for apart in days)]


def _row(counted: CountedWeek, decision: SpikeDecision) -> SpikeRow:
    return SpikeRow(
        series=counted.series,
        week=counted.week,
        count=counted.count,
        expected=None if decision.expected is None else round(decision.expected, 3),
        upper=decision.upper,
        p=decision.p,
        spike=decision.spike,
        naive=decision.naive,
        status=decision.status,
    )
