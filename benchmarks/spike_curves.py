"""How many simulated outbreaks each detector finds, how late, and how often it is wrong."""

import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import product
from statistics import median

from benchmarks.spike_replay import DETECTORS, WARM_UP_WEEKS, Replay
from benchmarks.spike_streams import Tag, outbreak_in, tickets_of
from radar_tui.detection.spike_rule import RecentTicket
from radar_tui.detection.weeks import PROFILE_WEEKS

FIRST_WEEK = date(2025, 9, 1)
SIZES = (2, 3, 4, 5, 6)
"""Tickets of an outbreak, in standard deviations of a week's count."""
SPANS = (8, 72, 168)
"""Hours that an outbreak lasts: a morning, three days, a week."""
TAGS = tuple(
    Tag(mean, overdispersion, growth, busy_weeks)
    for mean in (3, 10, 40)
    for overdispersion in (1, 2, 3)
    for busy_weeks in ((False,) if overdispersion == 1 else (False, True))
    for growth in (0.0, 0.01)
)
WEEKS_PER_YEAR = 52

_WORKSPACE = Tag(mean=150, overdispersion=1.3)
_HOUR = timedelta(hours=1)


@dataclass
class Found:
    """The outbreaks of one size and span that one detector was given, and the hours it took."""

    tried: int = 0
    hours: list[float] = field(default_factory=list)

    @property
    def share(self) -> float:
        """The part that was found."""
        return len(self.hours) / self.tried if self.tried else 0.0

    @property
    def median_hours(self) -> float | None:
        """The median delay of those found."""
        return median(self.hours) if self.hours else None


Curves = dict[str, dict[tuple[int, int], Found]]


def detection_curves(
    repeats: int,
    seed: int,
    tags: Sequence[Tag] = TAGS,
    spans: Sequence[int] = SPANS,
    sizes: Sequence[int] = SIZES,
) -> Curves:
    """Let each kind of outbreak happen to each tag, and see who finds it by its deadline."""
    kinds = list(product(spans, sizes))
    curves: Curves = {name: {kind: Found() for kind in kinds} for name in DETECTORS}
    for tag, (span, size), repeat in product(tags, kinds, range(repeats)):
        draws = random.Random(f"{seed}/{tag}/{span}/{size}/{repeat}")
        _try(curves, tag, span, size, draws)
    return curves


def _try(curves: Curves, tag: Tag, span: int, size: int, draws: random.Random) -> None:
    weeks = WARM_UP_WEEKS + 2 + span // 168
    week = FIRST_WEEK + timedelta(weeks=WARM_UP_WEEKS)
    outbreak = outbreak_in(tag, week, size, span, draws)
    replay = _replay(weeks, draws, tickets_of(tag, FIRST_WEEK, weeks, draws, outbreak))
    until = replay.deadline(outbreak.end)
    for name, alarms in replay.alarms().items():
        found = curves[name][span, size]
        found.tried += 1
        heard = [at for at in alarms if outbreak.start < at <= until]
        if heard:
            found.hours.append((heard[0] - outbreak.start) / _HOUR)


def false_alarms_per_year(weeks: int, seed: int, tags: Sequence[Tag] = TAGS) -> dict[str, float]:
    """How often each detector alarms for a tag without any outbreak, a year of that tag."""
    by_tag = [quiet_alarms(tag, weeks, seed) for tag in tags]
    years = weeks / WEEKS_PER_YEAR * len(tags)
    return {name: sum(counts[name] for counts in by_tag) / years for name in DETECTORS}


def quiet_alarms(tag: Tag, weeks: int, seed: int) -> dict[str, int]:
    """How often each detector alarms in some weeks of a tag without any outbreak."""
    draws = random.Random(f"{seed}/{tag}/quiet")
    total = WARM_UP_WEEKS + weeks
    replay = _replay(total, draws, tickets_of(tag, FIRST_WEEK, total, draws))
    return {name: len(alarms) for name, alarms in replay.alarms().items()}


def _replay(weeks: int, draws: random.Random, tickets: list[RecentTicket]) -> Replay:
    """A replay of a tag in a workspace whose rhythm is learned from the weeks before it begins."""
    first = FIRST_WEEK + timedelta(weeks=WARM_UP_WEEKS - PROFILE_WEEKS)
    rhythm = [ticket.at for ticket in tickets_of(_WORKSPACE, first, PROFILE_WEEKS, draws)]
    return Replay(tickets, FIRST_WEEK, weeks, rhythm)
