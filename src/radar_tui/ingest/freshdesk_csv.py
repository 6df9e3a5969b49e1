"""Reads the table of tickets that Freshdesk's `Export` button and scheduled exports write."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from radar_tui.domain.records import (
    AuthorRole,
    Reject,
    SourceMessage,
    SourceTicket,
    TicketStatus,
)
from radar_tui.ingest.freshdesk import OPENING_ID, SYSTEM
from radar_tui.ingest.left_out import ToldBy, untold_in
from radar_tui.ingest.loose import address_of
from radar_tui.ingest.mapping import ColumnMapping
from radar_tui.ingest.open import Source
from radar_tui.ingest.reader import ExportKind, Item, ReadOptions
from radar_tui.ingest.sniff import Sample, Shape
from radar_tui.ingest.table import Row, RowError, read_rows
from radar_tui.ingest.ticket_fields import cells_of
from radar_tui.ingest.values import normal_word, parse_time, status_of

_REQUIRED = frozenset(("ticket id", "status", "created time"))
_TELLING = frozenset(
    (
        "agent interactions",
        "customer interactions",
        "due by time",
        "every response status",
        "first response status",
        "first response time (in hrs)",
        "initial response time",
        "resolution status",
        "resolution time (in hrs)",
        "survey results",
    )
)
"""Which columns there are, the user ticks at export; one of these tells Freshdesk's table."""
_TOLD_BY: ToldBy = {
    "account": ("company name",),
    "assignee": ("agent",),
    "priority": ("priority",),
    "requester": ("full name", "email"),
    "requester_email": ("email",),
    "satisfaction": ("survey results",),
    "subject": ("subject",),
    "tags": ("tags",),
}
_NOBODY = "no agent"
_OUTBOUND = "outbound email"
_GOOD = frozenset(("awesome", "happy", "very happy", "extremely happy"))
_BAD = frozenset(("not good", "unhappy", "very unhappy", "extremely unhappy"))


class FreshdeskCsvReader:
    """Importer of Freshdesk's table of tickets, which holds no threads."""

    name = "freshdesk-csv"
    kind = ExportKind.TICKETS
    title = "Freshdesk's CSV export"

    def recognise(self, sample: Sample) -> bool:
        """Tell by the columns."""
        names = sample.column_names
        is_told = names >= _REQUIRED and bool(_TELLING & names)
        return sample.shape is Shape.TABLE and is_told

    def system(self, options: ReadOptions) -> str:
        """Share the ids with Freshdesk's JSON."""
        del options
        return SYSTEM

    def read(self, source: Source, options: ReadOptions) -> Iterator[Item]:
        """Yield one ticket or reject for each row.

        Of a mapping its zone, its date format and its words for statuses are used.

        Raises:
            BadFileError: no table, or one without the columns that are needed.
        """
        sample = source.sample
        missing = sorted(_REQUIRED - sample.column_names)
        if sample.shape is not Shape.TABLE or missing:
            found = sample.shape.value
            what = f"no column {', '.join(missing)}" if sample.shape is Shape.TABLE else found
            raise source.fail(
                f"found {what}, expected {self.title} with the columns "
                f"{', '.join(sorted(_REQUIRED))}; tick them in Freshdesk and export again"
            )
        return _items(source, _Habits(options.mapping or ColumnMapping()))


@dataclass(frozen=True, slots=True)
class _Habits:
    """How an account writes times and what it calls its statuses."""

    mapping: ColumnMapping

    def time(self, row: Row, column: str) -> datetime | None:
        """Return a time in UTC; None where the cell is empty or holds none."""
        text = row.text(column)
        if text is None:
            return None
        zone = ZoneInfo(self.mapping.zone)
        return parse_time(text, zone=zone, date_format=self.mapping.date_format)

    def status(self, row: Row) -> TicketStatus:
        """Read a status by its name; one of the account's own by the times beside it.

        A name that says nothing is that of an own status or of another language. Freshdesk counts
        such a ticket as unresolved unless it has a time when it was resolved or closed.

        Raises:
            RowError: the cell is empty.
        """
        word = row.required("status")
        words = self.mapping.values.get("status", {})
        known = status_of(words.get(word, words.get(word.lower(), word)))
        if known is not None:
            return known
        if self.time(row, "closed time") is not None:
            return TicketStatus.CLOSED
        is_solved = self.time(row, "resolved time") is not None
        return TicketStatus.SOLVED if is_solved else TicketStatus.OPEN


def _items(source: Source, habits: _Habits) -> Iterator[Item]:
    for row in read_rows(source):
        if isinstance(row, Reject):
            yield Item(row.position, row)
            continue
        try:
            yield Item(row.position, _ticket(row, habits))
        except RowError as error:
            yield Item(row.position, row.reject(str(error)))


def _ticket(row: Row, habits: _Habits) -> SourceTicket:
    """Build the record of one row.

    Raises:
        RowError: no id, no status, or no time of creation.
    """
    number = row.required("ticket id")
    status = habits.status(row)
    created_at = habits.time(row, "created time")
    if created_at is None:
        raise RowError("created time is not a time such as 2026-03-01 09:30:00")
    solved_at = habits.time(row, "resolved time") or habits.time(row, "closed time")
    agent = row.text("agent")
    email = row.text("email")
    priority = row.text("priority")
    return SourceTicket(
        external_id=number,
        subject=row.text("subject") or "",
        status=status,
        created_at=created_at,
        updated_at=habits.time(row, "last update time") or max(created_at, solved_at or created_at),
        account=row.text("company name"),
        requester=row.text("full name") or email or row.text("contact id"),
        requester_email=address_of(email),
        assignee=None if agent is not None and normal_word(agent) == _NOBODY else agent,
        priority=priority.lower() if priority is not None else None,
        solved_at=None if status.is_open else solved_at,
        tags=row.words("tags", ","),
        satisfaction=_rating(row.text("survey results")),
        messages=() if status is TicketStatus.DELETED else _opening(row, created_at),
        fields=cells_of(row),
        untold=_untold(row, untimed=not status.is_open and solved_at is None),
    )


def _untold(row: Row, *, untimed: bool) -> frozenset[str]:
    """Name what a row says nothing of; `untimed` is a ticket solved at no known time.

    The table never tells of spam and of merging.
    """
    return untold_in(row, _TOLD_BY) | {"merged_into", "noise", *(("solved_at",) if untimed else ())}


def _opening(row: Row, created_at: datetime) -> tuple[SourceMessage, ...]:
    """Return the description where the table has one; otherwise the ticket has no text."""
    body = row.text("description")
    if body is None:
        return ()
    is_outbound = normal_word(row.text("source") or "") == _OUTBOUND
    role = AuthorRole.AGENT if is_outbound else AuthorRole.CUSTOMER
    author = row.text("agent") if is_outbound else row.text("full name") or row.text("email")
    return (SourceMessage(OPENING_ID, role, author or "", created_at, body),)


def _rating(word: str | None) -> str | None:
    """Return a rating by the names of Freshdesk's own scales; its middle is neither."""
    name = normal_word(word or "")
    if name in _GOOD:
        return "good"
    return "bad" if name in _BAD else None


FRESHDESK_CSV = FreshdeskCsvReader()
