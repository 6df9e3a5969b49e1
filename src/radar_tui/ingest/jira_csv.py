"""Reads the CSV table that Jira exports of issues ("Export CSV (all fields)")."""

import re
from collections import Counter
from datetime import datetime, tzinfo
from zoneinfo import ZoneInfo

from radar_tui.domain.records import SourceMessage, SourceTicket, TicketStatus
from radar_tui.ingest.csv_reader import CellForm, Cells, CsvReader
from radar_tui.ingest.jira_shapes import Person, key_of
from radar_tui.ingest.jira_threads import comment_id, label_of, opening_of, role_of
from radar_tui.ingest.jira_words import (
    TIME_EXAMPLE,
    noise_for,
    satisfaction_for,
    status_for,
)
from radar_tui.ingest.left_out import ToldBy, untold_in
from radar_tui.ingest.mapping import ColumnMapping
from radar_tui.ingest.table import Row, RowError
from radar_tui.ingest.ticket_fields import Fields, cells_of
from radar_tui.ingest.values import in_utc, parse_time, storable

_LABEL_COLUMNS = ("labels", "components", "component/s")
_ORGANIZATION_COLUMNS = ("custom field (organizations)", "custom field (organisations)")
_RATING_COLUMNS = ("satisfaction rating", "custom field (satisfaction)")
_TOLD_BY: ToldBy = {
    "account": _ORGANIZATION_COLUMNS,
    "assignee": ("assignee",),
    "merged_into": ("resolution",),
    "noise": ("resolution",),
    "priority": ("priority",),
    "requester": ("reporter",),
    "satisfaction": _RATING_COLUMNS,
    "subject": ("summary",),
    "url": (),
}
_PARTICIPANTS = "custom field (request participants)"
_PEOPLE = ("reporter", "assignee", "creator")
_DUPLICATE_LINK = "outward issue link (duplicate)"

_MONTHS = {
    name: number
    for number, name in enumerate(
        ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"),
        start=1,
    )
} | {"sept": 9}
"""As Jira writes them in English, in Britain and Australia `Sept` too."""
_TIME = re.compile(
    r"(?P<day>[0-9]{1,2})/(?P<month>[^\W\d_]+)/(?P<year>[0-9]{4}|[0-9]{2})\s+"
    r"(?P<hour>[0-9]{1,2}):(?P<minute>[0-9]{2})(?::(?P<second>[0-9]{2}))?"
    r"(?:\s*(?P<half>[ap]m))?",
    re.IGNORECASE,
)
"""Newer versions of Java put a narrow no-break space before AM and PM, a blank to `re` too."""
_CUSTOM = re.compile(r"custom field \((.+)\)")
_CENTURY = 100
_ISO_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}[T ]")


def _ticket(cells: Cells) -> SourceTicket:
    """Build the record of one row.

    Raises:
        RowError, ValueError: no key, no status, or a time that is none.
    """
    row = cells.row
    created_at = cells.required_time("created")
    status = _status(row)
    reporter = _person(row, "reporter")
    noise = noise_for(row.text("resolution"))
    done_at = None if status.is_open else _solved_at(cells)
    return SourceTicket(
        external_id=key_of(row.text("issue key")),
        subject=row.text("summary") or "",
        status=status,
        created_at=created_at,
        updated_at=cells.time("updated") or created_at,
        account=_first(row, _ORGANIZATION_COLUMNS),
        requester=reporter.label or None,
        requester_email=reporter.email,
        assignee=_person(row, "assignee").label or None,
        priority=row.text("priority"),
        solved_at=done_at,
        tags=_tags(row),
        merged_into=row.text(_DUPLICATE_LINK) if noise is not None else None,
        noise=noise,
        satisfaction=_satisfaction(row),
        messages=_messages(cells, reporter, created_at),
        fields=_fields(row),
        untold=_untold(row, reporter, untimed=not status.is_open and done_at is None),
    )


def _untold(row: Row, reporter: Person, *, untimed: bool) -> frozenset[str]:
    """Name what a row says nothing of; `untimed` is an issue done at no known time."""
    also = {
        "requester_email": reporter.email is None,
        "solved_at": untimed,
        "tags": not (row.has("labels") and any(map(row.has, _LABEL_COLUMNS[1:]))),
    }
    return untold_in(row, _TOLD_BY) | {name for name, is_so in also.items() if is_so}


def _status(row: Row) -> TicketStatus:
    is_resolved = row.text("resolution") is not None or row.text("resolved") is not None
    return status_for(row.text("status"), row.text("status category"), is_resolved=is_resolved)


def _person(row: Row, column: str) -> Person:
    """Read a person: Cloud gives a name and beside it the id, Data Center only a user name."""
    shown, own = row.text(column), row.text(f"{column} id")
    return Person(account_id=own or shown, display_name=shown, email_address=shown)


def _first(row: Row, columns: tuple[str, ...]) -> str | None:
    return next((text for column in columns if (text := row.text(column))), None)


def _tags(row: Row) -> tuple[str, ...]:
    """Return labels and components, of which each has a column of its own."""
    cells = [cell.strip() for column in _LABEL_COLUMNS for cell in row.all(column)]
    return tuple(dict.fromkeys(cell for cell in cells if cell))


def _fields(row: Row) -> Fields:
    """Return the cells, those of custom fields by what the team calls the field."""
    cells = cells_of(row)
    return tuple((m[1] if (m := _CUSTOM.fullmatch(name)) else name, text) for name, text in cells)


def _satisfaction(row: Row) -> str | None:
    try:
        return satisfaction_for(float(_first(row, _RATING_COLUMNS) or ""))
    except ValueError:
        return None


def _solved_at(cells: Cells) -> datetime | None:
    return cells.time("resolved") or cells.time("status category changed")


def parse_jira_time(text: str, zone: tzinfo) -> datetime | None:
    """Read a time as Jira writes it, by a 12-hour or a 24-hour clock, or ISO 8601.

    None where it is neither, also where the month is named in another language than English.
    """
    text = text.strip()
    if _ISO_DAY.match(text):
        return parse_time(text, zone=zone)
    match = _TIME.fullmatch(text)
    month = _MONTHS.get(match["month"].lower()) if match is not None else None
    if match is None or month is None:
        return None
    hour = int(match["hour"])
    if half := match["half"]:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if half.lower() == "pm" else 0)
    year = int(match["year"])
    try:
        moment = datetime(
            year if year >= _CENTURY else year + 20 * _CENTURY,
            month,
            int(match["day"]),
            hour,
            int(match["minute"]),
            int(match["second"] or 0),
            tzinfo=zone,
        )
        return in_utc(moment)
    except (ValueError, OverflowError):
        return None


def _messages(cells: Cells, reporter: Person, created_at: datetime) -> tuple[SourceMessage, ...]:
    """Return the description and the comments, oldest first.

    Raises:
        RowError: a comment that is not a time, an author and a text.
    """
    row = cells.row
    participants = frozenset(cell.strip() for cell in row.all(_PARTICIPANTS))
    customers = participants - {row.text("assignee"), row.text("assignee id")}
    customers |= {reporter.identity} - {""}
    people = _names(row)
    seen: Counter[str] = Counter()
    messages = []
    for cell in row.all("comment"):
        parts = cell.split(";", 2)
        if len(parts) < len(("time", "author", "text")):
            raise RowError(f"a comment is not a time, an author and a text: {TIME_EXAMPLE};ID;TEXT")
        at = cells.moment(parts[0], "a comment's time")
        author = parts[1].strip()
        own_id = comment_id(at, author)
        seen[own_id] += 1
        person = Person(account_id=author, display_name=people.get(author)) if author else None
        messages.append(
            SourceMessage(
                external_id=f"{own_id}-{seen[own_id]}" if seen[own_id] > 1 else own_id,
                author_role=role_of(person, customers, public=True),
                author=label_of(person),
                created_at=at,
                body=storable(parts[2]),
            )
        )
    messages.sort(key=lambda message: message.created_at)
    opening = opening_of(row.text("description"), reporter, created_at)
    return (opening, *messages) if opening is not None else tuple(messages)


def _names(row: Row) -> dict[str, str]:
    """Return the names of the people whose ids the row tells; comments hold ids only."""
    pairs = ((row.text(f"{column} id"), row.text(column)) for column in _PEOPLE)
    return {own: name for own, name in pairs if own and name}


def _time_of(mapping: ColumnMapping, text: str) -> datetime | None:
    """Read a time as the exporter's clock showed it; the table does not say where that was."""
    return parse_jira_time(text, ZoneInfo(mapping.zone))


JIRA_CSV = CsvReader(
    name="jira-csv",
    title="Jira's CSV export",
    system_name="jira",
    required=frozenset(("issue key", "status", "created")),
    signs=frozenset(("issue key", "status")),
    telling=frozenset(("issue id", "issue type", "project key", "status category")),
    advice='use "Export CSV (all fields)" with the language set to English',
    form=CellForm(
        f"is not a time such as {TIME_EXAMPLE}; export with the language set to English", _time_of
    ),
    build=_ticket,
)
"""Importer of the issues in Jira's CSV export, whose columns have Jira's own names in English."""
