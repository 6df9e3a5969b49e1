"""Reads Intercom's JSON: conversations, tickets, their list pages, and webhook notifications."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime
from itertools import product
from typing import Any

from radar_tui.domain.records import (
    MAY_BE_UNTOLD,
    AuthorRole,
    SourceHistory,
    SourceMessage,
    SourceRecord,
    SourceThread,
    SourceTicket,
    TicketStatus,
)
from radar_tui.ingest.histories import last_done_at
from radar_tui.ingest.intercom_shapes import (
    Company,
    Entry,
    Links,
    Notification,
    NotificationData,
    NotificationHint,
    Person,
    Rating,
    Statistics,
    TicketAttributes,
    TicketState,
    moment,
)
from radar_tui.ingest.intercom_threads import (
    TICKET_STATES,
    description_message,
    history_of,
    opening_message,
    part_messages,
    role_of,
)
from radar_tui.ingest.json_reader import ANYWHERE, Layout
from radar_tui.ingest.late_threads import LateThreadReader
from radar_tui.ingest.left_out import ToldBy
from radar_tui.ingest.loose import id_of, line_of, needed_id, needed_part, part_of
from radar_tui.ingest.page_layout import PageLayout
from radar_tui.ingest.reader import ExportKind
from radar_tui.ingest.ticket_fields import Fields, fields_in
from radar_tui.ingest.values import page_of, status_of, storable
from radar_tui.text.html import html_to_text

_CONVERSATIONS = "conversations.item"
_TICKETS = "tickets.item"
_SIGNS = (
    frozenset(("conversation_parts", "created_at")),
    frozenset(("admin_assignee_id", "source")),
    frozenset(("source", "waiting_since", "snoozed_until")),
    frozenset(("conversation_message", "created_at")),
    frozenset(("ticket_attributes", "ticket_id")),
    frozenset(("ticket_attributes", "ticket_state")),
    frozenset(("ticket_parts", "ticket_state")),
)
"""Names of conversations and of tickets that no other help desk has together.

Several, because a long first message may fill all that recognition looks at.
"""
_TOLD_BY: ToldBy = {
    "account": ("company", "company_id"),
    "assignee": ("admin_assignee_id", "assignee"),
    "priority": ("priority",),
    "satisfaction": ("conversation_rating",),
    "tags": ("tags",),
}
_TOPICS = ("conversation.", "ticket.")
_DELETED_TOPIC = "conversation.deleted"
_GOOD_FROM = 4
_BAD_TO = 2


def _entry_records(entry: Entry) -> Iterator[SourceRecord]:
    ticket, thread = _case(entry)
    messages = sorted((*ticket.messages, *thread.messages), key=_age)
    yield replace(ticket, messages=tuple(messages), history=thread.history)


def _notification_records(notification: Notification) -> Iterator[SourceRecord]:
    """Yield a ticket as it stood, and apart from it the few parts that a notification holds.

    Notifications may come late and out of order, and no part must be lost with an older version of
    its ticket. Those about people, companies or a connection test hold no ticket.

    Raises:
        ValueError, OverflowError, OSError: a ticket cannot be read.
    """
    hint = part_of(notification.data, NotificationHint)
    if hint is None or hint.item.type not in ("conversation", "ticket"):
        if notification.topic.startswith(_TOPICS):
            raise ValueError("a notification without its conversation or ticket")
        return
    entry = needed_part(notification.data, NotificationData).item
    if notification.topic == _DELETED_TOPIC:
        yield _deleted(entry, notification)
        return
    ticket, thread = _case(entry)
    yield ticket
    if thread.messages or thread.history:
        yield thread


def _case(entry: Entry) -> tuple[SourceTicket, SourceThread]:
    """Build the record of a conversation or ticket with what began it, and that of its parts.

    Raises:
        ValueError, OverflowError, OSError: a status or a time that Intercom cannot have.
    """
    created_at = moment(entry.created_at)
    if created_at is None:
        raise ValueError("no created_at")
    messages = sorted(part_messages(entry.parts), key=_age)
    names = _team_names(entry)
    history = history_of(entry, names)
    requester = _requester(entry)
    opening = _opening(entry, requester, created_at)
    status = _status(entry)
    assignee = _assignee(entry)
    solved_at = None if status.is_open else _solved_at(entry, history)
    ticket = SourceTicket(
        external_id=needed_id(entry.id),
        subject=_subject(entry),
        status=status,
        created_at=created_at,
        updated_at=_updated_at(entry, created_at),
        url=_page(entry),
        account=_account(entry),
        requester=requester.label if requester else None,
        requester_email=requester.address if requester else None,
        assignee=names.get(assignee, assignee) if assignee else None,
        priority="priority" if entry.priority == "priority" else None,
        solved_at=solved_at,
        tags=tuple(storable(tag.name) for tag in entry.tag_list if tag.name),
        satisfaction=_rating(entry),
        messages=(opening,) if opening else (),
        fields=_fields(entry),
        untold=_untold(entry, requester, untimed=not status.is_open and solved_at is None),
    )
    return ticket, SourceThread(ticket.external_id, tuple(messages), history)


def _untold(entry: Entry, requester: Person | None, *, untimed: bool) -> frozenset[str]:
    """Name what is said nothing of; `untimed` is what was closed at no known time.

    The bare id of a company or a contact takes away no name that another export gave.
    """
    also = {
        "account": _company_name(entry) is None and _account(entry) is not None,
        "requester": requester is None or not requester.known_as,
        "requester_email": requester is None or requester.address is None,
        "solved_at": untimed,
        "subject": not _subject(entry),
        "url": _page(entry) is None,
    }
    return entry.untold(_TOLD_BY) | {name for name, is_so in also.items() if is_so}


def _fields(entry: Entry) -> Fields:
    """Return the type of a ticket, and what the team itself asks for or notes."""
    found: dict[str, object] = {"type": entry.ticket_type}
    for listed in (entry.custom_attributes, entry.ticket_attributes):
        found |= listed if isinstance(listed, dict) else {}
    return fields_in(found)


def _deleted(entry: Entry, notification: Notification) -> SourceTicket:
    """Build the record of a conversation that was deleted; little of it may be left."""
    deleted_at = moment(notification.created_at)
    updated_at = deleted_at or moment(entry.updated_at)
    created_at = moment(entry.created_at) or updated_at
    if created_at is None:
        raise ValueError("no created_at")
    return SourceTicket(
        external_id=needed_id(entry.id),
        subject=_subject(entry),
        status=TicketStatus.DELETED,
        created_at=created_at,
        updated_at=updated_at or created_at,
        untold=MAY_BE_UNTOLD,
    )


def _age(message: SourceMessage) -> datetime:
    return message.created_at


def _status(entry: Entry) -> TicketStatus:
    """Tell where a conversation or a ticket stands.

    An open conversation without its thread, as in lists, is pending where `waiting_since` is null:
    the team spoke last. A thread tells that itself. What has a state that is not known, or a state
    that outlived its conversation, is judged by whether that is open.
    """
    if entry.is_ticket:
        found = part_of(entry.ticket_state, TicketState)
        status = TICKET_STATES.get((found.category if found else line_of(entry.ticket_state)) or "")
        if status is None or (entry.open is False and status.is_open):
            status = _by_open(entry)
    else:
        status = status_of(line_of(entry.state) or "") or _by_open(entry)
    if status is None:
        raise ValueError("unknown state, expected open, closed or snoozed, or a ticket's category")
    is_answered = entry.waiting_since is None and entry.conversation_parts is None
    if status is TicketStatus.OPEN and is_answered and not entry.is_ticket:
        return TicketStatus.PENDING
    return status


def _by_open(entry: Entry) -> TicketStatus | None:
    if not isinstance(entry.open, bool):
        return None
    return TicketStatus.OPEN if entry.open else TicketStatus.CLOSED


def _updated_at(entry: Entry, created_at: datetime) -> datetime:
    """Return when it last changed; where that is missing, the time of its newest part."""
    stated = moment(entry.updated_at)
    times = [stated] if stated else [moment(part.created_at) for part in entry.parts]
    return max([created_at, *(time for time in times if time is not None)])


def _subject(entry: Entry) -> str:
    """Return the title, else the subject of the first message, which older payloads give as HTML.

    Most chats have neither.
    """
    attributes = part_of(entry.ticket_attributes, TicketAttributes)
    title = line_of(attributes.title) if attributes else None
    title = title or line_of(entry.title)
    subject = line_of(entry.opening.subject) if entry.opening else None
    if title or subject is None:
        return title or ""
    return html_to_text(subject).text if subject.startswith("<") else subject


def _opening(entry: Entry, requester: Person | None, created_at: datetime) -> SourceMessage | None:
    """Return the first message: what began a conversation, or a ticket's description."""
    attributes = part_of(entry.ticket_attributes, TicketAttributes)
    text = line_of(attributes.description) if attributes else None
    if not entry.is_ticket:
        return opening_message(entry, created_at)
    label = requester.label if requester else None
    return description_message(entry, text, label, created_at) if text else None


def _authors(entry: Entry) -> Iterator[Person]:
    authors = [entry.opening.author if entry.opening else None]
    authors += [part.author for part in entry.parts]
    yield from (author for author in authors if author is not None)


def _requester(entry: Entry) -> Person | None:
    """Return the first contact; a contact is often but an id, its name then stands by its words."""
    wrote = [author for author in _authors(entry) if role_of(author) is AuthorRole.CUSTOMER]
    contact = next((person for person in entry.participants if person.key), None)
    if contact is not None and contact.known_as:
        return contact
    same = [author for author in wrote if contact is None or author.key == contact.key]
    return next((author for author in (*same, *wrote) if author.known_as), contact)


def _team_names(entry: Entry) -> dict[str, str]:
    """Name the teammates whom the thread shows by their ids."""
    return {
        author.key: author.known_as
        for author in _authors(entry)
        if author.type == "admin" and author.key and author.known_as
    }


def _assignee(entry: Entry) -> str | None:
    """Return the id of the teammate in charge; a team is none."""
    stated = entry.admin_assignee_id
    if isinstance(stated, int | str):
        return id_of(stated)
    person = part_of(entry.assignee, Person)
    return person.key if person is not None and person.type == "admin" else None


def _account(entry: Entry) -> str | None:
    """Return the company's name, else its id."""
    stated = entry.company_id
    return _company_name(entry) or (id_of(stated) if isinstance(stated, int | str) else None)


def _company_name(entry: Entry) -> str | None:
    company = part_of(entry.company, Company)
    return line_of(company.name) if company is not None else None


def _page(entry: Entry) -> str | None:
    """Return the page in the inbox; only notifications tell it."""
    links = part_of(entry.links, Links)
    return page_of(links.conversation_web) if links is not None else None


def _solved_at(entry: Entry, history: Iterable[SourceHistory]) -> datetime | None:
    """Return when it was last closed or resolved, by its statistics or its history."""
    statistics = part_of(entry.statistics, Statistics)
    stated = moment(statistics.last_close_at) if statistics is not None else None
    return stated or last_done_at(history)


def _rating(entry: Entry) -> str | None:
    """Return the rating of 1 to 5 as good or bad; the 3 between is neither."""
    found = part_of(entry.conversation_rating, Rating)
    if found is None or found.rating is None or _BAD_TO < found.rating < _GOOD_FROM:
        return None
    return "good" if found.rating >= _GOOD_FROM else "bad"


_PAGES = tuple(
    PageLayout(place, frozenset(("type", "pages", name)), Entry, _entry_records)
    for name, place in (("conversations", _CONVERSATIONS), ("tickets", _TICKETS))
)
_ENTRIES = tuple(
    Layout(place, signs, Entry, _entry_records)
    for place, signs in product((_CONVERSATIONS, _TICKETS, ANYWHERE), _SIGNS)
)
_NOTIFICATIONS = Layout(
    ANYWHERE, frozenset(("topic", "data", "app_id")), Notification, _notification_records
)
_LAYOUTS: tuple[Layout[Any], ...] = (_NOTIFICATIONS, *_PAGES, *_ENTRIES)

INTERCOM = LateThreadReader(
    name="intercom",
    kind=ExportKind.TICKETS,
    title="Intercom conversations or tickets",
    system_name="intercom",
    layouts=_LAYOUTS,
)
