"""Reads the table of tickets that Freshdesk's `Export` button and scheduled exports write."""

from datetime import datetime

from radar_tui.domain.records import (
    AuthorRole,
    SourceMessage,
    SourceTicket,
    TicketStatus,
)
from radar_tui.ingest.csv_reader import CellForm, Cells, CsvReader
from radar_tui.ingest.freshdesk import OPENING_ID, SYSTEM
from radar_tui.ingest.left_out import ToldBy, untold_in
from radar_tui.ingest.loose import address_of
from radar_tui.ingest.table import Row
from radar_tui.ingest.ticket_fields import cells_of
from radar_tui.ingest.values import normal_word

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


def _status(cells: Cells) -> TicketStatus:
    """Read a status by its name; one of the account's own by the times beside it.

    A name that says nothing is that of an own status or of another language. Freshdesk counts
    such a ticket as unresolved unless it has a time when it was resolved or closed.

    Raises:
        RowError: the cell is empty.
    """
    known = cells.status()
    if known is not None:
        return known
    if cells.loose_time("closed time") is not None:
        return TicketStatus.CLOSED
    is_solved = cells.loose_time("resolved time") is not None
    return TicketStatus.SOLVED if is_solved else TicketStatus.OPEN


def _ticket(cells: Cells) -> SourceTicket:
    """Build the record of one row.

    Raises:
        RowError: no id, no status, or no time of creation.
    """
    number = cells.required("ticket id")
    status = _status(cells)
    created_at = cells.required_time("created time")
    solved_at = cells.loose_time("resolved time") or cells.loose_time("closed time")
    agent = cells.text("agent")
    email = cells.text("email")
    priority = cells.text("priority")
    return SourceTicket(
        external_id=number,
        subject=cells.text("subject") or "",
        status=status,
        created_at=created_at,
        updated_at=cells.loose_time("last update time") or max(created_at, solved_at or created_at),
        account=cells.text("company name"),
        requester=cells.text("full name") or email or cells.text("contact id"),
        requester_email=address_of(email),
        assignee=None if agent is not None and normal_word(agent) == _NOBODY else agent,
        priority=priority.lower() if priority is not None else None,
        solved_at=None if status.is_open else solved_at,
        tags=cells.row.words("tags", ","),
        satisfaction=_rating(cells.text("survey results")),
        messages=() if status is TicketStatus.DELETED else _opening(cells, created_at),
        fields=cells_of(cells.row),
        untold=_untold(cells.row, untimed=not status.is_open and solved_at is None),
    )


def _untold(row: Row, *, untimed: bool) -> frozenset[str]:
    """Name what a row says nothing of; `untimed` is a ticket solved at no known time.

    The table never tells of spam and of merging.
    """
    return untold_in(row, _TOLD_BY) | {"merged_into", "noise", *(("solved_at",) if untimed else ())}


def _opening(cells: Cells, created_at: datetime) -> tuple[SourceMessage, ...]:
    """Return the description where the table has one; otherwise the ticket has no text."""
    body = cells.text("description")
    if body is None:
        return ()
    is_outbound = normal_word(cells.text("source") or "") == _OUTBOUND
    role = AuthorRole.AGENT if is_outbound else AuthorRole.CUSTOMER
    author = cells.text("agent") if is_outbound else cells.text("full name") or cells.text("email")
    return (SourceMessage(OPENING_ID, role, author or "", created_at, body),)


def _rating(word: str | None) -> str | None:
    """Return a rating by the names of Freshdesk's own scales; its middle is neither."""
    name = normal_word(word or "")
    if name in _GOOD:
        return "good"
    return "bad" if name in _BAD else None


FRESHDESK_CSV = CsvReader(
    name="freshdesk-csv",
    title="Freshdesk's CSV export",
    system_name=SYSTEM,
    required=frozenset(("ticket id", "status", "created time")),
    telling=_TELLING,
    advice="tick them in Freshdesk and export again",
    form=CellForm("is not a time such as 2026-03-01 09:30:00"),
    build=_ticket,
)
"""Importer of Freshdesk's table of tickets, which holds no threads."""
