"""Reads Zendesk's JSON: ticket lists, both incremental exports, account-wide exports, audits."""

import re
from collections.abc import Iterable, Iterator
from datetime import datetime

from radar_tui.domain.records import (
    DESCRIPTION_ID,
    AuthorRole,
    Noise,
    Reject,
    SourceHistory,
    SourceMessage,
    SourceTicket,
    TicketStatus,
)
from radar_tui.ingest.json_input import (
    Read,
    read_shapes,
    read_values,
    shown,
)
from radar_tui.ingest.open import Source
from radar_tui.ingest.reader import ExportKind, Item, ReadOptions
from radar_tui.ingest.sniff import Sample, Shape
from radar_tui.ingest.values import in_utc, page_of, status_of, storable
from radar_tui.ingest.zendesk_exports import (
    COMMENTS_PLACE,
    WHAT_TO_EXPORT,
    audit_threads,
    comment_threads,
)
from radar_tui.ingest.zendesk_people import Cast, Directory, cast_of, read_directory
from radar_tui.ingest.zendesk_shapes import (
    AUDIT_SIGNS,
    COMMENT_SIGNS,
    PAGE_SIGNS,
    Comment,
    Satisfaction,
    Ticket,
    look_like_a_ticket,
)
from radar_tui.ingest.zendesk_threads import (
    comments_of,
    history_of,
    messages_of,
    solved_at,
)

_TICKETS = ("tickets.item", "ticket", "results.item")
_AUDITS = ("audits.item", "audit")
_OTHER_LISTS = frozenset(
    (
        "groups",
        "macros",
        "organizations",
        "satisfaction_ratings",
        "ticket_events",
        "ticket_fields",
        "ticket_metrics",
        "users",
    )
)
COMMENTS_PLACE_URL = re.compile(r"/tickets/(\d+)/comments")
_MERGE_TAG = "closed_by_merge"
_MERGED_INTO = re.compile(r"\bclosed and merged into request #(\d+)")
_SAMPLE_CHANNEL = "sample_ticket"
_RATINGS = ("good", "bad")


class ZendeskReader:
    """Importer of Zendesk tickets and their threads."""

    name = "zendesk"
    kind = ExportKind.TICKETS
    title = "Zendesk JSON"

    def recognise(self, sample: Sample) -> bool:
        """Tell by the names that Zendesk gives to properties and pages."""
        return _place_of(sample) is not None or bool(_other_list(sample))

    def system(self, options: ReadOptions) -> str:
        """All Zendesk exports share one namespace of ids."""
        del options
        return "zendesk"

    def read(self, source: Source, options: ReadOptions) -> Iterator[Item]:
        """Yield tickets, or threads where the export holds audits or comments.

        Raises:
            BadFileError: another of Zendesk's lists, comments of an unknown ticket, or JSON that
                is malformed or cut off; always before the first record.
        """
        del options
        place = _place_of(source.sample)
        if place is None:
            found = _other_list(source.sample) or "no tickets"
            raise source.fail(
                f"found {found}, expected Zendesk tickets, audits or comments; {WHAT_TO_EXPORT}"
            )
        if place == "" and source.sample.shape is Shape.JSON_LINES:
            return _tickets(read_values(source, place, Ticket), Directory())
        source.passes += 1
        directory = read_directory(source)
        if place in _AUDITS:
            return audit_threads(source, place, directory)
        if place == COMMENTS_PLACE:
            return comment_threads(source, directory)
        return _tickets(read_shapes(source, place, Ticket), directory)


def _place_of(sample: Sample) -> str | None:
    """Tell where in the JSON the records are; "" for one ticket a line, None for no Zendesk."""
    if sample.shape is Shape.TABLE:
        return None
    top = sample.keys.get("", frozenset())
    is_page = bool(PAGE_SIGNS & top)
    for place in _TICKETS:
        names = sample.keys.get(place, frozenset())
        is_empty = not names and place.removesuffix(".item") in top
        if look_like_a_ticket(names) or (is_empty and is_page):
            return place
    if not {"id", "subject"} & top:
        for place in _AUDITS:
            if sample.keys.get(place, frozenset()) >= AUDIT_SIGNS:
                return place
        if sample.keys.get(COMMENTS_PLACE, frozenset()) >= COMMENT_SIGNS:
            return COMMENTS_PLACE
    if look_like_a_ticket(sample.record_keys):
        return "item" if sample.shape is Shape.JSON_ARRAY else ""
    return None


def _other_list(sample: Sample) -> str | None:
    """Name a page of Zendesk's API that holds something else than tickets."""
    top = sample.keys.get("", frozenset())
    is_page = bool((PAGE_SIGNS - {"users"}) & top)
    found = sorted(name for name in _OTHER_LISTS & top if is_page or "_" in name)
    return f"Zendesk's {found[0].replace('_', ' ')}" if found else None


def _tickets(values: Iterable[Read[Ticket]], directory: Directory) -> Iterator[Item]:
    for position, value in values:
        if isinstance(value, Reject):
            yield Item(position, value)
            continue
        try:
            yield Item(position, _ticket(value, directory))
        except (ValueError, OverflowError) as error:
            yield Item(position, Reject(position, str(error), shown(value)))


def _ticket(ticket: Ticket, directory: Directory) -> SourceTicket:
    """Build the record of one ticket; a deleted one comes without its scrubbed text.

    Raises:
        ValueError, OverflowError: a status or a time that Zendesk cannot have.
    """
    status = status_of(ticket.status)
    if status is None:
        raise ValueError("unknown status")
    cast = cast_of(ticket, directory)
    history = history_of(ticket.audits or (), cast)
    messages = () if status is TicketStatus.DELETED else _messages(ticket, cast)
    merged_into = _merged_into(ticket, messages)
    requester = directory.user(ticket.requester_id, ticket.requester)
    return SourceTicket(
        external_id=str(ticket.id),
        subject=storable(ticket.subject or ticket.raw_subject or ""),
        status=status,
        created_at=in_utc(ticket.created_at),
        updated_at=in_utc(ticket.updated_at),
        url=page_of(ticket.url),
        account=directory.organization(ticket),
        requester=directory.label(ticket.requester_id, ticket.requester),
        requester_email=requester.email if requester is not None else None,
        assignee=directory.label(ticket.assignee_id, ticket.assignee),
        priority=ticket.priority,
        solved_at=None if status.is_open else _solved_at(ticket, history),
        tags=tuple(map(storable, ticket.tags or ())),
        merged_into=merged_into,
        noise=_noise(ticket, merged_into),
        satisfaction=_rating(ticket.satisfaction_rating),
        messages=messages,
        history=history,
    )


def _messages(ticket: Ticket, cast: Cast) -> tuple[SourceMessage, ...]:
    """Return the thread; where the export has none, the description stands in for it."""
    comments = ticket.comments or comments_of(ticket.audits or ())
    ticket_id = str(ticket.id)
    if comments:
        return messages_of(comments, cast, ticket_id=ticket_id, otherwise=ticket.updated_at)
    if not ticket.description:
        return ()
    author_id = ticket.requester_id if ticket.submitter_id is None else ticket.submitter_id
    description = Comment(id=DESCRIPTION_ID, author_id=author_id, body=ticket.description)
    return messages_of([description], cast, ticket_id=ticket_id, otherwise=ticket.created_at)


def _merged_into(ticket: Ticket, messages: Iterable[SourceMessage]) -> str | None:
    """Return the ticket that a merged one went into, as the note that Zendesk adds says."""
    if _MERGE_TAG not in (ticket.tags or ()) and ticket.status != TicketStatus.CLOSED:
        return None
    notes = (entry for entry in messages if entry.author_role is not AuthorRole.CUSTOMER)
    found = [match[1] for entry in notes if (match := _MERGED_INTO.search(entry.body))]
    return found[-1] if found else None


def _noise(ticket: Ticket, merged_into: str | None) -> Noise | None:
    """Tell what Zendesk itself says: merged, or its own sample ticket."""
    if merged_into is not None or _MERGE_TAG in (ticket.tags or ()):
        return Noise.MERGED
    is_sample = ticket.via is not None and ticket.via.channel == _SAMPLE_CHANNEL
    return Noise.TEST if is_sample else None


def _solved_at(ticket: Ticket, history: Iterable[SourceHistory]) -> datetime | None:
    """Return when a ticket was solved, by its metrics, its search result or its history."""
    by_metrics = ticket.metric_set.solved_at if ticket.metric_set is not None else None
    stated = by_metrics or ticket.solved_at
    return in_utc(stated) if stated is not None else solved_at(history)


def _rating(rating: Satisfaction | str | None) -> str | None:
    """Return a rating that was given, good or bad; an offer is none."""
    score = rating.score if isinstance(rating, Satisfaction) else rating
    return next((word for word in _RATINGS if score and score.startswith(word)), None)
