"""Series written by hand, in the notation of Prometheus's rule tests: `5 _x3 1+2x5 stale`."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum
from typing import TypeAlias

LONGEST_SERIES = 100_000

_NUMBER = r"[+-]?\d+(?:\.\d+)?"
_RANGE = re.compile(rf"(?P<start>{_NUMBER})(?:(?P<step>[+-]\d+(?:\.\d+)?))?x(?P<times>\d{{1,6}})")
_MISSING = re.compile(r"_(?:x(?P<times>\d{1,6}))?")
_SELECTOR = re.compile(r"\s*(?P<metric>[a-z][a-z-]*)\s*(?:\{(?P<labels>.*)\})?\s*", re.DOTALL)
_LABEL = re.compile(r'\s*(?P<name>[a-z][a-z-]*)\s*=\s*"(?P<value>[^"]*)"\s*(?:,|$)')


class Gap(Enum):
    """A place in a series without a number."""

    MISSING = "_"
    STALE = "stale"


Sample: TypeAlias = float | Gap


def parse_samples(text: str) -> tuple[Sample, ...]:
    """Read samples that are parted by blanks.

    `5` is one sample, `_` one that is missing and `stale` the end of the series, for as long as no
    number follows. `5x3` is 5 and three more of it; `1+2x5` is 1 and five more, each 2 higher;
    `9-3x2` is 9, 6, 3; `_x3` are three that are missing.

    Raises:
        ValueError: anything else, or more than 100,000 samples.
    """
    samples: list[Sample] = []
    for word in text.split():
        samples += _samples(word, LONGEST_SERIES - len(samples))
    if not samples:
        raise ValueError("a series needs at least one sample")
    return tuple(samples)


def _samples(word: str, room: int) -> list[Sample]:
    if word == "stale":
        return [Gap.STALE]
    if missing := _MISSING.fullmatch(word):
        return [Gap.MISSING] * _bounded(int(missing["times"] or 1), room)
    if re.fullmatch(_NUMBER, word):
        _bounded(1, room)
        return [float(word)]
    if found := _RANGE.fullmatch(word):
        count = _bounded(int(found["times"]) + 1, room)
        start, step = float(found["start"]), float(found["step"] or 0)
        return [start + step * position for position in range(count)]
    raise ValueError(f"{word[:40]!r} is no sample, expected a number, 5x3, 1+2x5, _, _x3 or stale")


def _bounded(count: int, room: int) -> int:
    if count > room:
        raise ValueError(f"a series may have {LONGEST_SERIES:,} samples at most")
    return count


@dataclass(frozen=True, slots=True)
class Series:
    """Samples of one metric for one label set, one for each interval from `start` on."""

    metric: str
    labels: Mapping[str, str]
    start: datetime
    interval: timedelta
    samples: tuple[Sample, ...]

    def at(self, moment: datetime) -> Sample:
        """The sample that holds at a moment; before the first one it is missing.

        The last one goes on holding.
        """
        position = self._position(moment)
        if position < 0:
            return Gap.MISSING
        return self.samples[min(position, len(self.samples) - 1)]

    def moments(self) -> list[datetime]:
        """When each sample begins to hold."""
        return [begin for begin, _ in self._spans()]

    def gaps(self) -> list[tuple[datetime, datetime]]:
        """The spans whose samples are missing."""
        return [
            (begin, begin + self.interval)
            for begin, sample in self._spans()
            if sample is Gap.MISSING
        ]

    def times(self) -> list[datetime]:
        """The moments of what a count series counts, spread evenly over each interval."""
        return [
            begin + self.interval * ((number + 0.5) / count)
            for begin, sample in self._spans()
            if isinstance(sample, float)
            for count in (int(sample),)
            for number in range(count)
        ]

    def raised(self) -> list[tuple[datetime, datetime | None]]:
        """The spans in which the series is over zero; the last one has no end where it goes on."""
        spans: list[tuple[datetime, datetime | None]] = []
        began: datetime | None = None
        for begin, sample in self._spans():
            if isinstance(sample, float) and sample > 0:
                began = began or begin
            elif began is not None:
                spans.append((began, begin))
                began = None
        return spans if began is None else [*spans, (began, None)]

    def _position(self, moment: datetime) -> int:
        return (moment - self.start) // self.interval

    def _spans(self) -> Iterable[tuple[datetime, Sample]]:
        for position, sample in enumerate(self.samples):
            yield self.start + self.interval * position, sample


def parse_selector(text: str) -> tuple[str, dict[str, str]]:
    """Read a metric with its labels, as in `tickets{feature-area="payments"}`.

    Raises:
        ValueError: anything else, or a label that is named twice.
    """
    found = _SELECTOR.fullmatch(text)
    if found is None:
        raise ValueError(f'{text[:60]!r} is no series, expected metric{{label="value"}}')
    labels: dict[str, str] = {}
    rest = (found["labels"] or "").strip()
    while rest:
        label = _LABEL.match(rest)
        if label is None:
            raise ValueError(f'{rest[:60]!r} is no label, expected name="value"')
        if label["name"] in labels:
            raise ValueError(f"label {label['name']!r} is named twice")
        labels[label["name"]] = label["value"]
        rest = rest[label.end() :].strip()
    return found["metric"], labels
