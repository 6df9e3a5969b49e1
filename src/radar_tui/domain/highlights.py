"""Highlights: what changed in a workspace, as values, and the order in which they are told."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class HighlightKind(StrEnum):
    """What a highlight tells of. What calls for the lead comes first, what only ended last."""

    ALERT = "alert"
    OVER_REVIEW = "over-review"
    SNOOZE_OVER = "snooze-over"
    LATE_SOURCE = "late-source"
    LATE_TICKETS = "late-tickets"
    TEAMMATE = "teammate"
    CALMED = "calmed"
    RESOLVED = "resolved"
    IMPORT = "import"

    @property
    def calls(self) -> bool:
        """Whether it asks for somebody, so that it is set off."""
        return self in _CALLING


_CALLING = (
    HighlightKind.ALERT,
    HighlightKind.OVER_REVIEW,
    HighlightKind.SNOOZE_OVER,
    HighlightKind.LATE_SOURCE,
)


@dataclass(frozen=True, slots=True)
class Target:
    """Where a highlight lives: its `ticket` (`source/number`), else its alert, else a screen.

    `screen` is the name of one of the app's places, such as `radar`.
    """

    screen: str
    ticket: str | None = None
    alert_id: int | None = None


@dataclass(frozen=True, slots=True)
class Highlight:
    """One sentence on what changed; it may hold customers' text."""

    kind: HighlightKind
    words: str
    target: Target

    @property
    def key(self) -> str:
        """What tells it from the others of its moment."""
        return f"{self.kind}:{self.words}"


def in_order(highlights: Iterable[Highlight]) -> tuple[Highlight, ...]:
    """Put them in the order in which they are told; within a kind they stay as they come."""
    kinds = list(HighlightKind)
    return tuple(sorted(highlights, key=lambda one: kinds.index(one.kind)))
