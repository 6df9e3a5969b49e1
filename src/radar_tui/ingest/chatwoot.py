"""Reads Chatwoot's JSON: conversations and messages of its API, and the events of its webhooks."""

from collections.abc import Iterable, Iterator
from datetime import datetime

from radar_tui.domain.records import (
    HistoryField,
    SourceHistory,
    SourceMessage,
    SourceRecord,
    SourceThread,
    SourceTicket,
    TicketStatus,
)
from radar_tui.ingest.chatwoot_messages import messages_of, rating_of
from radar_tui.ingest.chatwoot_shapes import Conversation, Entry, Message, Meta, moment
from radar_tui.ingest.json_reader import ANYWHERE, Layout
from radar_tui.ingest.late_threads import LateThreadReader
from radar_tui.ingest.left_out import ToldBy
from radar_tui.ingest.loose import address_of, entries_of, inner, line_of, needed_id
from radar_tui.ingest.page_layout import PageLayout
from radar_tui.ingest.reader import ExportKind
from radar_tui.ingest.ticket_fields import Fields, fields_in
from radar_tui.ingest.values import storable

_STATUSES = {
    "open": TicketStatus.OPEN,
    "pending": TicketStatus.PENDING,
    "bot": TicketStatus.PENDING,  # An older name of pending.
    "snoozed": TicketStatus.ON_HOLD,
    "resolved": TicketStatus.SOLVED,
}
_TOLD_BY: ToldBy = {
    "assignee": ("meta",),
    "priority": ("priority",),
    "subject": ("additional_attributes",),
    "tags": ("labels",),
}
_READ_EVENTS = ("conversation_", "message_")


def _records(entry: Entry) -> Iterator[SourceRecord]:
    """Yield a conversation and the messages that are known of it, or messages alone.

    Chatwoot never gives a whole thread with its conversation, only its last messages: they come
    apart, so that they are kept whichever version of the conversation is the newest.

    Raises:
        ValueError: no id, no time, or a status that Chatwoot does not have.
    """
    if entry.conversation is not None:
        told = [entry.message] if entry.message_type is not None else []
        yield from _conversation(entry.conversation, [*(entry.conversation.messages or ()), *told])
    elif entry.conversation_id is not None and entry.message_type is not None:
        yield SourceThread(needed_id(entry.conversation_id), messages_of([entry.message], Meta()))
    elif entry.event is None or entry.event.startswith(_READ_EVENTS):
        yield from _conversation(entry, entry.messages or [])


def _conversation(conversation: Conversation, told: list[Message]) -> Iterator[SourceRecord]:
    if conversation.id is None:
        raise ValueError("no id")
    status = _STATUSES.get((conversation.status or "").lower())
    if status is None:
        raise ValueError("unknown status, expected open, pending, snoozed or resolved")
    meta = conversation.meta or Meta()
    messages = messages_of(told, meta)
    history = _history(conversation, meta)
    ticket_id = needed_id(conversation.id)
    created_at, updated_at = _times(conversation, messages, history)
    contact, assignee = meta.sender, meta.assignee
    satisfaction = rating_of(told)
    solved_at = None if status.is_open else _solved_at(history)
    yield SourceTicket(
        external_id=ticket_id,
        subject=line_of(inner(conversation.additional_attributes, "mail_subject")) or "",
        status=status,
        created_at=created_at,
        updated_at=updated_at,
        account=_company(conversation),
        requester=line_of(contact.label) if contact else None,
        requester_email=address_of(contact.email) if contact else None,
        assignee=line_of(assignee.label) if assignee else None,
        priority=line_of(conversation.priority),
        solved_at=solved_at,
        tags=tuple(map(storable, conversation.labels or ())),
        satisfaction=satisfaction,
        fields=_fields(conversation),
        untold=_untold(
            conversation,
            rated=satisfaction is not None,
            untimed=not status.is_open and solved_at is None,
        ),
    )
    if messages or history:
        yield SourceThread(ticket_id, messages, history)


def _untold(conversation: Conversation, *, rated: bool, untimed: bool) -> frozenset[str]:
    """Name what is said nothing of; `untimed` is what was resolved at no known time.

    A rating stands in one of the messages, of which few are there. Where those who take part are
    told without an assignee, nobody is assigned.
    """
    contact = conversation.meta.sender if conversation.meta is not None else None
    also = {
        "account": contact is None or contact.additional_attributes is None,
        "requester": contact is None or not contact.label,
        "requester_email": contact is None or not contact.email,
        "satisfaction": not rated,
        "solved_at": untimed,
    }
    return conversation.untold(_TOLD_BY) | {name for name, is_so in also.items() if is_so}


def _fields(conversation: Conversation) -> Fields:
    """Return what the team itself notes about a conversation."""
    noted = conversation.custom_attributes
    return fields_in(noted if isinstance(noted, dict) else {})


def _company(conversation: Conversation) -> str | None:
    """Return the contact's company; the account of an event is the help desk's own."""
    contact = conversation.meta.sender if conversation.meta else None
    return line_of(inner(contact.additional_attributes, "company_name")) if contact else None


def _times(
    conversation: Conversation,
    messages: tuple[SourceMessage, ...],
    history: tuple[SourceHistory, ...],
) -> tuple[datetime, datetime]:
    """Return when a conversation began and when it last changed.

    Older webhooks do not say the first: the earliest message that is known stands in.

    Raises:
        ValueError: nothing tells when it began.
    """
    created_at = moment(conversation.created_at) or (messages[0].created_at if messages else None)
    if created_at is None:
        raise ValueError("no created_at, expected Unix seconds or ISO 8601")
    stated = (conversation.updated_at, conversation.last_activity_at, conversation.timestamp)
    known = [time for time in map(moment, stated) if time is not None]
    known += [message.created_at for message in messages]
    known += [entry.occurred_at for entry in history]
    return created_at, max([created_at, *known])


def _history(conversation: Conversation, meta: Meta) -> tuple[SourceHistory, ...]:
    """Return what an event says has changed, where it tells the time."""
    changes: dict[object, object] = {}
    for change in entries_of(conversation.changed_attributes):
        changes.update(change if isinstance(change, dict) else {})
    at = moment(inner(changes, "updated_at", "current_value")) or moment(conversation.updated_at)
    if at is None:
        return ()
    return tuple(SourceHistory(field, value, at) for field, value in _changes(changes, meta))


def _changes(changes: dict[object, object], meta: Meta) -> Iterator[tuple[HistoryField, str]]:
    """Yield what changed; a changed list of labels is several changes."""
    status = _STATUSES.get(str(inner(changes, "status", "current_value")).lower())
    if status is not None:
        yield HistoryField.STATUS, str(status)
    if "assignee_id" in changes:
        yield HistoryField.ASSIGNEE, _assignee(inner(changes, "assignee_id", "current_value"), meta)
    before = _labels(inner(changes, "label_list", "previous_value"))
    after = _labels(inner(changes, "label_list", "current_value"))
    for label in sorted(after - before):
        yield HistoryField.TAG_ADDED, label
    for label in sorted(before - after):
        yield HistoryField.TAG_REMOVED, label


def _assignee(value: object, meta: Meta) -> str:
    """Return how an assignee is shown; empty for nobody."""
    if not isinstance(value, int | str):
        return ""
    assignee = meta.assignee
    is_named = assignee is not None and str(assignee.id) == str(value)
    label = assignee.label if assignee is not None and is_named else None
    return storable(label or str(value))


def _labels(value: object) -> set[str]:
    return {storable(label) for label in entries_of(value) if isinstance(label, str)}


def _solved_at(history: Iterable[SourceHistory]) -> datetime | None:
    """Return when the conversation was resolved, where this very event tells of it."""
    return next(
        (entry.occurred_at for entry in history if entry.value == TicketStatus.SOLVED), None
    )


_BESIDE_CONVERSATIONS = frozenset(("all_count",))
_BESIDE_MESSAGES = frozenset(("agent_last_seen_at", "labels"))
_SIGNS = (
    frozenset(("can_reply", "inbox_id", "status")),
    frozenset(("id", "messages", "meta")),
    frozenset(("conversation", "event", "message_type")),
    frozenset(("account", "content_attributes")),
    frozenset(("content_type", "conversation_id", "inbox_id", "message_type")),
)
"""Names of conversations, events and messages that no other help desk has together.

Several, because a long message may fill all that recognition looks at.
"""

CHATWOOT = LateThreadReader(
    name="chatwoot",
    kind=ExportKind.TICKETS,
    title="Chatwoot JSON",
    system_name="chatwoot",
    layouts=(
        PageLayout("data.payload.item", _BESIDE_CONVERSATIONS, Entry, _records, around="data.meta"),
        PageLayout("payload.item", _BESIDE_CONVERSATIONS, Entry, _records, around="meta"),
        PageLayout("payload.item", _BESIDE_MESSAGES, Entry, _records, around="meta"),
        Layout("payload.item", _SIGNS[0], Entry, _records),
        *(Layout(ANYWHERE, signs, Entry, _records) for signs in _SIGNS),
    ),
)
"""Reader of conversations, messages and events, in any mixture of them."""
