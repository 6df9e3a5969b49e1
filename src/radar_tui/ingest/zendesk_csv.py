"""Reads the CSV tables of tickets that Zendesk writes: of a view, and of the whole account."""

import re
from dataclasses import replace
from datetime import datetime

from radar_tui.domain.records import SourceTicket, TicketStatus
from radar_tui.ingest.csv_reader import CellForm, Cells, CsvReader
from radar_tui.ingest.left_out import ToldBy, untold_in
from radar_tui.ingest.table import Row
from radar_tui.ingest.ticket_fields import Fields, cells_of
from radar_tui.ingest.zendesk_people import Directory
from radar_tui.ingest.zendesk_shapes import Organization, Ticket, User, Via
from radar_tui.ingest.zendesk_tickets import ticket_from

_TELLING = frozenset(
    (
        "assignee stations",
        "first reply time in minutes",
        "full resolution time in minutes",
        "group stations",
        "initially assigned at",
        "requester external id",
        "requester wait time in minutes",
        "summation column",
    )
)
"""The columns of a table follow its view; one of these tells that it is Zendesk's."""
_TOLD_BY: ToldBy = {
    "account": ("organization",),
    "assignee": ("assignee",),
    "priority": ("priority",),
    "requester": ("requester",),
    "requester_email": ("requester email",),
    "satisfaction": ("satisfaction score",),
    "subject": ("subject",),
    "tags": ("tags",),
    "url": (),
}
_KIND_OF_FIELD = re.compile(r"\s*\[[a-z]+\]$")
_NOTHING = "-"
"""What Zendesk writes into cells without a value."""


def _status(cells: Cells, solved_at: datetime | None) -> TicketStatus:
    """Read a status by its name; one of the account's own by whether it was solved.

    Raises:
        RowError: the cell is empty.
    """
    otherwise = TicketStatus.OPEN if solved_at is None else TicketStatus.SOLVED
    return cells.status() or otherwise


def _ticket(cells: Cells) -> SourceTicket:
    """Build the record of one row.

    Raises:
        RowError, ValueError, OverflowError: no id, no status, or a time that is none.
    """
    ticket_id = cells.required("id")
    created_at = cells.required_time("created at")
    solved_at = cells.time("solved at")
    priority = cells.text("priority")
    requester_id = cells.text("requester id")
    ticket = Ticket(
        id=ticket_id,
        status=_status(cells, solved_at),
        created_at=created_at,
        updated_at=cells.time("updated at") or max(created_at, solved_at or created_at),
        subject=cells.text("subject"),
        priority=priority.lower() if priority is not None else None,
        tags=[tag for tag in cells.row.words("tags", ", ") if tag != _NOTHING],
        via=Via(cells.text("via")),
        requester_id=requester_id,
        requester=User(requester_id, cells.text("requester"), cells.text("requester email")),
        assignee=User(name=cells.text("assignee")),
        organization=Organization(name=cells.text("organization")),
        satisfaction_rating=cells.text("satisfaction score"),
        solved_at=solved_at,
    )
    record = ticket_from(ticket, Directory())
    return replace(record, fields=_fields(cells.row), untold=_untold(cells.row, record))


def _untold(row: Row, record: SourceTicket) -> frozenset[str]:
    """Name what a row says nothing of. What a ticket was merged into stands in its thread."""
    by_record = {"merged_into", "requester", "requester_email", "solved_at"}
    untold = untold_in(row, _TOLD_BY) | (record.untold & by_record)
    return untold | ({"noise"} if "tags" in untold else frozenset())


def _fields(row: Row) -> Fields:
    """Return the cells, those of custom fields (`Area [list]`) by the field's own name."""
    cells = ((_KIND_OF_FIELD.sub("", name), text) for name, text in cells_of(row))
    return tuple((name, text) for name, text in cells if text != _NOTHING)


ZENDESK_CSV = CsvReader(
    name="zendesk-csv",
    title="Zendesk's CSV export",
    system_name="zendesk",
    required=frozenset(("id", "status", "created at")),
    telling=_TELLING,
    advice="export it with Zendesk's language set to English",
    form=CellForm("is not a time such as 2026-03-01 09:30", nothing=_NOTHING),
    build=_ticket,
)
"""Importer of Zendesk's table of tickets, which holds no threads.

Custom fields (`Name [list]`, `Name [txt]`) are only looked at by tagging rules: the options of a
list are among the tags as well.
"""
