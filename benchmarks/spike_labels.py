"""Weekly series with labelled outbreaks: how many a detector finds, how early, at what cost.

How it is counted. An *outbreak* is a run of labelled weeks that begins after the warm-up; it is
found when one of its weeks alarms. A *false alarm* is any alarming week without a label, divided by
the years of such weeks: stricter than counting runs, and strict where an outbreak goes on longer
than its label. The *delay* is counted twice. From the first labelled week: but labels begin with
the first case and some with weeks of none, when nothing can be seen. And from the first labelled
week with three cases, the least that Radar and the plain rule act on; an alarm before that counts
as no delay.
"""

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from benchmarks.spike_references import PLAIN_LEAST, Alarms

WARM_UP_WEEKS = 30
WEEKS_PER_YEAR = 52
FILE = "rki_survstat_7_series_weekly.csv"


@dataclass(frozen=True, slots=True)
class LabelledSeries:
    """Weekly counts, and which weeks belong to an outbreak."""

    name: str
    counts: tuple[int, ...]
    labels: tuple[bool, ...]

    def outbreaks(self, warm_up: int = WARM_UP_WEEKS) -> list[range]:
        """The runs of labelled weeks that begin after the warm-up."""
        found = []
        begin = None
        for week, labelled in enumerate([*self.labels, False]):
            if labelled and begin is None:
                begin = week
            elif not labelled and begin is not None:
                found.append(range(begin, week))
                begin = None
        return [weeks for weeks in found if weeks.start >= warm_up]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one detector did with one outbreak; delays in weeks, None where it was not found.

    `visible_delay` is counted from the first week with enough cases, None where there is none.
    """

    series: str
    delay: int | None
    visible_delay: int | None


@dataclass(frozen=True, slots=True)
class LabelledResult:
    """What one detector did with all series."""

    outcomes: tuple[Outcome, ...]
    false_alarms_per_year: float
    false_alarms: Mapping[str, int]

    @property
    def found(self) -> int:
        """How many outbreaks were found."""
        return sum(outcome.delay is not None for outcome in self.outcomes)

    @property
    def median_delay(self) -> float | None:
        """The median delay of those found, from the first labelled week."""
        return _median([outcome.delay for outcome in self.outcomes])

    @property
    def median_visible_delay(self) -> float | None:
        """The median delay of those found, from the first week with enough cases."""
        return _median([outcome.visible_delay for outcome in self.outcomes])


def read_labelled(folder: Path) -> list[LabelledSeries]:
    """Read the seven series of the R package `surveillance` from the fixtures."""
    counts: dict[str, list[int]] = {}
    labels: dict[str, list[bool]] = {}
    with (folder / FILE).open(newline="", encoding="utf-8") as file:
        for row in csv.DictReader(file):
            counts.setdefault(row["series"], []).append(int(row["count"]))
            labels.setdefault(row["series"], []).append(row["outbreak"] == "1")
    return [LabelledSeries(name, tuple(counts[name]), tuple(labels[name])) for name in counts]


def measure(series: Sequence[LabelledSeries], detector: Alarms) -> LabelledResult:
    """Hold a detector's alarms against the labels."""
    outcomes: list[Outcome] = []
    false: dict[str, int] = {}
    quiet = 0
    for one in series:
        alarms = detector(one.counts)
        outcomes += [_outcome(one, weeks, alarms) for weeks in one.outbreaks()]
        unlabelled = [week for week in range(WARM_UP_WEEKS, len(alarms)) if not one.labels[week]]
        quiet += len(unlabelled)
        false[one.name] = sum(alarms[week] for week in unlabelled)
    return LabelledResult(tuple(outcomes), sum(false.values()) / quiet * WEEKS_PER_YEAR, false)


def _outcome(series: LabelledSeries, weeks: range, alarms: Sequence[bool]) -> Outcome:
    first = next((week for week in weeks if alarms[week]), None)
    visible = next((week for week in weeks if series.counts[week] >= PLAIN_LEAST), None)
    if first is None:
        return Outcome(series.name, None, None)
    return Outcome(
        series.name,
        first - weeks.start,
        None if visible is None else max(0, first - visible),
    )


def _median(delays: Sequence[int | None]) -> float | None:
    known = [delay for delay in delays if delay is not None]
    return median(known) if known else None
