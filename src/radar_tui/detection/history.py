"""Past weeks: which of them say what is normal."""

from collections.abc import Sequence
from typing import NamedTuple


class PastWeek(NamedTuple):
    """The tickets of one week that lies `weeks_ago` before the judged one (1 = right before)."""

    weeks_ago: int
    tickets: int


def known_weeks(baseline: Sequence[int | None], *, guard: int, least: int) -> list[PastWeek]:
    """Pick the weeks with data, oldest first, the latest `guard` weeks left out.

    While the history is so short that the guard would leave fewer than `least`, the guard shrinks
    first.
    """
    known = [
        PastWeek(len(baseline) - position, count)
        for position, count in enumerate(baseline)
        if count is not None
    ]
    for left_out in range(guard, 0, -1):
        outside = [week for week in known if week.weeks_ago > left_out]
        if len(outside) >= least:
            return outside
    return known
