"""Reads Help Scout's JSON: conversations with their threads, list pages, webhooks, thread lists."""

import re
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from radar_tui.domain.records import (
    AuthorRole,
    HistoryField,
    Noise,
    SourceHistory,
    SourceMessage,
    SourceRecord,
    SourceThread,
    SourceTicket,
    TicketStatus,
)
from radar_tui.ingest.helpscout_shapes import (
    Action,
    Conversation,
    CustomField,
    Link,
    Links,
    Person,
    Snooze,
    Thread,
    Waiting,
)
from radar_tui.ingest.histories import last_done_at
from radar_tui.ingest.json_reader import ANYWHERE, Layout
from radar_tui.ingest.late_threads import LateThreadReader
from radar_tui.ingest.left_out import ToldBy
from radar_tui.ingest.loose import line_of, needed_id, part_of
from radar_tui.ingest.page_layout import PageLayout
from radar_tui.ingest.reader import ExportKind
from radar_tui.ingest.ticket_fields import Fields, fields_in
from radar_tui.ingest.values import in_utc, page_of, storable

_SIGNS = (
    frozenset(("id", "mailboxId", "folderId")),
    frozenset(("id", "mailboxId", "primaryCustomer")),
    frozenset(("id", "primaryCustomer", "userUpdatedAt")),
)
"""Names of conversations that no other help desk has together."""
_TOLD_BY: ToldBy = {"subject": ("subject",), "tags": ("tags",)}
_STATUSES = {
    "active": TicketStatus.OPEN,
    "open": TicketStatus.OPEN,
    "pending": TicketStatus.PENDING,
    "closed": TicketStatus.CLOSED,
    "spam": TicketStatus.CLOSED,
}
_UNSENT = frozenset(("draft", "underreview"))
"""States of what was written but not sent: it is no message, and a conversation of it no ticket."""
_DELETED = "deleted"
_LINE_ITEM = "lineitem"
_BY_TEAM = frozenset(("message", "note", "forwardparent", "phone"))
_PRIVATE = frozenset(("note", "forwardparent", "phone"))
"""Threads that the customer does not see: `phone` is what an agent wrote down about a call, and
`forwardparent` was forwarded to somebody else."""
_KNOWN = frozenset(("customer", "message", "chat", "beaconchat", "forwardchild"))
_WORKFLOW = "automatic-workflow"
_THREADS_URL = re.compile(r"/conversations/(\d+)/threads")
_PAGE = "https://secure.helpscout.net/conversation/{}/{}"


def _records(conversation: Conversation) -> Iterator[SourceRecord]:
    """Yield a conversation as a ticket, or a page of threads as a thread."""
    if conversation.id is None:
        yield _late_thread(conversation)
    elif conversation.state not in _UNSENT:
        yield _ticket(conversation, needed_id(conversation.id))


def _late_thread(page: Conversation) -> SourceThread:
    """Build the record of a page of threads, whose address names the conversation.

    Raises:
        ValueError, OverflowError: the page has no such address, or a thread no time.
    """
    if page.embedded is None or page.embedded.threads is None:
        raise ValueError("neither a conversation's id nor a page of threads")
    links = part_of(page.links, Links)
    found = (_THREADS_URL.search(href) for href in (links.of_page if links else ()))
    match = next((match for match in found if match), None)
    if match is None:
        raise ValueError("threads that do not say which conversation they belong to")
    return SourceThread(match[1], tuple(_messages(page)), tuple(_changes(page)))


def _ticket(conversation: Conversation, ticket_id: str) -> SourceTicket:
    """Build the record of a conversation; a deleted one comes without its messages.

    Raises:
        ValueError, OverflowError: a status or a time that Help Scout cannot have.
    """
    status = _status(conversation)
    if conversation.created_at is None:
        raise ValueError("no createdAt")
    created_at = in_utc(conversation.created_at)
    requester, assignee = _requester(conversation), part_of(conversation.assignee, Person)
    is_deleted = status is TicketStatus.DELETED
    history = _history(conversation, status)
    closed_at = _closed_at(conversation, history)
    return SourceTicket(
        external_id=ticket_id,
        subject=line_of(conversation.subject) or "",
        status=status,
        created_at=created_at,
        updated_at=max(created_at, *_times(conversation)),
        url=_page(conversation),
        requester=requester.label if requester else None,
        requester_email=requester.address if requester else None,
        assignee=assignee.label if assignee else None,
        solved_at=None if status.is_open or is_deleted else closed_at,
        tags=conversation.tag_names,
        noise=Noise.SPAM if conversation.status == "spam" else None,
        messages=() if is_deleted else tuple(_messages(conversation)),
        history=history,
        fields=_fields(conversation),
        untold=_untold(conversation, requester, untimed=not status.is_open and closed_at is None),
    )


def _untold(
    conversation: Conversation, requester: Person | None, *, untimed: bool
) -> frozenset[str]:
    """Name what is said nothing of; `untimed` is what was closed at no known time.

    Where there is no assignee, nobody is assigned. The bare id of a customer takes away no name
    that another page gave.
    """
    also = {
        "requester": requester is None or not requester.known_as,
        "requester_email": requester is None or requester.address is None,
        "solved_at": untimed,
    }
    return conversation.untold(_TOLD_BY) | {name for name, is_so in also.items() if is_so}


def _fields(conversation: Conversation) -> Fields:
    """Return the inbox's own fields by their names."""
    listed = part_of(conversation.custom_fields, list[CustomField]) or []
    return fields_in({field.name: field.text or field.value for field in listed})


def _status(conversation: Conversation) -> TicketStatus:
    """Tell where a conversation stands; one that is snoozed is on hold.

    Raises:
        ValueError: Help Scout has no such status.
    """
    if conversation.state == _DELETED:
        return TicketStatus.DELETED
    status = _STATUSES.get(conversation.status or "")
    if status is None:
        raise ValueError("unknown status, expected active, pending, closed or spam")
    is_snoozed = status.is_open and part_of(conversation.snooze, Snooze) is not None
    return TicketStatus.ON_HOLD if is_snoozed else status


def _times(conversation: Conversation) -> Iterator[datetime]:
    """Yield when something happened; Help Scout tells only when a user last did something."""
    waiting = part_of(conversation.customer_waiting_since, Waiting)
    stated = (conversation.created_at, conversation.user_updated_at, conversation.closed_at)
    for at in (*stated, waiting.time if waiting else None):
        if at is not None:
            yield in_utc(at)
    yield from (conversation.time_of(thread) for thread in conversation.threads)


def _messages(conversation: Conversation) -> Iterator[SourceMessage]:
    """Yield what was said, oldest first; lines about changes and what was not sent are none."""
    for thread in conversation.threads:
        if thread.type == _LINE_ITEM or thread.state in (*_UNSENT, _DELETED):
            continue
        role = _role(thread)
        is_hidden = thread.type in _PRIVATE or thread.state == "hidden"
        is_unknown = thread.type not in _KNOWN and role is not AuthorRole.CUSTOMER
        yield SourceMessage(
            external_id=needed_id(thread.id),
            author_role=role,
            author=_author(thread, role),
            created_at=conversation.time_of(thread),
            body=storable(thread.body or ""),
            public=not (is_hidden or is_unknown),
            is_html=True,
        )


def _role(thread: Thread) -> AuthorRole:
    """Tell who speaks: by the thread's type, and where either may, by who created it.

    What an agent enters for a customer is the customer's. In doubt it is an agent.
    """
    if thread.type == "customer":
        return AuthorRole.CUSTOMER
    action = part_of(thread.action, Action)
    if action is not None and action.type == _WORKFLOW:
        return AuthorRole.SYSTEM
    by_customer = thread.created_by is not None and thread.created_by.is_customer
    is_agent = thread.type in _BY_TEAM or not by_customer
    return AuthorRole.AGENT if is_agent else AuthorRole.CUSTOMER


def _author(thread: Thread, role: AuthorRole) -> str:
    people = [person for person in (thread.created_by, thread.customer) if person is not None]
    if role is AuthorRole.CUSTOMER:
        people.sort(key=lambda person: person is not thread.customer and not person.is_customer)
    elif role is AuthorRole.AGENT:
        people = people[:1]
    labels = [person.label for person in people]
    return next((label for label in labels if label), "system")


def _history(conversation: Conversation, status: TicketStatus) -> tuple[SourceHistory, ...]:
    """Return the changes that the threads tell, and the closing where only its time is told."""
    changes = list(_changes(conversation))
    statuses = [change.value for change in changes if change.field is HistoryField.STATUS]
    is_told = statuses[-1:] == [TicketStatus.CLOSED]
    if status is TicketStatus.CLOSED and conversation.closed_at is not None and not is_told:
        at = in_utc(conversation.closed_at)
        changes.append(SourceHistory(HistoryField.STATUS, str(status), at))
        changes.sort(key=lambda change: change.occurred_at)
    return tuple(changes)


def _changes(conversation: Conversation) -> Iterator[SourceHistory]:
    """Yield each change of status and assignee; every thread says what both are after it."""
    status: TicketStatus | None = None
    assignee: str | None = None
    for thread in conversation.threads:
        if thread.state in (*_UNSENT, _DELETED):
            continue
        at = conversation.time_of(thread)
        told = _STATUSES.get(line_of(thread.status) or "")
        if told is not None and told is not status:
            status = told
            yield SourceHistory(HistoryField.STATUS, str(status), at)
        person = part_of(thread.assigned_to, Person)
        name = person.label if person is not None else None
        if name is not None and name != assignee:
            assignee = name
            yield SourceHistory(HistoryField.ASSIGNEE, name, at)


def _closed_at(conversation: Conversation, history: Iterable[SourceHistory]) -> datetime | None:
    if conversation.closed_at is not None:
        return in_utc(conversation.closed_at)
    return last_done_at(history)


def _requester(conversation: Conversation) -> Person | None:
    """Return the primary customer; where that is but an id, the customer who began or wrote."""
    primary = part_of(conversation.primary_customer, Person)
    creator = part_of(conversation.created_by, Person)
    people = [primary, creator if creator and creator.is_customer else None]
    people += [thread.customer for thread in conversation.threads if thread.type == "customer"]
    named = (person for person in people if person is not None and person.known_as)
    return next(named, primary)


def _page(conversation: Conversation) -> str | None:
    """Return the page in the inbox, which is the same for every account of Help Scout."""
    links = part_of(conversation.links, Links)
    web = part_of(links.web, Link) if links is not None else None
    if web is not None and (page := page_of(web.href)) is not None:
        return page
    if conversation.number is None:
        return None
    return page_of(_PAGE.format(conversation.id, conversation.number))


_LAYOUTS: tuple[Layout[Any], ...] = (
    PageLayout(
        "_embedded.conversations.item",
        frozenset(("conversations",)),
        Conversation,
        _records,
        around="_embedded",
    ),
    *(Layout(ANYWHERE, signs, Conversation, _records) for signs in _SIGNS),
    PageLayout(ANYWHERE, frozenset(("threads",)), Conversation, _records, around="_embedded"),
)

HELPSCOUT = LateThreadReader(
    name="helpscout",
    kind=ExportKind.TICKETS,
    title="Help Scout conversations",
    system_name="helpscout",
    layouts=_LAYOUTS,
)
