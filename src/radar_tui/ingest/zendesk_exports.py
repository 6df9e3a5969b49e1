"""Reads the threads that Zendesk exports apart from their tickets: audits, and comments."""

import re
from collections.abc import Iterable, Iterator
from itertools import groupby

from radar_tui.domain.records import Reject, SourceThread
from radar_tui.ingest.json_input import read_entries, read_shapes, shown
from radar_tui.ingest.open import Source
from radar_tui.ingest.reader import Item
from radar_tui.ingest.values import in_utc
from radar_tui.ingest.zendesk_people import Cast, Directory
from radar_tui.ingest.zendesk_shapes import Audit, Comment
from radar_tui.ingest.zendesk_threads import comments_of, history_of, messages_of, requesters_of

COMMENTS_PLACE = "comments.item"
WHAT_TO_EXPORT = (
    "export tickets with /api/v2/incremental/tickets/cursor.json, or the account-wide JSON export, "
    "and threads with /api/v2/tickets/ID/audits.json"
)
_COMMENTS_URL = re.compile(r"/tickets/(\d+)/comments")


def audit_threads(source: Source, place: str, directory: Directory) -> Iterator[Item]:
    """Yield one thread for each run of audits of the same ticket."""
    source.passes += 1
    audits = (audit for _, audit in read_shapes(source, place, Audit))
    requesters = requesters_of(audit for audit in audits if isinstance(audit, Audit))
    return _threads(read_shapes(source, place, Audit), requesters, directory)


def _threads(
    values: Iterable[tuple[int, Audit | Reject]], requesters: dict[str, str], directory: Directory
) -> Iterator[Item]:
    for ticket_id, group in groupby(values, key=_ticket_of):
        run = list(group)
        if ticket_id is None:
            yield from _rejects(run, "an audit without ticket_id")
            continue
        audits = [value for _, value in run if isinstance(value, Audit)]
        cast = Cast(directory, requester=requesters.get(ticket_id))
        messages = messages_of(
            comments_of(audits), cast, ticket_id=ticket_id, otherwise=audits[0].created_at
        )
        yield Item(run[0][0], SourceThread(ticket_id, messages, history_of(audits, cast)))


def _ticket_of(read: tuple[int, Audit | Reject] | tuple[int, Comment | Reject]) -> str | None:
    value = read[1]
    if isinstance(value, Reject) or value.ticket_id is None:
        return None
    return str(value.ticket_id)


def _rejects(run: Iterable[tuple[int, object]], reason: str) -> Iterator[Item]:
    """Pass on rejects and reject whatever else stands beside them."""
    for position, value in run:
        known = value if isinstance(value, Reject) else None
        yield Item(position, known or Reject(position, reason, shown(value)))


def comment_threads(source: Source, directory: Directory) -> Iterator[Item]:
    """Yield the threads that a list of comments holds, where it says whose they are.

    Raises:
        BadFileError: neither the comments nor the addresses of the other pages name the ticket.
    """
    source.passes += 2
    page_ticket = _ticket_of_page(source)
    first = next(read_shapes(source, COMMENTS_PLACE, Comment), None)
    if page_ticket is None and (first is None or _ticket_of(first) is None):
        raise source.fail(
            "found comments that do not say which ticket they belong to, expected a ticket_id in "
            f"each; {WHAT_TO_EXPORT}"
        )
    return _comments(read_shapes(source, COMMENTS_PLACE, Comment), page_ticket, directory)


def _ticket_of_page(source: Source) -> str | None:
    """Read the ticket's id from the address of the next or the previous page."""
    for place in ("next_page", "previous_page"):
        for value in read_entries(source, place):
            if isinstance(value, str) and (match := _COMMENTS_URL.search(value)):
                return match[1]
    return None


def _comments(
    values: Iterable[tuple[int, Comment | Reject]], page_ticket: str | None, directory: Directory
) -> Iterator[Item]:
    for group_ticket, group in groupby(values, key=_ticket_of):
        run = list(group)
        ticket_id = group_ticket or page_ticket
        comments = [value for _, value in run if isinstance(value, Comment)]
        times = [comment.created_at for comment in comments if comment.created_at is not None]
        if ticket_id is None or len(times) < len(comments) or not comments:
            yield from _rejects(run, "a comment without ticket_id or created_at")
            continue
        yield from _rejects((read for read in run if isinstance(read[1], Reject)), "")
        first = min(times, key=in_utc)
        opening = next(comment for comment in comments if comment.created_at == first)
        cast = Cast(directory, requester=str(opening.author_id))
        messages = messages_of(comments, cast, ticket_id=ticket_id, otherwise=first)
        yield Item(run[0][0], SourceThread(ticket_id, messages))
