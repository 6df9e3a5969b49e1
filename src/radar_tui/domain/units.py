"""What numbers of the team's metrics count."""

from enum import StrEnum


class Unit(StrEnum):
    """What a number counts; shares are fractions of 1."""

    COUNT = "count"
    SHARE = "share"
    POINTS = "points"
    HOURS = "hours"
