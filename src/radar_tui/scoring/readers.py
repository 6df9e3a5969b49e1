"""Two readers: a small one reads everything, a larger one again what may call for the lead."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from radar_tui.domain.scores import ContributionName
from radar_tui.scoring.transformer import Encoder, Reading

if TYPE_CHECKING:
    from radar_tui.scoring.model_files import ModelFiles
    from radar_tui.scoring.transformer import Cancelled

_DECIMALS = 2


class Reader(Protocol):
    """Something that reads texts, an encoder or several."""

    def read(self, texts: Sequence[str], cancelled: Cancelled = ...) -> list[Reading]:
        """The readings of the texts, in their order."""


@dataclass(frozen=True, slots=True)
class Handover:
    """The first reader's tone from which the second is asked, and from which it alone counts.

    In between both count by their distance, so that a hair's breadth decides nothing.
    """

    begins: float
    ends: float

    def share(self, tone: float) -> float:
        """How much the second reader's word counts, 0 to 1."""
        return min(1.0, max(0.0, (tone - self.begins) / (self.ends - self.begins)))


class TwoReaders:
    """Reads like one; every reading depends on its text alone."""

    def __init__(self, first: Reader, second: Reader, handover: Handover) -> None:
        self._first = first
        self._second = second
        self._handover = handover

    def read(self, texts: Sequence[str], cancelled: Cancelled | None = None) -> list[Reading]:
        """Read texts; the order of the results is that of the texts.

        Raises:
            ScoringCancelledError: `cancelled` returned True between two batches.
        """
        asked = {} if cancelled is None else {"cancelled": cancelled}
        readings = self._first.read(texts, **asked)
        rows = [row for row, reading in enumerate(readings) if self._handover.share(reading.tone)]
        again = self._second.read([texts[row] for row in rows], **asked)
        for row, second in zip(rows, again, strict=True):
            share = self._handover.share(readings[row].tone)
            readings[row] = blended(readings[row], second, share)
        return readings


@dataclass(frozen=True, slots=True)
class Readers:
    """The readers of a model: `whole` reads messages, the cheaper `sentences` their parts."""

    whole: Reader
    sentences: Reader


def open_readers(files: ModelFiles, threads: int | None = None) -> Readers:
    """Load a checked model.

    Raises:
        ModelError: the weights are not those of the folder's configuration.
    """
    first = Encoder(files, threads)
    if files.second is None:
        return Readers(first, first)
    handover = Handover(*files.second.config["radar"]["handover"])
    return Readers(TwoReaders(first, Encoder(files.second, threads), handover), first)


def blended(first: Reading, second: Reading, share: float) -> Reading:
    """Between two readings of a text; a share of 1 is the second."""

    def between(one: float, other: float, decimals: int) -> float:
        return round((1 - share) * one + share * other, decimals)

    heard: Mapping[ContributionName, float] = {
        name: between(first.heard[name], value, 4) for name, value in second.heard.items()
    }
    return Reading(between(first.tone, second.tone, _DECIMALS), heard)
