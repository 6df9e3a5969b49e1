"""Reads the threads that Zendesk exports apart from their tickets: audits, and comments."""

import re
from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import TypeVar

from radar_tui.domain.records import Reject, SourceThread
from radar_tui.ingest.json_input import Read, read_entries, read_shapes, shown
from radar_tui.ingest.open import Source
from radar_tui.ingest.reader import Item
from radar_tui.ingest.values import in_utc, storable
from radar_tui.ingest.zendesk_people import Cast, Directory, Openings
from radar_tui.ingest.zendesk_shapes import Audit, Comment
from radar_tui.ingest.zendesk_threads import comments_of, history_of, messages_of, requesters_of

COMMENTS_PLACE = "comments.item"
WHAT_TO_EXPORT = (
    "export tickets with /api/v2/incremental/tickets/cursor.json, or the account-wide JSON export, "
    "and threads with /api/v2/tickets/ID/audits.json"
)
_COMMENTS_URL = re.compile(r"/tickets/(\d+)/comments")

_Part = TypeVar("_Part", Audit, Comment)


def audit_threads(source: Source, place: str, directory: Directory) -> Iterator[Item]:
    """Yield one thread for each run of audits of the same ticket."""
    source.passes += 1
    audits = (audit for _, audit in _dated(source, place, Audit))
    requesters = requesters_of(audit for audit in audits if isinstance(audit, Audit))
    for ticket_id, group in groupby(_dated(source, place, Audit), key=_ticket_of):
        run = list(group)
        if ticket_id is None:
            yield from _rejects(run, "an audit without ticket_id")
            continue
        entries = [value for _, value in run if isinstance(value, Audit)]
        cast = Cast(directory, requester=requesters.get(ticket_id))
        messages = messages_of(
            comments_of(entries),
            cast,
            stem=f"{ticket_id}-{entries[0].created_at.isoformat()}",
            otherwise=entries[0].created_at,
        )
        yield Item(run[0][0], SourceThread(ticket_id, messages, history_of(entries, cast)))


def comment_threads(source: Source, directory: Directory) -> Iterator[Item]:
    """Yield the threads that a list of comments holds, where it says whose they are.

    Raises:
        BadFileError: neither the comments nor the addresses of the other pages name the ticket.
    """
    source.passes += 3
    page_ticket = _ticket_of_page(source)
    openings = Openings()
    for read in _dated(source, COMMENTS_PLACE, Comment):
        ticket_id, comment = _ticket_of(read) or page_ticket, read[1]
        if ticket_id is not None and isinstance(comment, Comment) and comment.created_at:
            author = None if comment.author_id is None else str(comment.author_id)
            openings.note(ticket_id, author, comment.created_at, public=comment.public)
    if page_ticket is None and not openings:
        raise source.fail(
            "found comments that do not say which ticket they belong to, expected a ticket_id in "
            f"each; {WHAT_TO_EXPORT}"
        )
    return _comments(_dated(source, COMMENTS_PLACE, Comment), page_ticket, openings, directory)


def _comments(
    values: Iterable[Read[Comment]],
    page_ticket: str | None,
    openings: Openings,
    directory: Directory,
) -> Iterator[Item]:
    for read in values:
        position, comment = read
        if isinstance(comment, Reject):
            yield Item(position, comment)
            continue
        ticket_id, at = _ticket_of(read) or page_ticket, comment.created_at
        if ticket_id is None or at is None:
            yield from _rejects([read], "a comment without ticket_id or created_at")
            continue
        cast = Cast(directory, requester=openings.requester(ticket_id))
        stem = f"{ticket_id}-{at.isoformat()}"
        messages = messages_of([comment], cast, stem=stem, otherwise=at)
        yield Item(position, SourceThread(ticket_id, messages))


def _dated(source: Source, place: str, shape: type[_Part]) -> Iterator[Read[_Part]]:
    """Read parts of threads with their times in UTC; reject a time that no calendar has."""
    for position, value in read_shapes(source, place, shape):
        if isinstance(value, Reject) or value.created_at is None:
            yield position, value
            continue
        try:
            value.created_at = in_utc(value.created_at)
        except OverflowError:
            yield position, Reject(position, "created_at is outside the calendar", shown(value))
            continue
        yield position, value


def _ticket_of(read: Read[Audit] | Read[Comment]) -> str | None:
    value = read[1]
    if isinstance(value, Reject) or value.ticket_id is None:
        return None
    return storable(str(value.ticket_id)).strip() or None


def _rejects(run: Iterable[tuple[int, object]], reason: str) -> Iterator[Item]:
    """Pass on rejects and reject whatever else stands beside them."""
    for position, value in run:
        known = value if isinstance(value, Reject) else None
        yield Item(position, known or Reject(position, reason, shown(value)))


def _ticket_of_page(source: Source) -> str | None:
    """Read the ticket's id from the address of the next or the previous page."""
    for place in ("next_page", "previous_page"):
        for value in read_entries(source, place):
            if isinstance(value, str) and (match := _COMMENTS_URL.search(value)):
                return match[1]
    return None
