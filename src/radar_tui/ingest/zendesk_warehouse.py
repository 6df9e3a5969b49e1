"""Reads Zendesk's tickets and comments as a data warehouse holds them, with Fivetran's columns.

What a query may join to them is read as well: names and roles of people, tags, the organisation.
"""

from collections.abc import Callable, Iterator
from dataclasses import replace

from radar_tui.domain.records import SourceThread, SourceTicket
from radar_tui.ingest.late_threads import gather_threads
from radar_tui.ingest.left_out import ToldBy, untold_in
from radar_tui.ingest.open import Source
from radar_tui.ingest.reader import ExportKind, Item, ReadOptions
from radar_tui.ingest.row_items import row_items
from radar_tui.ingest.sniff import Sample, Shape
from radar_tui.ingest.table import Row, RowError, read_rows
from radar_tui.ingest.ticket_fields import cells_of
from radar_tui.ingest.zendesk_people import Cast, Directory, Openings
from radar_tui.ingest.zendesk_shapes import Comment, Organization, Ticket, User, Via
from radar_tui.ingest.zendesk_threads import VOICE_COMMENT, messages_of
from radar_tui.ingest.zendesk_tickets import ticket_from

_TICKETS = frozenset(("id", "status", "created_at", "updated_at"))
_TELLING_TICKETS = frozenset(("allow_channelback", "ticket_form_id", "via_channel"))
_COMMENTS = frozenset(("id", "ticket_id", "user_id", "body", "created", "public"))
_TELLING_COMMENTS = frozenset(("facebook_comment", "tweet", "voice_comment"))
_TOLD_BY: ToldBy = {
    "account": ("organization_id", "organization_name"),
    "assignee": ("assignee_id",),
    "priority": ("priority",),
    "satisfaction": (),
    "subject": ("subject",),
    "tags": ("tags",),
    "url": ("url",),
}
_REQUESTER = "requester_id"
_LIST_MARKS = '[]"'
_YES = frozenset(("true", "t", "yes", "1"))
_NO = frozenset(("false", "f", "no", "0"))


class ZendeskWarehouseReader:
    """Importer of the tables `ticket` and `ticket_comment` of Zendesk in a warehouse."""

    name = "zendesk-warehouse"
    kind = ExportKind.TICKETS
    title = "Zendesk's tickets or comments from a data warehouse"

    def recognise(self, sample: Sample) -> bool:
        """Tell by the columns."""
        return _builder(sample) is not None

    def system(self, options: ReadOptions) -> str:
        """Share the ids with Zendesk's JSON."""
        del options
        return "zendesk"

    def read(self, source: Source, options: ReadOptions) -> Iterator[Item]:
        """Yield one ticket a row, or comments as threads.

        Raises:
            BadFileError: neither of the two tables.
        """
        del options
        build = _builder(source.sample)
        if build is None:
            raise source.fail(
                "found neither of the tables ticket and ticket_comment, expected the columns "
                f"{', '.join(sorted(_TICKETS))}, via_channel, or {', '.join(sorted(_COMMENTS))}, "
                "voice_comment; select them and export again"
            )
        return build(source)


def _builder(sample: Sample) -> Callable[[Source], Iterator[Item]] | None:
    """Tell by the columns which of the tables a file is."""
    names = sample.column_names
    if not (sample.shape is Shape.TABLE or sample.is_lines):
        return None
    if names >= _COMMENTS and names & _TELLING_COMMENTS:
        return _threads
    if names >= _TICKETS and names & _TELLING_TICKETS and "via" not in names:
        return _tickets
    return None


def _tickets(source: Source) -> Iterator[Item]:
    return row_items(source, _ticket)


def _threads(source: Source) -> Iterator[Item]:
    """Yield the comments of tickets; without a column for it, who asked is told by the first one.

    The whole file is read for that, because its rows come in any order.
    """
    openings = Openings()
    if _REQUESTER not in source.sample.column_names:
        source.passes += 1
        for row in read_rows(source):
            if isinstance(row, Row):
                _note(row, openings)
    return gather_threads(row_items(source, lambda row: _thread(row, openings)))


def _ticket(row: Row) -> SourceTicket:
    """Build the record of one row of `ticket`.

    Raises:
        RowError, ValueError, OverflowError: no id, status or time, or none that Zendesk can have.
    """
    ticket = Ticket(
        id=row.required("id"),
        status=row.required("status"),
        created_at=row.time("created_at"),
        updated_at=row.time("updated_at"),
        subject=row.text("subject"),
        description=row.text("description"),
        url=row.text("url"),
        priority=row.text("priority"),
        tags=_tags(row),
        via=_via(row),
        is_public=_is_yes(row, "is_public"),
        requester_id=row.text(_REQUESTER),
        submitter_id=row.text("submitter_id"),
        assignee_id=row.text("assignee_id"),
        organization_id=row.text("organization_id"),
        requester=_person(row, "requester"),
        submitter=_person(row, "submitter"),
        assignee=_person(row, "assignee"),
        organization=Organization(name=row.text("organization_name")),
    )
    record = ticket_from(ticket, Directory())
    return replace(record, fields=cells_of(row), untold=_untold(row, record))


def _untold(row: Row, record: SourceTicket) -> frozenset[str]:
    """Name what a row says nothing of; the table's ids name nobody that a query did not join."""
    by_record = {"account", "merged_into", "requester", "requester_email", "solved_at"}
    untold = untold_in(row, _TOLD_BY) | (record.untold & by_record)
    return untold | ({"noise"} if "tags" in untold else frozenset())


def _thread(row: Row, openings: Openings) -> SourceThread:
    """Build a thread of one row of `ticket_comment`.

    Raises:
        RowError, OverflowError: no id or time, or neither yes nor no where one is needed.
    """
    ticket_id, at = row.required("ticket_id"), row.time("created")
    comment = Comment(
        id=row.required("id"),
        author_id=row.text("user_id"),
        author=_person(row, "user"),
        body=row.text("body"),
        public=_is_public(row),
        type=VOICE_COMMENT if _is_yes(row, "voice_comment") else None,
    )
    requester = row.text(_REQUESTER) or openings.requester(ticket_id)
    cast = Cast(Directory(), requester=requester)
    return SourceThread(ticket_id, messages_of([comment], cast, stem=ticket_id, otherwise=at))


def _note(row: Row, openings: Openings) -> None:
    """Take notice of a comment; a row that will be rejected tells nothing."""
    try:
        ticket_id, at, public = row.required("ticket_id"), row.time("created"), _is_public(row)
    except RowError:
        return
    openings.note(ticket_id, row.text("user_id"), at, public=public)


def _person(row: Row, who: str) -> User | None:
    """Return a person by the columns that a query may have joined; None where it has not."""
    name, email, role = (row.text(f"{who}_{part}") for part in ("name", "email", "role"))
    if not (name or email or role):
        return None
    return User(row.text(f"{who}_id"), name, email, role.lower() if role else None)


def _via(row: Row) -> Via:
    address = row.text("via_source_from_address")
    source = {"from": {"address": address}, "rel": row.text("via_source_rel")}
    return Via(row.text("via_channel"), source if address is not None else None)


def _tags(row: Row) -> list[str]:
    """Return tags as a query may have joined them: words in one cell, or a list in JSON."""
    words = row.words("tags", ", ")
    return [tag for word in words if (tag := word.strip(_LIST_MARKS))]


def _is_public(row: Row) -> bool:
    """Tell a reply from an internal note.

    Raises:
        RowError: the cell says neither.
    """
    public = _is_yes(row, "public")
    if public is None:
        raise RowError("public is neither true nor false")
    return public


def _is_yes(row: Row, column: str) -> bool | None:
    word = (row.text(column) or "").lower()
    if word in _YES:
        return True
    return False if word in _NO else None


ZENDESK_WAREHOUSE = ZendeskWarehouseReader()
