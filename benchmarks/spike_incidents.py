"""What putting past incidents aside is worth: the next one found, and bursty tags left in peace."""

import random
from collections.abc import Iterator
from dataclasses import dataclass

from benchmarks.spike_streams import overdispersed, poisson
from radar_tui.detection.spikes import SpikeSettings, judge, judge_series

WEEKS = 29
"""26 weeks of baseline, the two left out, and the judged one."""
PAST = (0, 1, 2, 3)
TAGS = ((3, 1.5), (8, 1.5), (20, 2.0))
"""Mean and overdispersion of the weekly counts."""
BURSTS_PER_YEAR = (2, 4, 8)

_PAST_SIZE, _NEW_SIZE = 8, 5  # standard deviations
_PAST_WEEKS = (1, 1, 2, 3)
_BURSTY_MEAN, _BURST_TICKETS = 1.0, 15.0
_YEAR = 52


@dataclass(frozen=True, slots=True)
class IncidentResult:
    """By past incidents: the share of new ones found. By bursts a year: the alarms a year."""

    found: dict[int, float]
    bursty_alarms: dict[int, float]


def measure_incidents(settings: SpikeSettings, tries: int, seed: int) -> IncidentResult:
    """Judge new incidents after some past ones, and tags that do nothing but burst."""
    return IncidentResult(
        {past: _found(settings, past, tries, seed) for past in PAST},
        {rate: _bursty_alarms(settings, rate, tries, seed) for rate in BURSTS_PER_YEAR},
    )


def _found(settings: SpikeSettings, past: int, tries: int, seed: int) -> float:
    spikes = 0
    for mean, overdispersion in TAGS:
        draws = random.Random(f"{seed}/{mean}/{past}/incidents")
        deviation = (mean * overdispersion) ** 0.5
        for _ in range(tries):
            counts = [overdispersed(draws, mean, overdispersion) for _ in range(WEEKS)]
            for week in _incident_weeks(draws, past):
                counts[week] += poisson(draws, _PAST_SIZE * deviation)
            counts[-1] += poisson(draws, _NEW_SIZE * deviation)
            spikes += judge(counts[-1], counts[:-1], settings=settings).spike
    return spikes / (tries * len(TAGS))


def _incident_weeks(draws: random.Random, past: int) -> Iterator[int]:
    for _ in range(past):
        begin = draws.randrange(WEEKS - 4)
        yield from range(begin, min(begin + draws.choice(_PAST_WEEKS), WEEKS - 3))


def _bursty_alarms(settings: SpikeSettings, rate: int, weeks: int, seed: int) -> float:
    draws = random.Random(f"{seed}/{rate}/bursty")
    counts = []
    for _ in range(weeks + WEEKS):
        bursts = draws.random() < rate / _YEAR
        extra = draws.expovariate(1 / _BURST_TICKETS) if bursts else 0.0
        counts.append(poisson(draws, _BURSTY_MEAN + extra))
    decisions = judge_series(counts, settings)[WEEKS:]
    return sum(one.spike for one in decisions) / weeks * _YEAR
