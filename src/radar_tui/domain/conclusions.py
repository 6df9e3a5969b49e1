"""What follows from what a ticket says of itself and from its thread and history together."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from radar_tui.domain.records import Noise

Rating = tuple[datetime, str]
"""When a customer rated a ticket, and how: good or bad."""


def concluded_satisfaction(
    stated: str | None, stated_at: datetime | None, ratings: Iterable[Rating]
) -> str | None:
    """Return the latest rating: of a ticket itself, told at `stated_at`, or of its history.

    A ticket that says none leaves it to its history. Of two ratings at one moment the worse counts.
    """
    later = [
        (at, value)
        for at, value in ratings
        if stated is None or stated_at is None or at > stated_at
    ]
    if not later:
        return stated
    last = max(at for at, _ in later)
    return min(value for at, value in later if at == last)


def concluded_noise(stated: Noise | None, messages: Sequence[Noise | None]) -> Noise | None:
    """Return why a ticket is noise: its help desk says so, or its customer wrote nothing else.

    `messages` tells of each that the customer wrote, oldest first, whether it is noise.
    """
    if stated is not None or not messages or not all(messages):
        return stated
    return messages[0]
