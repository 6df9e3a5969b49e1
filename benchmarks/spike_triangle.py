"""Late reports: which final alarms are visible how early, and what is revised meanwhile."""

import csv
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import accumulate
from pathlib import Path

from radar_tui.detection.revisions import REVISED_WEEKS, CountsAsKnown, revise
from radar_tui.detection.spikes import SpikeSettings, judge

FILE = "salmonella_newport_reporting_triangle.csv"
SERIES = "salmonella-newport"
LONGEST_DELAY = 10
WARM_UP_WEEKS = 30


@dataclass(frozen=True, slots=True)
class ReportedWeek:
    """The cases of one week as they were known 0, 1, … 10 weeks later, and in the end."""

    begins: date
    known: tuple[int, ...]
    final: int

    def after(self, weeks: int) -> int:
        """What was known so many weeks later."""
        return self.known[weeks] if weeks < len(self.known) else self.final


@dataclass(frozen=True, slots=True)
class DelayRow:
    """What is seen so many weeks after a week: of the final alarms, and of cases; and too much."""

    weeks: int
    visible: int
    of: int
    not_final: int
    cases_known: float


@dataclass(frozen=True, slots=True)
class RevisionCounts:
    """What the chain of weekly revisions did, and how many final alarms it ended with."""

    kinds: dict[str, int]
    weeks: int
    kept: int
    of: int


def read_triangle(folder: Path) -> list[ReportedWeek]:
    """Read the weeks whose reports are complete."""
    weeks = []
    with (folder / FILE).open(newline="", encoding="utf-8") as file:
        for row in csv.DictReader(file):
            cells = [row[f"delay_{weeks_later}"] for weeks_later in range(LONGEST_DELAY + 1)]
            if "" in cells:
                break
            known = tuple(accumulate(int(float(cell)) for cell in cells))
            begins = date.fromisoformat(row["onset_date"])
            weeks.append(ReportedWeek(begins, known, int(float(row["final_count"]))))
    return weeks


def alarms_by_delay(weeks: Sequence[ReportedWeek], settings: SpikeSettings) -> list[DelayRow]:
    """Judge each week as it was known after each delay, and in the end."""
    judged = range(WARM_UP_WEEKS, len(weeks))
    final = {at for at in judged if _spike([week.final for week in weeks[: at + 1]], settings)}
    rows = []
    for delay in range(LONGEST_DELAY + 1):
        seen = {at for at in judged if _spike(_as_known(weeks, at, delay), settings)}
        cases = sum(weeks[at].after(delay) for at in judged)
        share = cases / max(1, sum(weeks[at].final for at in judged))
        rows.append(DelayRow(delay, len(seen & final), len(final), len(seen - final), share))
    return rows


def count_revisions(weeks: Sequence[ReportedWeek], settings: SpikeSettings) -> RevisionCounts:
    """Let each week's reports arrive, judge the last six weeks again, and apply what is revised."""
    decided: dict[date, bool] = {}
    kinds: Counter[str] = Counter()
    before = None
    for table in _tables(weeks):
        for one in revise(before, table, settings):
            kinds[one.change.value] += 1
            decided[one.week] = one.after.spike
        before = table
    judged = range(WARM_UP_WEEKS, len(weeks))
    final = [
        weeks[at].begins
        for at in judged
        if _spike([week.final for week in weeks[: at + 1]], settings)
    ]
    kept = sum(decided.get(begins, False) for begins in final)
    return RevisionCounts(dict(kinds), len(judged), kept, len(final))


def _tables(weeks: Sequence[ReportedWeek]) -> Iterator[CountsAsKnown]:
    for at in range(WARM_UP_WEEKS - REVISED_WEEKS, len(weeks)):
        end = weeks[at].begins + timedelta(weeks=1)
        known_at = datetime.combine(end, time(), UTC)
        yield CountsAsKnown(known_at, weeks[0].begins, {SERIES: _as_known(weeks, at, 0)})


def _as_known(weeks: Sequence[ReportedWeek], at: int, delay: int) -> list[int]:
    """The counts up to one week as they were known so many weeks after it."""
    return [week.after(at - place + delay) for place, week in enumerate(weeks[: at + 1])]


def _spike(counts: Sequence[int], settings: SpikeSettings) -> bool:
    return judge(counts[-1], counts[:-1], settings=settings).spike
