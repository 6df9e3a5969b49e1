"""Requests as the API of Jira Service Management's portal gives them -> tickets."""

from collections.abc import Iterable
from datetime import datetime

from radar_tui.domain.records import HistoryField, SourceHistory, SourceTicket, TicketStatus
from radar_tui.ingest.histories import last_done_at
from radar_tui.ingest.jira_shapes import (
    Person,
    Request,
    RequestLinks,
    RequestPeople,
    RequestStatus,
    key_of,
    moment_of,
    page_of_issue,
)
from radar_tui.ingest.jira_threads import messages_of, opening_of
from radar_tui.ingest.jira_words import status_for
from radar_tui.ingest.loose import part_of
from radar_tui.ingest.values import page_of, storable

_UNKNOWN_TO_THE_PORTAL = frozenset(
    ("account", "assignee", "merged_into", "noise", "priority", "satisfaction", "tags")
)


def request_records(request: Request) -> Iterable[SourceTicket]:
    """Build the ticket of a request.

    It does not say when a request was changed either: that is its latest time of any kind.

    Raises:
        ValueError: no key, no status, or a time that is none.
    """
    key = key_of(request.issue_key)
    created_at = moment_of(request.created_date, "createdDate")
    status = _status(request.current_status)
    history = _history(request)
    reporter = part_of(request.reporter, Person)
    opening = opening_of(_value(request, "description"), reporter, created_at)
    comments = (request.comments.values if request.comments is not None else None) or ()
    messages = messages_of(opening, comments, _customers(request, reporter))
    done_at = None if status.is_open else last_done_at(history)
    times = [created_at, *(entry.occurred_at for entry in history)]
    yield SourceTicket(
        external_id=key,
        subject=_subject(request),
        status=status,
        created_at=created_at,
        updated_at=max([*times, *(message.created_at for message in messages)]),
        url=_page(request, key),
        requester=(reporter.label or None) if reporter is not None else None,
        requester_email=reporter.email if reporter is not None else None,
        solved_at=done_at,
        messages=messages,
        history=history,
        untold=_untold(request, reporter, untimed=not status.is_open and done_at is None),
    )


def _untold(request: Request, reporter: Person | None, *, untimed: bool) -> frozenset[str]:
    """Name what a request says nothing of; `untimed` is one done at no known time."""
    also = {
        "requester": reporter is None,
        "requester_email": reporter is None or reporter.email is None,
        "solved_at": untimed,
        "subject": not _subject(request),
        "url": _page(request, key_of(request.issue_key)) is None,
    }
    return _UNKNOWN_TO_THE_PORTAL | {name for name, is_so in also.items() if is_so}


def _status(status: RequestStatus | None) -> TicketStatus:
    """Read a status; the portal tells no resolution, so an unknown one is taken to be open."""
    if status is None:
        raise ValueError("no status")
    return status_for(status.status, status.status_category, is_resolved=False)


def _history(request: Request) -> tuple[SourceHistory, ...]:
    """Return the statuses with their times, oldest first; the present one is always told."""
    listed = (request.status.values if request.status is not None else None) or []
    told = [*listed, *([request.current_status] if request.current_status is not None else [])]
    entries = {
        SourceHistory(HistoryField.STATUS, str(_status(status)), _since(status))
        for status in told
        if status.status_date is not None and (status.status or status.status_category)
    }
    return tuple(sorted(entries, key=lambda entry: (entry.occurred_at, entry.value)))


def _since(status: RequestStatus) -> datetime:
    return moment_of(status.status_date, "statusDate")


def _customers(request: Request, reporter: Person | None) -> frozenset[str]:
    """Return who asks: the reporter, and the participants where they were exported."""
    listed = part_of(request.participant, RequestPeople)
    found = [part_of(entry, Person) for entry in (listed.values if listed else None) or ()]
    people = [person for person in (reporter, *found) if person is not None]
    return frozenset(person.identity for person in people if person.identity)


def _value(request: Request, field_id: str) -> object:
    values = request.request_field_values or ()
    return next((entry.value for entry in values if entry.field_id == field_id), None)


def _subject(request: Request) -> str:
    found = (_value(request, "summary"), request.summary)
    return next((storable(text) for text in found if isinstance(text, str) and text), "")


def _page(request: Request, key: str) -> str | None:
    links = part_of(request.links, RequestLinks)
    if links is None:
        return None
    return page_of(links.agent) or page_of_issue(links.jira_rest, key)
