"""Makes a ticket's record of what any of Zendesk's exports says about it."""

import re
from collections.abc import Iterable
from datetime import datetime

from radar_tui.domain.records import (
    DESCRIPTION_ID,
    AuthorRole,
    Noise,
    SourceHistory,
    SourceMessage,
    SourceTicket,
    TicketStatus,
)
from radar_tui.ingest.histories import last_done_at
from radar_tui.ingest.left_out import ToldBy
from radar_tui.ingest.loose import address_of, needed_id, part_of
from radar_tui.ingest.ticket_fields import Fields, fields_in
from radar_tui.ingest.values import in_utc, normal_word, page_of, status_of, storable
from radar_tui.ingest.zendesk_people import Cast, Directory, cast_of
from radar_tui.ingest.zendesk_shapes import (
    Comment,
    CustomField,
    Satisfaction,
    Ticket,
    User,
    ViaSource,
)
from radar_tui.ingest.zendesk_threads import (
    comments_of,
    history_of,
    messages_of,
    rating_of,
)

_TOLD_BY: ToldBy = {
    "account": ("organization", "organization_id"),
    "assignee": ("assignee", "assignee_id"),
    "priority": ("priority",),
    "requester": ("requester", "requester_id"),
    "satisfaction": ("satisfaction_rating",),
    "subject": ("subject", "raw_subject"),
    "tags": ("tags",),
    "url": ("url",),
}
_MERGE_TAG = "closed_by_merge"
_MERGED_INTO = re.compile(r"\bclosed and merged into request #(\d+)")
_MERGED = "merged into request"
_SAMPLE_CHANNEL = "sample ticket"
_EMAIL_CHANNEL = "email"
_SOLVED = (TicketStatus.SOLVED,)
"""What Zendesk closes days after it was solved is done when it was solved."""


def ticket_from(ticket: Ticket, directory: Directory) -> SourceTicket:
    """Build the record of one ticket; a deleted one comes without its scrubbed text.

    Raises:
        ValueError, OverflowError: a status or a time that Zendesk cannot have.
    """
    status = status_of(ticket.status)
    if status is None:
        raise ValueError("unknown status")
    ticket = _with_sender(ticket, directory)
    cast = cast_of(ticket, directory)
    history = history_of(ticket.audits or (), cast)
    messages = () if status is TicketStatus.DELETED else _messages(ticket, cast)
    merged_into = _merged_into(ticket, messages)
    requester = directory.user(ticket.requester_id, ticket.requester)
    noise = _noise(ticket, merged_into)
    done_at = None if status.is_open else _solved_at(ticket, history)
    return SourceTicket(
        external_id=needed_id(ticket.id),
        subject=storable(ticket.subject or ticket.raw_subject or ""),
        status=status,
        created_at=in_utc(ticket.created_at),
        updated_at=in_utc(ticket.updated_at),
        url=page_of(ticket.url),
        account=directory.organization(ticket),
        requester=directory.label(ticket.requester_id, ticket.requester),
        requester_email=address_of(requester.email) if requester is not None else None,
        assignee=directory.label(ticket.assignee_id, ticket.assignee),
        priority=storable(ticket.priority) if ticket.priority is not None else None,
        solved_at=done_at,
        tags=tuple(map(storable, ticket.tags or ())),
        merged_into=merged_into,
        noise=noise,
        satisfaction=_rating(ticket.satisfaction_rating),
        messages=messages,
        history=history,
        fields=_fields(ticket),
        untold=_untold(ticket, directory, noise, untimed=not status.is_open and done_at is None),
    )


def _untold(
    ticket: Ticket, directory: Directory, noise: Noise | None, *, untimed: bool
) -> frozenset[str]:
    """Name what a ticket's record says nothing of; `untimed` is one solved at no known time.

    The bare id of an organisation or a requester takes away no name or address that another export
    gave. What a closed ticket was merged into stands in its thread.
    """
    has_thread = bool(ticket.comments or ticket.audits)
    is_unknown = directory.user(ticket.requester_id, ticket.requester) is None
    has_bare_id = ticket.organization_id is not None and not directory.organization_name(ticket)
    also = {
        "account": has_bare_id,
        "requester": is_unknown,
        "requester_email": is_unknown,
        "solved_at": untimed,
        "merged_into": _may_be_merged(ticket) and not has_thread,
        "noise": noise is None and not (ticket.has("tags") and ticket.has("via")),
    }
    return ticket.untold(_TOLD_BY) | {name for name, is_untold in also.items() if is_untold}


def _fields(ticket: Ticket) -> Fields:
    """Return the type, the group and the custom fields, which Zendesk tells by their ids only."""
    listed = part_of(ticket.custom_fields, list[CustomField]) or []
    own = {"type": ticket.type, "group": ticket.group_id}
    return fields_in(own | {str(field.id): field.value for field in listed})


def _with_sender(ticket: Ticket, directory: Directory) -> Ticket:
    """Name an unknown requester by the e-mail that they submitted their ticket with.

    An agent who forwards a customer's e-mail submits a ticket of another requester.
    """
    via = ticket.via
    is_own_email = (
        via is not None
        and via.channel == _EMAIL_CHANNEL
        and ticket.requester_id is not None
        and ticket.requester_id == ticket.submitter_id
    )
    if not is_own_email or directory.user(ticket.requester_id, ticket.requester) is not None:
        return ticket
    source = part_of(via.source if via is not None else None, ViaSource)
    if source is None or source.rel is not None or source.sender is None:
        return ticket
    sender = User(ticket.requester_id, source.sender.name, source.sender.address)
    return ticket.replaced(requester=sender)


def _messages(ticket: Ticket, cast: Cast) -> tuple[SourceMessage, ...]:
    """Return the thread; where the export has none, the description stands in for it."""
    comments = ticket.comments or comments_of(ticket.audits or ())
    ticket_id = str(ticket.id)
    if comments:
        return messages_of(comments, cast, stem=ticket_id, otherwise=ticket.updated_at)
    if not ticket.description:
        return ()
    author_id = ticket.requester_id if ticket.submitter_id is None else ticket.submitter_id
    description = Comment(
        id=DESCRIPTION_ID,
        author_id=author_id,
        body=ticket.description,
        # Of a ticket that is not public no comment is, and the description is its first one.
        public=ticket.is_public is not False,
    )
    return messages_of([description], cast, stem=ticket_id, otherwise=ticket.created_at)


def _merged_into(ticket: Ticket, messages: Iterable[SourceMessage]) -> str | None:
    """Return the ticket that a merged one went into, as the note that Zendesk adds says."""
    if not _may_be_merged(ticket):
        return None
    notes = (
        entry.body
        for entry in messages
        if _MERGED in entry.body and entry.author_role is not AuthorRole.CUSTOMER
    )
    found = [match[1] for note in notes if (match := _MERGED_INTO.search(note))]
    return found[-1] if found else None


def _may_be_merged(ticket: Ticket) -> bool:
    return _MERGE_TAG in (ticket.tags or ()) or ticket.status == TicketStatus.CLOSED


def _noise(ticket: Ticket, merged_into: str | None) -> Noise | None:
    """Tell what Zendesk itself says: merged, or its own sample ticket."""
    if merged_into is not None or _MERGE_TAG in (ticket.tags or ()):
        return Noise.MERGED
    channel = ticket.via.channel if ticket.via is not None else None
    is_sample = isinstance(channel, str) and normal_word(channel) == _SAMPLE_CHANNEL
    return Noise.TEST if is_sample else None


def _solved_at(ticket: Ticket, history: Iterable[SourceHistory]) -> datetime | None:
    """Return when a ticket was solved, by its metrics, its search result or its history."""
    by_metrics = ticket.metric_set.solved_at if ticket.metric_set is not None else None
    stated = by_metrics or ticket.solved_at
    return in_utc(stated) if stated is not None else last_done_at(history, _SOLVED)


def _rating(rating: Satisfaction | str | None) -> str | None:
    return rating_of(rating.score if isinstance(rating, Satisfaction) else rating)
