"""Near-identical tickets, put together: what several customers say at once may be one pattern.

A ticket joins the group to whose tickets it is most alike on average. Tickets are taken in the
order in which they came, and a group once found keeps its tickets, so that looking again changes
nothing and a newer ticket moves none of the older ones.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

import numpy as np
from numpy.typing import NDArray

# On average as alike as this; docs/decisions/0026 says how it was chosen.
LEAST_LIKENESS = 0.6
# As for a spike: three tickets, of two accounts at least.
LEAST_TICKETS = 3
LEAST_ACCOUNTS = 2
# The week of the template's repeat count.
SPAN = timedelta(days=7)

# What all of a team's tickets have in common is told from so many.
LEAST_READ = 100

Vectors = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class AlikeTicket:
    """A ticket that may belong to a group; `group` is the one it is in already."""

    id: int
    account: str | None
    group: int | None = None


@dataclass(frozen=True, slots=True)
class Joining:
    """A ticket that joins a group, and how alike it is to the group's tickets on average."""

    ticket_id: int
    likeness: float


@dataclass(frozen=True, slots=True)
class Grouping:
    """Which tickets join groups that are known, and which make new ones."""

    joined: Mapping[int, tuple[Joining, ...]]
    new: tuple[tuple[Joining, ...], ...]


class _Groups:
    """Groups by what their rows add up to: a row's average likeness to each is one product away."""

    def __init__(self, width: int, at_most: int) -> None:
        self._sums = np.zeros((at_most, width), dtype=np.float32)
        self.rows: list[list[int]] = []

    def open(self) -> int:
        """Begin a group and give its place."""
        self.rows.append([])
        return len(self.rows) - 1

    def add(self, place: int, row: int, vector: Vectors) -> None:
        """Put a row into a group."""
        self._sums[place] += vector
        self.rows[place].append(row)

    def best(self, vector: Vectors) -> tuple[int, float] | None:
        """The group that a vector is most alike on average, and how much; None if not enough."""
        if not self.rows:
            return None
        counts = np.array([len(rows) for rows in self.rows])
        averages = self._sums[: len(self.rows)] @ vector / counts
        place = int(averages.argmax())
        likeness = float(averages[place])
        return (place, likeness) if likeness >= LEAST_LIKENESS else None


def group_tickets(tickets: Sequence[AlikeTicket], vectors: Vectors, centre: Vectors) -> Grouping:
    """Put tickets into groups; they come in the order of their creation, a row for each.

    `centre` is the mean over a team's tickets: they are compared by what sets them apart from it,
    since all of a team's tickets are alike in being about its product. New groups have
    `LEAST_TICKETS` tickets of `LEAST_ACCOUNTS` accounts at least.
    """
    unit = _apart(vectors, centre)
    known, places = _Groups(unit.shape[1], len(tickets)), dict[int, int]()
    for row, ticket in enumerate(tickets):
        if ticket.group is not None:
            place = places.setdefault(ticket.group, len(places))
            if place == len(known.rows):
                known.open()
            known.add(place, row, unit[row])
    new = _Groups(unit.shape[1], len(tickets))
    joined: dict[int, list[Joining]] = {}
    founded: dict[int, list[Joining]] = {}
    keys = list(places)
    for row, ticket in enumerate(tickets):
        if ticket.group is not None:
            continue
        if (found := known.best(unit[row])) is not None:
            place, likeness = found
            known.add(place, row, unit[row])
            joined.setdefault(keys[place], []).append(Joining(ticket.id, round(likeness, 3)))
        else:
            place, likeness = new.best(unit[row]) or (new.open(), 1.0)
            new.add(place, row, unit[row])
            founded.setdefault(place, []).append(Joining(ticket.id, round(likeness, 3)))
    patterns = [
        tuple(founded[place])
        for place, rows in enumerate(new.rows)
        if is_enough(len(rows), (tickets[row].account for row in rows))
    ]
    return Grouping({key: tuple(found) for key, found in joined.items()}, tuple(patterns))


def is_enough(count: int, accounts: Iterable[str | None]) -> bool:
    """Whether so many tickets of these accounts make a pattern.

    What is of unknown origin may all be one customer's, and is so counted.
    """
    return count >= LEAST_TICKETS and len(set(accounts)) >= LEAST_ACCOUNTS


def _apart(vectors: Vectors, centre: Vectors) -> Vectors:
    """Unit rows along what sets vectors apart from the centre."""
    apart = vectors - centre
    lengths = np.linalg.norm(apart, axis=1, keepdims=True)
    unit: Vectors = apart / np.maximum(lengths, np.finfo(np.float32).tiny)
    return unit
