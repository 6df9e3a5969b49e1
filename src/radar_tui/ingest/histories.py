"""What the history of a ticket tells besides its single changes."""

from collections.abc import Iterable
from datetime import datetime

from radar_tui.domain.records import HistoryField, SourceHistory, TicketStatus

_DONE = (TicketStatus.SOLVED, TicketStatus.CLOSED)


def last_done_at(
    history: Iterable[SourceHistory], statuses: Iterable[TicketStatus] = _DONE
) -> datetime | None:
    """Return when a ticket was last set to one of the statuses; None where it never was."""
    wanted = frozenset(map(str, statuses))
    times = (
        entry.occurred_at
        for entry in history
        if entry.field is HistoryField.STATUS and entry.value in wanted
    )
    return max(times, default=None)
