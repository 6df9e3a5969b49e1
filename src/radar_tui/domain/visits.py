"""Visits: since when somebody wants to hear what changed."""

from dataclasses import dataclass

# Whoever was away for an hour has not seen what came in the meantime.
AWAY_MINUTES = 60
# How exactly the end of a visit is remembered: looking is written down no more often than that.
KEPT_EVERY_MINUTES = 5


@dataclass(frozen=True, slots=True)
class Position:
    """How far the lists that only grow had come at a moment, each by its newest number.

    `minute` counts from 1970 in UTC. The lists are notices of alerts, scores of tickets, actions of
    people and import runs.
    """

    minute: int
    notice: int
    score: int
    action: int
    run: int


@dataclass(frozen=True, slots=True)
class Visit:
    """A time in which somebody looks again and again: what changed is told `since` then."""

    since: Position
    last: Position


def look(visit: Visit | None, now: Position) -> Visit:
    """Give the visit that a look belongs to: the one that goes on, or a new one.

    A new one tells what changed since the last look of the one before; the first of all begins with
    what comes from then on. A look that needs no remembering gives the visit as it was.
    """
    if visit is None:
        return Visit(now, now)
    gap = now.minute - visit.last.minute
    if gap >= AWAY_MINUTES:
        return Visit(visit.last, now)
    return Visit(visit.since, now) if gap >= KEPT_EVERY_MINUTES else visit


def seen(now: Position) -> Visit:
    """Give the visit of somebody who has seen all there is."""
    return Visit(now, now)
