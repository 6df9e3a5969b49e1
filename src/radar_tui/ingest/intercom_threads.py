"""Intercom's parts -> messages and history of a conversation or a ticket."""

from collections.abc import Iterable, Iterator
from datetime import datetime

from radar_tui.domain.records import (
    AuthorRole,
    HistoryField,
    SourceHistory,
    SourceMessage,
    TicketStatus,
)
from radar_tui.ingest.intercom_shapes import Entry, Part, Person, Source, moment
from radar_tui.ingest.loose import line_of, needed_id, part_of
from radar_tui.ingest.values import status_of, storable

_CUSTOMERS = frozenset(("user", "lead", "contact", "visitor"))
_TEAM = frozenset(("admin", "team"))
_AUTOMATIC = frozenset(("automated", "campaigns_initiated", "operator_initiated"))
"""How Intercom calls the delivery of messages that nobody typed for this customer."""
_REPLIES = frozenset(("comment", "quick_reply", "open", "close", "snoozed", "unsnoozed"))
"""Parts whose body everybody reads: a reply may open, close or snooze in the same step."""
_STATUS_AFTER = {
    "assign_and_reopen": TicketStatus.OPEN,
    "assign_and_unsnooze": TicketStatus.OPEN,
    "close": TicketStatus.CLOSED,
    "note_and_reopen": TicketStatus.OPEN,
    "note_and_unsnooze": TicketStatus.OPEN,
    "open": TicketStatus.OPEN,
    "snoozed": TicketStatus.ON_HOLD,
    "timer_unsnooze": TicketStatus.OPEN,
    "unsnoozed": TicketStatus.OPEN,
}
TICKET_STATES = {
    "submitted": TicketStatus.NEW,
    "in_progress": TicketStatus.OPEN,
    "waiting_on_customer": TicketStatus.PENDING,
    "resolved": TicketStatus.SOLVED,
}
"""The categories of ticket states; the names of states are the team's own."""
_TICKET_STATE_CHANGE = "ticket_state_updated"


def role_of(author: Person | None) -> AuthorRole:
    """Tell who wrote. What is neither contact nor teammate is a bot or a workflow."""
    if author is None or author.from_ai_agent is True or author.is_ai_answer is True:
        return AuthorRole.SYSTEM
    if author.type in _CUSTOMERS:
        return AuthorRole.CUSTOMER
    # Intercom's bot, called Operator, is a teammate in older payloads; its address tells it.
    address = author.address or ""
    is_operator = address.startswith("operator+") and address.endswith("@intercom.io")
    return AuthorRole.AGENT if author.type in _TEAM and not is_operator else AuthorRole.SYSTEM


def opening_message(entry: Entry, created_at: datetime) -> SourceMessage | None:
    """Return the message that began a conversation, or a ticket's description; None for none."""
    if entry.is_ticket:
        return None
    source = entry.opening
    if source is None or not (source.body or source.attachments):
        return None
    return SourceMessage(
        external_id=needed_id(source.id or f"{entry.id}-source"),
        author_role=_opening_role(source),
        author=_label(source.author),
        created_at=created_at,
        body=storable(source.body or ""),
        is_html=True,
    )


def description_message(
    entry: Entry, text: str, author: str | None, created_at: datetime
) -> SourceMessage:
    """Return a ticket's description, which no part repeats, as its first message.

    Who wrote it is not told. A ticket of the category `Customer` speaks for its contact; the other
    categories are for the team alone.
    """
    for_team = isinstance(entry.category, str) and entry.category.lower() != "customer"
    return SourceMessage(
        external_id=storable(f"{entry.id}-description"),
        author_role=AuthorRole.AGENT if for_team else AuthorRole.CUSTOMER,
        author=author or "",
        created_at=created_at,
        body=text,
        public=not for_team,
    )


def _opening_role(source: Source) -> AuthorRole:
    role = role_of(source.author)
    is_automatic = isinstance(source.delivered_as, str) and source.delivered_as in _AUTOMATIC
    return AuthorRole.SYSTEM if role is AuthorRole.AGENT and is_automatic else role


def part_messages(parts: Iterable[Part]) -> Iterator[SourceMessage]:
    """Yield the parts that say something; changes without words are history only.

    Raises:
        ValueError, OverflowError, OSError: one has no id or no time.
    """
    for part in parts:
        is_written = part.part_type in _REPLIES or part.part_type.startswith("note")
        if not (part.body or (is_written and part.attachments)):
            continue
        role = role_of(part.author)
        is_reply = part.part_type in _REPLIES or role is AuthorRole.CUSTOMER
        is_note = part.part_type.startswith("note") or "assign" in part.part_type
        if not is_reply and not is_note:
            role = AuthorRole.SYSTEM  # Words of a workflow, an attribute or a rating request.
        yield SourceMessage(
            external_id=needed_id(part.id),
            author_role=role,
            author=_label(part.author),
            created_at=_time_of(part),
            body=storable(part.body or ""),
            # What a teammate writes when assigning is meant for the next one.
            public=not is_note,
            is_html=True,
        )


def history_of(entry: Entry, label_of: dict[str, str]) -> tuple[SourceHistory, ...]:
    """Return the changes of status and assignee, and when tags were set, oldest first."""
    parts = sorted(entry.parts, key=_time_of)
    history = [*_statuses(parts), *_assignees(parts, label_of)]
    for tag in entry.tag_list:
        if (applied_at := moment(tag.applied_at)) is not None:
            history.append(
                SourceHistory(HistoryField.TAG_ADDED, storable(tag.name or ""), applied_at)
            )
    history.sort(key=lambda change: change.occurred_at)
    return tuple(history)


def _statuses(parts: Iterable[Part]) -> Iterator[SourceHistory]:
    """Yield the changes of status, as a part's type says or as the state after it does.

    The first state that a part merely mentions is no change.
    """
    current: TicketStatus | None = None
    for part in parts:
        told = _STATUS_AFTER.get(part.part_type)
        if part.part_type.startswith(_TICKET_STATE_CHANGE):
            told = TICKET_STATES.get(line_of(part.ticket_state) or "")
        status = told or status_of(line_of(part.state) or "")
        # A ticket's own states say more than the state of the conversation around it.
        if status is None or (told is None and part.ticket_state is not None):
            continue
        if status is not current and (told is not None or current is not None):
            yield SourceHistory(HistoryField.STATUS, str(status), _time_of(part))
        current = status


def _assignees(parts: Iterable[Part], label_of: dict[str, str]) -> Iterator[SourceHistory]:
    """Yield the changes of the teammate; a team alone does not change who works on it."""
    for part in parts:
        if "assign" not in part.part_type:
            continue
        found = part_of(part.assigned_to, Person)
        key = found.key if found is not None and found.type == "admin" else None
        if found is None or key is not None or found.type == "nobody_admin":
            value = (found.known_as if found else None) or label_of.get(key or "", key or "")
            value = value if key is not None else ""
            yield SourceHistory(HistoryField.ASSIGNEE, value, _time_of(part))


def _time_of(part: Part) -> datetime:
    at = moment(part.created_at)
    if at is None:
        raise ValueError("a part without created_at")
    return at


def _label(author: Person | None) -> str:
    return (author.label if author else None) or "system"
