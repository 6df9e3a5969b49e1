"""What people changed on tickets in Radar, as a table to carry back into the help desk."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from radar_tui.reporting.spreadsheets import csv_text, words_cell


class ChangedPart(StrEnum):
    """What of a ticket people set in Radar that a help desk has as well."""

    TAGS = "tags"
    OWNER = "owner"
    ESCALATION = "escalation"


@dataclass(frozen=True, slots=True)
class TicketChange:
    """One ticket: what of it has changed over the period, and how it stands at its end.

    `ticket` is the help desk's own number. Tags are what to add and what to remove there; those to
    remove are spelled as the help desk spells them. `owner` and the escalation are the newest ones,
    whether they changed or not. `changed_by` made the last of the changes.
    """

    source: str
    ticket: str
    url: str | None
    changed: tuple[ChangedPart, ...]
    tags_added: tuple[str, ...]
    tags_removed: tuple[str, ...]
    owner: str | None
    escalated_at: datetime | None
    escalation_reason: str | None
    changed_at: datetime
    changed_by: str


@dataclass(frozen=True, slots=True)
class TicketChanges:
    """All tickets that people changed from `since` (the beginning where None) to `until`."""

    since: datetime | None
    until: datetime
    tickets: tuple[TicketChange, ...]


COLUMNS = (
    "source",
    "ticket",
    "url",
    "changed",
    "tags_added",
    "tags_removed",
    "owner",
    "escalated_at",
    "escalation_reason",
    "changed_at",
    "changed_by",
)


def changes_csv(changes: TicketChanges) -> str:
    """Write the changes as CSV, one row for each ticket."""
    return csv_text(COLUMNS, (_row(ticket) for ticket in changes.tickets))


def _row(ticket: TicketChange) -> Sequence[str]:
    return (
        ticket.source,
        ticket.ticket,
        ticket.url or "",
        words_cell(ticket.changed),
        words_cell(ticket.tags_added),
        words_cell(ticket.tags_removed),
        ticket.owner or "",
        ticket.escalated_at.isoformat() if ticket.escalated_at else "",
        ticket.escalation_reason or "",
        ticket.changed_at.isoformat(),
        ticket.changed_by,
    )
