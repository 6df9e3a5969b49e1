"""Near-identical tickets, put together: what several customers say at once may be one pattern.

A ticket joins the group to whose tickets it is most alike on average. Tickets are taken in the
order in which they came, and a group once found keeps its tickets, so that looking again changes
nothing and a newer ticket moves none of the older ones.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
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


@dataclass(slots=True)
class _Group:
    rows: list[int]
    joining: list[Joining] = field(default_factory=list)


def group_tickets(tickets: Sequence[AlikeTicket], vectors: Vectors, centre: Vectors) -> Grouping:
    """Put tickets into groups; they come in the order of their creation, a row for each.

    `centre` is the mean over a team's tickets: they are compared by what sets them apart from it,
    since all of a team's tickets are alike in being about its product. New groups have
    `LEAST_TICKETS` tickets of `LEAST_ACCOUNTS` accounts at least.
    """
    apart_from_all = vectors - centre
    lengths = np.linalg.norm(apart_from_all, axis=1, keepdims=True)
    unit = apart_from_all / np.maximum(lengths, np.finfo(np.float32).tiny)
    likeness = unit @ unit.T
    known: dict[int, _Group] = {}
    for row, ticket in enumerate(tickets):
        if ticket.group is not None:
            known.setdefault(ticket.group, _Group([])).rows.append(row)
    left = [row for row, ticket in enumerate(tickets) if ticket.group is None]
    apart = [row for row in left if not _join(known.values(), row, tickets[row].id, likeness)]
    new: list[_Group] = []
    for row in apart:
        if not _join(new, row, tickets[row].id, likeness):
            new.append(_Group([row], [Joining(tickets[row].id, 1.0)]))
    return Grouping(
        {key: tuple(group.joining) for key, group in known.items() if group.joining},
        tuple(tuple(group.joining) for group in new if _is_pattern(group, tickets)),
    )


def is_enough(count: int, accounts: Iterable[str | None]) -> bool:
    """Whether so many tickets of these accounts make a pattern.

    What is of unknown origin may all be one customer's, and is so counted.
    """
    return count >= LEAST_TICKETS and len(set(accounts)) >= LEAST_ACCOUNTS


def _join(groups: Iterable[_Group], row: int, ticket_id: int, likeness: Vectors) -> bool:
    """Let a ticket join the group that it is most alike, if any is enough."""
    best: tuple[float, _Group] | None = None
    for group in groups:
        average = float(likeness[row, group.rows].mean())
        if average >= LEAST_LIKENESS and (best is None or average > best[0]):
            best = (average, group)
    if best is None:
        return False
    average, group = best
    group.rows.append(row)
    group.joining.append(Joining(ticket_id, round(average, 3)))
    return True


def _is_pattern(group: _Group, tickets: Sequence[AlikeTicket]) -> bool:
    return is_enough(len(group.rows), (tickets[row].account for row in group.rows))
