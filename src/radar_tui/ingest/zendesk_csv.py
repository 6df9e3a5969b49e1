"""Reads the CSV tables of tickets that Zendesk writes: of a view, and of the whole account."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from zoneinfo import ZoneInfo

from radar_tui.domain.records import Reject, SourceTicket, TicketStatus
from radar_tui.ingest.left_out import ToldBy, untold_in
from radar_tui.ingest.mapping import ColumnMapping
from radar_tui.ingest.open import Source
from radar_tui.ingest.reader import ExportKind, Item, ReadOptions
from radar_tui.ingest.sniff import Sample, Shape
from radar_tui.ingest.table import Row, RowError, read_rows
from radar_tui.ingest.ticket_fields import Fields, cells_of
from radar_tui.ingest.values import parse_time, status_of
from radar_tui.ingest.zendesk_people import Directory
from radar_tui.ingest.zendesk_shapes import Organization, Ticket, User, Via
from radar_tui.ingest.zendesk_tickets import ticket_from

_REQUIRED = frozenset(("id", "status", "created at"))
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


class ZendeskCsvReader:
    """Importer of Zendesk's table of tickets, which holds no threads.

    Custom fields (`Name [list]`, `Name [txt]`) are only looked at by tagging rules: the options of
    a list are among the tags as well.
    """

    name = "zendesk-csv"
    kind = ExportKind.TICKETS
    title = "Zendesk's CSV export"

    def recognise(self, sample: Sample) -> bool:
        """Tell by the columns."""
        names = sample.column_names
        return sample.shape is Shape.TABLE and names >= _REQUIRED and bool(names & _TELLING)

    def system(self, options: ReadOptions) -> str:
        """Share the ids with Zendesk's JSON."""
        del options
        return "zendesk"

    def read(self, source: Source, options: ReadOptions) -> Iterator[Item]:
        """Yield one ticket or reject for each row.

        Of a mapping its zone, its date format and its words for statuses are used.

        Raises:
            BadFileError: no table, or one without the columns that are needed.
        """
        sample = source.sample
        missing = sorted(_REQUIRED - sample.column_names)
        if sample.shape is not Shape.TABLE or missing:
            is_table = sample.shape is Shape.TABLE
            found = f"no column {', '.join(missing)}" if is_table else sample.shape.value
            raise source.fail(
                f"found {found}, expected {self.title} with the columns "
                f"{', '.join(sorted(_REQUIRED))}; export it with Zendesk's language set to English"
            )
        return _items(source, _Cells(options.mapping or ColumnMapping()))


@dataclass(frozen=True, slots=True)
class _Cells:
    """How an account writes what stands in cells; the mapping says what is its own of it."""

    mapping: ColumnMapping

    def text(self, row: Row, column: str) -> str | None:
        """Return a cell's text; None where there is none."""
        text = row.text(column)
        return None if text == _NOTHING else text

    def time(self, row: Row, column: str) -> datetime | None:
        """Return a time in UTC; None where the cell is empty.

        Raises:
            RowError: the cell holds no time.
        """
        text = self.text(row, column)
        if text is None:
            return None
        zone = ZoneInfo(self.mapping.zone)
        moment = parse_time(text, zone=zone, date_format=self.mapping.date_format)
        if moment is None:
            raise RowError(f"{column} is not a time such as 2026-03-01 09:30")
        return moment

    def status(self, row: Row, solved_at: datetime | None) -> TicketStatus:
        """Read a status by its name; one of the account's own by whether it was solved.

        Raises:
            RowError: the cell is empty.
        """
        word = self.text(row, "status")
        if word is None:
            raise RowError("no status")
        words = self.mapping.values.get("status", {})
        known = status_of(words.get(word, words.get(word.lower(), word)))
        otherwise = TicketStatus.OPEN if solved_at is None else TicketStatus.SOLVED
        return known if known is not None else otherwise


def _items(source: Source, cells: _Cells) -> Iterator[Item]:
    for row in read_rows(source):
        if isinstance(row, Reject):
            yield Item(row.position, row)
            continue
        try:
            yield Item(row.position, _ticket(row, cells))
        except (RowError, ValueError, OverflowError) as error:
            yield Item(row.position, row.reject(str(error)))


def _ticket(row: Row, cells: _Cells) -> SourceTicket:
    """Build the record of one row.

    Raises:
        RowError, ValueError, OverflowError: no id, no status, or a time that is none.
    """
    ticket_id = row.required("id")
    created_at = cells.time(row, "created at")
    if created_at is None:
        raise RowError("no created at")
    solved_at = cells.time(row, "solved at")
    priority = cells.text(row, "priority")
    requester_id = cells.text(row, "requester id")
    ticket = Ticket(
        id=ticket_id,
        status=cells.status(row, solved_at),
        created_at=created_at,
        updated_at=cells.time(row, "updated at") or max(created_at, solved_at or created_at),
        subject=cells.text(row, "subject"),
        priority=priority.lower() if priority is not None else None,
        tags=[tag for tag in row.words("tags", ", ") if tag != _NOTHING],
        via=Via(cells.text(row, "via")),
        requester_id=requester_id,
        requester=User(
            requester_id, cells.text(row, "requester"), cells.text(row, "requester email")
        ),
        assignee=User(name=cells.text(row, "assignee")),
        organization=Organization(name=cells.text(row, "organization")),
        satisfaction_rating=cells.text(row, "satisfaction score"),
        solved_at=solved_at,
    )
    record = ticket_from(ticket, Directory())
    return replace(record, fields=_fields(row), untold=_untold(row, record))


def _untold(row: Row, record: SourceTicket) -> frozenset[str]:
    """Name what a row says nothing of. What a ticket was merged into stands in its thread."""
    by_record = {"merged_into", "requester", "requester_email", "solved_at"}
    untold = untold_in(row, _TOLD_BY) | (record.untold & by_record)
    return untold | ({"noise"} if "tags" in untold else frozenset())


def _fields(row: Row) -> Fields:
    """Return the cells, those of custom fields (`Area [list]`) by the field's own name."""
    cells = ((_KIND_OF_FIELD.sub("", name), text) for name, text in cells_of(row))
    return tuple((name, text) for name, text in cells if text != _NOTHING)


ZENDESK_CSV = ZendeskCsvReader()
