"""Reads Freshdesk's JSON: tickets of both versions of its API, account exports, conversations."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from email.utils import parseaddr
from typing import Any

from radar_tui.domain.records import (
    AuthorRole,
    HistoryField,
    Noise,
    SourceHistory,
    SourceMessage,
    SourceThread,
    SourceTicket,
    TicketStatus,
)
from radar_tui.ingest.freshdesk_shapes import (
    Conversation,
    OldTicket,
    Rating,
    Ticket,
    id_in,
    is_set,
    names_in,
    time_in,
)
from radar_tui.ingest.json_reader import ANYWHERE, Layout
from radar_tui.ingest.late_threads import LateThreadReader
from radar_tui.ingest.left_out import ToldBy
from radar_tui.ingest.loose import address_of, inner, line_of
from radar_tui.ingest.reader import ExportKind
from radar_tui.ingest.ticket_fields import Fields, fields_in
from radar_tui.ingest.values import status_of, storable

SYSTEM = "freshdesk"
OPENING_ID = "ticket"
"""The id of the message made of a description.

Freshdesk gives it none and never repeats it among the conversations, so it is no stand-in.
"""

_STATUS = {
    "2": TicketStatus.OPEN,
    "3": TicketStatus.PENDING,
    "4": TicketStatus.SOLVED,
    "5": TicketStatus.CLOSED,
}
_CUSTOM_STATUS = {"6": TicketStatus.PENDING, "7": TicketStatus.ON_HOLD}
"""Waiting on Customer and Waiting on Third Party, which every new account has."""
_NUMBER = re.compile(r"-?[0-9]{1,9}")
_PRIORITY = {1: "low", 2: "medium", 3: "high", 4: "urgent"}
_OUTBOUND = 10
"""The source of a ticket that an agent began by writing to the customer."""
_SAMPLE_TEXT = "This is a sample ticket, feel free to delete it."
_MERGED_INTO = re.compile(r"\bclosed and merged into ticket #?(\d{1,20})\b")
_STATED_TIMES = {
    "resolved_at": TicketStatus.SOLVED,
    "closed_at": TicketStatus.CLOSED,
    "reopened_at": TicketStatus.OPEN,
    "pending_since": TicketStatus.PENDING,
}
_MAIN_QUESTION = "default_question"
_RATINGS = {101: "good", 102: "good", 103: "good", -101: "bad", -102: "bad", -103: "bad"}
_TOLD_BY: ToldBy = {
    "account": ("company", "company_id"),
    "assignee": ("responder_id", "responder_name"),
    "priority": ("priority",),
    "satisfaction": (),
    "subject": ("subject",),
    "tags": ("tags",),
}
_NOT_A_TIME = "created_at is not a time such as 2026-03-01T09:30:00Z"


@dataclass(frozen=True, slots=True)
class _Cast:
    """The requester and the assignee of a ticket, by id and by the name they are shown with."""

    requester_id: str | None = None
    requester: str | None = None
    assignee_id: str | None = None
    assignee: str | None = None

    def name(self, user_id: str | None) -> str | None:
        """Return the name of one of the two; None for anybody else."""
        if user_id is None:
            return None
        named = {self.assignee_id: self.assignee, self.requester_id: self.requester}
        return named.get(user_id)


def ticket_of(ticket: Ticket) -> Iterator[SourceTicket]:
    """Yield the record of one ticket; a deleted one comes without its text.

    Raises:
        ValueError, OverflowError: no id, no status, or no time of creation.
    """
    number = id_in(ticket.number)
    if number is None:
        raise ValueError("no id")
    created_at = time_in(ticket.created_at)
    if created_at is None:
        raise ValueError(_NOT_A_TIME)
    status = TicketStatus.DELETED if is_set(ticket.deleted) else _status(ticket)
    cast = _cast(ticket)
    messages = _messages(ticket, created_at, cast)
    history = _history(ticket.stats, status)
    times = [*(m.created_at for m in messages), *(entry.occurred_at for entry in history)]
    merged_into = _merged_into(ticket, status)
    solved_at = None if status.is_open else _solved_at(ticket.stats)
    noise = _noise(ticket, merged_into)
    yield SourceTicket(
        external_id=number,
        subject=line_of(ticket.subject) or "",
        status=status,
        created_at=created_at,
        updated_at=time_in(ticket.updated_at) or max([created_at, *times]),
        account=line_of(inner(ticket.company, "name")) or id_in(ticket.company_id),
        requester=cast.requester,
        requester_email=address_of(inner(ticket.requester, "email")),
        assignee=cast.assignee,
        priority=_priority(ticket.priority),
        solved_at=solved_at,
        tags=names_in(ticket.tags),
        merged_into=merged_into,
        noise=noise,
        messages=() if status is TicketStatus.DELETED else messages,
        history=history,
        fields=_fields(ticket),
        untold=_untold(ticket, status, noise, untimed=not status.is_open and solved_at is None),
    )


def _untold(
    ticket: Ticket, status: TicketStatus, noise: Noise | None, *, untimed: bool
) -> frozenset[str]:
    """Name what a ticket's record says nothing of; `untimed` is one solved at no known time.

    The bare id of a company or a requester takes away no name or address that another export gave.
    What a closed ticket was merged into stands in its thread.
    """
    names = (inner(ticket.requester, "name"), ticket.requester_name)
    email = address_of(inner(ticket.requester, "email"))
    may_be_merged = status is TicketStatus.CLOSED and not ticket.thread
    company = line_of(inner(ticket.company, "name"))
    also = {
        "account": company is None and id_in(ticket.company_id) is not None,
        "requester": email is None and not any(map(line_of, names)),
        "requester_email": email is None,
        "solved_at": untimed,
        "merged_into": may_be_merged,
        "noise": noise is None and (may_be_merged or not ticket.has("spam")),
    }
    return ticket.untold(_TOLD_BY) | {name for name, is_untold in also.items() if is_untold}


def thread_of(conversation: Conversation) -> Iterator[SourceThread]:
    """Yield the thread of one conversation that came apart from its ticket.

    Raises:
        ValueError: it does not say whose it is, or has no id or no time.
    """
    number = id_in(conversation.ticket_id)
    if number is None:
        raise ValueError("a conversation without ticket_id")
    yield SourceThread(number, (_message(conversation, _Cast()),))


def rating_of(rating: Rating) -> Iterator[SourceThread]:
    """Yield a survey's answer as an entry of its ticket's history; a neutral one says nothing.

    Raises:
        ValueError: it does not say whose it is, or has no time.
    """
    number = id_in(rating.ticket_id)
    if number is None:
        raise ValueError("a rating without ticket_id")
    at = time_in(rating.updated_at) or time_in(rating.created_at)
    if at is None:
        raise ValueError(_NOT_A_TIME)
    answer = inner(rating.ratings, _MAIN_QUESTION)
    word = _RATINGS.get(answer) if isinstance(answer, int) else None
    if word is not None:
        yield SourceThread(number, history=(SourceHistory(HistoryField.SATISFACTION, word, at),))


def _status(ticket: Ticket) -> TicketStatus:
    """Read the status: the numbers up to 5 are fixed, others are the account's own.

    An own one is read by its name where the export gives it. Otherwise it is open: Freshdesk
    counts a ticket as unresolved in every status but Resolved and Closed.

    Raises:
        ValueError: no status, or a number that Freshdesk does not give.
    """
    status = id_in(ticket.status)
    if status is None:
        raise ValueError("no status")
    if status in _STATUS:
        return _STATUS[status]
    is_number = _NUMBER.fullmatch(status) is not None
    if is_number and int(status) <= 1:
        raise ValueError("unknown status, expected one of Freshdesk's numbers, which begin at 2")
    name = line_of(ticket.status_name) if is_number else status
    named = status_of(name) if name is not None else None
    return named or _CUSTOM_STATUS.get(status, TicketStatus.OPEN)


def _fields(ticket: Ticket) -> Fields:
    """Return what the account defines itself: its fields, groups and products, its statuses."""
    own: dict[str, object] = {
        "status": ticket.status_name,
        "type": ticket.problem_type,
        "group": ticket.group_name or ticket.group_id,
        "product": ticket.product_id,
        "escalated": ticket.escalated,
    }
    return fields_in(own | ticket.own_fields)


def _priority(value: object) -> str | None:
    return _PRIORITY.get(value) if isinstance(value, int) else None


def _cast(ticket: Ticket) -> _Cast:
    requester_id = id_in(inner(ticket.requester, "id")) or id_in(ticket.requester_id)
    names = (inner(ticket.requester, "name"), ticket.requester_name)
    email = address_of(inner(ticket.requester, "email"))
    requester = next((name for value in names if (name := line_of(value))), None)
    assignee_id = id_in(ticket.responder_id)
    return _Cast(
        requester_id,
        requester or email or requester_id,
        assignee_id,
        line_of(ticket.responder_name) or assignee_id,
    )


def _messages(ticket: Ticket, created_at: datetime, cast: _Cast) -> tuple[SourceMessage, ...]:
    """Return the description and what was written after it, oldest first."""
    messages = [_message(conversation, cast) for conversation in ticket.thread]
    body = ticket.html or ticket.plain
    if body:
        is_outbound = ticket.source == _OUTBOUND
        author = cast.assignee if is_outbound else cast.requester
        messages.append(
            SourceMessage(
                external_id=OPENING_ID,
                author_role=AuthorRole.AGENT if is_outbound else AuthorRole.CUSTOMER,
                author=author or "",
                created_at=created_at,
                body=storable(body),
                is_html=bool(ticket.html),
            )
        )
    messages.sort(key=lambda message: (message.created_at, message.external_id != OPENING_ID))
    return tuple(messages)


def _message(conversation: Conversation, cast: _Cast) -> SourceMessage:
    own_id = id_in(conversation.id)
    created_at = time_in(conversation.created_at)
    if own_id is None or created_at is None:
        raise ValueError("a conversation without id or created_at")
    return SourceMessage(
        external_id=own_id,
        author_role=_role(conversation, cast),
        author=_author(conversation, cast),
        created_at=created_at,
        body=storable(conversation.html or conversation.plain or ""),
        public=not conversation.private,
        is_html=bool(conversation.html),
    )


def _role(conversation: Conversation, cast: _Cast) -> AuthorRole:
    """Tell who wrote: what came in is the customer's, the rest the team's, or nobody's.

    What came in as a private note is the answer of a third party that a ticket was forwarded to,
    unless the requester wrote it; in doubt it is an agent, whose words are never scored.
    """
    user_id = id_in(conversation.user_id)
    if conversation.incoming:
        is_requester = user_id is not None and user_id == cast.requester_id
        is_customer = is_requester or not conversation.private
        return AuthorRole.CUSTOMER if is_customer else AuthorRole.AGENT
    return AuthorRole.SYSTEM if user_id is None else AuthorRole.AGENT


def _author(conversation: Conversation, cast: _Cast) -> str:
    """Return how an author is shown; an answer's `from_email` is the mailbox of the team."""
    user_id = id_in(conversation.user_id)
    known = cast.name(user_id)
    if known is not None:
        return known
    if conversation.incoming:
        name, address = parseaddr(line_of(conversation.from_email) or "")
        return name or address or user_id or ""
    return user_id or "system"


def _history(stats: object, status: TicketStatus) -> tuple[SourceHistory, ...]:
    """Return the changes of status that Freshdesk keeps the times of, oldest first."""
    found = [(stated, time_in(inner(stats, name))) for name, stated in _STATED_TIMES.items()]
    known = {stated: at for stated, at in found if at is not None}
    changed_at = time_in(inner(stats, "status_updated_at"))
    if changed_at is not None and status is not TicketStatus.DELETED:
        known.setdefault(status, changed_at)
    history = [SourceHistory(HistoryField.STATUS, str(stated), at) for stated, at in known.items()]
    return tuple(sorted(history, key=lambda entry: entry.occurred_at))


def _solved_at(stats: object) -> datetime | None:
    return time_in(inner(stats, "resolved_at")) or time_in(inner(stats, "closed_at"))


def _merged_into(ticket: Ticket, status: TicketStatus) -> str | None:
    """Return the ticket that a merged one went into, as the note that Freshdesk adds says."""
    if status is not TicketStatus.CLOSED:
        return None
    notes = (entry for entry in ticket.thread if not entry.incoming)
    texts = (entry.plain or entry.html or "" for entry in notes)
    found = [match[1] for text in texts if (match := _MERGED_INTO.search(text))]
    return found[-1] if found else None


def _noise(ticket: Ticket, merged_into: str | None) -> Noise | None:
    """Tell what Freshdesk itself says: spam, merged, or the sample ticket of a new account."""
    if is_set(ticket.spam):
        return Noise.SPAM
    if merged_into is not None:
        return Noise.MERGED
    is_sample = (ticket.plain or "").strip() == _SAMPLE_TEXT
    return Noise.TEST if is_sample else None


_TICKET_NAMES = frozenset(("requester_id", "responder_id"))
_OLD_NAMES = ("frDueBy", "display_id", "ticket_type")
"""Names of version 1 any of which tells its tickets from those of version 2."""
_OTHER_PRODUCT = frozenset(("department_id", "requested_for_id"))
"""Names in the tickets of Freshservice, which is another help desk of the same maker."""
_OLD_PLACES = (ANYWHERE, "results.item", "helpdesk_ticket", "item.helpdesk_ticket")
_PLACES = (ANYWHERE, "results.item")


def _layouts() -> tuple[Layout[Any], ...]:
    old = [
        Layout(place, _TICKET_NAMES | {name}, OldTicket, ticket_of, _OTHER_PRODUCT)
        for place in _OLD_PLACES
        for name in _OLD_NAMES
    ]
    new = [Layout(place, _TICKET_NAMES, Ticket, ticket_of, _OTHER_PRODUCT) for place in _PLACES]
    told = frozenset(("incoming", "private", "ticket_id"))
    rated = frozenset(("ratings", "survey_id", "ticket_id"))
    return (
        *old,
        *new,
        Layout(ANYWHERE, told, Conversation, thread_of),
        Layout(ANYWHERE, rated, Rating, rating_of),
    )


FRESHDESK = LateThreadReader(
    name="freshdesk",
    kind=ExportKind.TICKETS,
    title="Freshdesk JSON",
    system_name=SYSTEM,
    layouts=_layouts(),
)
