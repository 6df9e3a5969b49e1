"""Turns mapped rows into tickets and messages."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import blake2b
from typing import TypeAlias

from radar_tui.domain.records import (
    DESCRIPTION_ID,
    MAY_BE_UNTOLD,
    AuthorRole,
    Reject,
    SourceMessage,
    SourceTicket,
    TicketStatus,
)
from radar_tui.ingest.left_out import untold_in
from radar_tui.ingest.mapping import TARGETS, ColumnMapping
from radar_tui.ingest.table import Row, RowError
from radar_tui.ingest.ticket_fields import cells_of
from radar_tui.ingest.values import normal_word, page_of, status_of

_ROLES = {
    "customer": AuthorRole.CUSTOMER,
    "end user": AuthorRole.CUSTOMER,
    "user": AuthorRole.CUSTOMER,
    "client": AuthorRole.CUSTOMER,
    "requester": AuthorRole.CUSTOMER,
    "contact": AuthorRole.CUSTOMER,
    "agent": AuthorRole.AGENT,
    "support": AuthorRole.AGENT,
    "staff": AuthorRole.AGENT,
    "admin": AuthorRole.AGENT,
    "system": AuthorRole.SYSTEM,
    "bot": AuthorRole.SYSTEM,
}
_MAY_BE_UNTOLD = MAY_BE_UNTOLD & frozenset(TARGETS) - {"solved_at"}
Value: TypeAlias = str | bool | datetime | tuple[str, ...]
"""What a target of a row is read as; statuses and roles are texts too."""

_YES = frozenset(("true", "yes", "y", "1", "public", "t"))
_NO = frozenset(("false", "no", "n", "0", "private", "internal", "f"))


@dataclass(frozen=True, slots=True)
class RowPlan:
    """A mapping and the columns, by lower-case name, that its targets were found in.

    Entries apart from their tickets are never attributed by guessing.
    """

    mapping: ColumnMapping
    columns: Mapping[str, str]
    guessed: bool

    def has(self, target: str) -> bool:
        """Tell whether a target has a column or a constant."""
        return target in self.columns or target in self.mapping.constants

    @property
    def has_entries(self) -> bool:
        """Whether a row is one entry of a thread, so that rows with one id belong together."""
        return self.has("message") and (self.has("message_at") or self.has("message_id"))

    @property
    def is_thread(self) -> bool:
        """Whether the rows are entries of tickets that another file describes."""
        return self.has_entries and not self.has("status") and not self.has("subject")

    def missing(self) -> tuple[str, ...]:
        """Name the targets that are needed and not there."""
        needed = ["id"] if self.is_thread else ["id", "status"]
        missing = [target for target in needed if not self.has(target)]
        if not self.has("created_at") and not self.has("message_at"):
            missing.append("message_at" if self.is_thread else "created_at")
        knows_requester = self.has("requester") or self.has("requester_email")
        is_told = self.has("message_author") and knows_requester
        knows_role = self.has("message_role") or (is_told and not (self.guessed and self.is_thread))
        if self.has_entries and not knows_role:
            missing.append("message_role")
        return tuple(missing)

    def untold(self, row: Row, *, untimed: bool) -> frozenset[str]:
        """Name the properties of a ticket that have neither a column in the row nor a constant.

        `untimed` is a ticket solved at no known time.
        """
        told_by = {
            target: (self.columns[target],) if target in self.columns else ()
            for target in _MAY_BE_UNTOLD - self.mapping.constants.keys()
        }
        return untold_in(row, told_by) | ({"solved_at"} if untimed else frozenset())

    def text(self, row: Row, target: str) -> str | None:
        """Return a target's text: its cell, or its constant where the cell is empty."""
        column = self.columns.get(target)
        value = row.text(column) if column is not None else None
        return value if value is not None else self.mapping.constants.get(target)

    def word(self, row: Row, target: str) -> str | None:
        """Return a target's text, translated where the mapping knows it."""
        value = self.text(row, target)
        return self.mapping.word(target, value) if value is not None else None

    def time(self, row: Row, target: str) -> datetime | None:
        """Return a target's time in UTC; None where the cell is empty.

        Raises:
            RowError: the cell holds no time.
        """
        value = self.text(row, target)
        if value is None:
            return None
        moment = self.mapping.time_of(value)
        if moment is None:
            raise RowError(f"{target} is not a time")
        return moment


def value_of(row: Row, plan: RowPlan, target: str) -> Value | None:
    """Read one target of a row as the import does; None where it is empty or passed over.

    Raises:
        RowError: the row is refused for what the target holds, or for holding nothing.
    """
    match target:
        case "id":
            return ticket_id(row, plan)
        case "status":
            return _status(row, plan)
        case "created_at" | "updated_at" | "solved_at" | "message_at":
            return plan.time(row, target)
        case "url":
            return page_of(plan.text(row, target))
        case "requester_email":
            return _address(plan.text(row, target))
        case "tags":
            return _tags(row, plan) or None
        case "message_role":
            return _role(row, plan) if plan.has(target) else None
        case "message_public":
            return _public(row, plan) if plan.has(target) else None
        case "priority" | "satisfaction":
            return plan.word(row, target)
    return plan.text(row, target)


def ticket_id(row: Row, plan: RowPlan) -> str:
    """Return the id of a row's ticket.

    Raises:
        RowError: there is none.
    """
    value = plan.text(row, "id")
    if value is None:
        raise RowError("no id")
    return value


def ticket_from(row: Row, plan: RowPlan, messages: Sequence[SourceMessage]) -> SourceTicket:
    """Build a ticket from its first row and its messages.

    Raises:
        RowError: the row lacks what a ticket needs, or holds a time or status that is none.
    """
    created_at = plan.time(row, "created_at")
    if created_at is None:
        created_at = min((message.created_at for message in messages), default=None)
    if created_at is None:
        raise RowError("no created_at")
    status = _status(row, plan)
    solved_at = plan.time(row, "solved_at")
    times = [created_at, *(message.created_at for message in messages)]
    return SourceTicket(
        external_id=ticket_id(row, plan),
        subject=plan.text(row, "subject") or "",
        status=status,
        created_at=created_at,
        updated_at=plan.time(row, "updated_at") or max([*times, solved_at or created_at]),
        url=page_of(plan.text(row, "url")),
        account=plan.text(row, "account"),
        requester=plan.text(row, "requester"),
        requester_email=_address(plan.text(row, "requester_email")),
        assignee=plan.text(row, "assignee"),
        priority=plan.word(row, "priority"),
        solved_at=None if status.is_open else solved_at,
        tags=_tags(row, plan),
        merged_into=plan.text(row, "merged_into"),
        satisfaction=plan.word(row, "satisfaction"),
        messages=() if status is TicketStatus.DELETED else tuple(messages),
        fields=cells_of(row),
        untold=plan.untold(row, untimed=not status.is_open and solved_at is None),
    )


def _status(row: Row, plan: RowPlan) -> TicketStatus:
    word = plan.word(row, "status")
    if word is None:
        raise RowError("no status")
    status = status_of(word)
    if status is None:
        raise RowError("unknown status; translate it in [values.status] of a column mapping")
    return status


def _tags(row: Row, plan: RowPlan) -> tuple[str, ...]:
    column = plan.columns.get("tags")
    return row.words(column, plan.mapping.tag_separators) if column is not None else ()


def _address(email: str | None) -> str | None:
    return email.lower() if email is not None and "@" in email else None


def messages_from(
    run: Sequence[Row], plan: RowPlan
) -> tuple[tuple[SourceMessage, ...], list[Reject]]:
    """Return the messages of rows with one id, oldest first, and the rows that hold none."""
    messages: list[SourceMessage] = []
    rejects: list[Reject] = []
    for row in run:
        try:
            message = _message(row, plan)
        except RowError as error:
            rejects.append(row.reject(str(error)))
            continue
        if message is not None:
            messages.append(message)
    return tuple(sorted(messages, key=lambda message: message.created_at)), rejects


def _message(row: Row, plan: RowPlan) -> SourceMessage | None:
    body = plan.text(row, "message")
    if body is None:
        return None
    at = plan.time(row, "message_at") or plan.time(row, "created_at")
    if at is None:
        raise RowError("no message_at")
    author = plan.text(row, "message_author") or plan.text(row, "requester") or ""
    return SourceMessage(
        external_id=_message_id(row, plan, at, author, body),
        author_role=_role(row, plan),
        author=author,
        created_at=at,
        body=body,
        public=_public(row, plan),
        is_html=plan.mapping.html,
    )


def _message_id(row: Row, plan: RowPlan, at: datetime, author: str, body: str) -> str:
    """Return the message's own id, else one made of what it says, the same at every import."""
    if not plan.has_entries:
        return DESCRIPTION_ID
    own = plan.text(row, "message_id")
    if own is not None:
        return own
    said = "\0".join((ticket_id(row, plan), at.isoformat(), author, body))
    return blake2b(said.encode(), digest_size=16).hexdigest()


def _role(row: Row, plan: RowPlan) -> AuthorRole:
    """Tell who wrote: as the row says, else the requester is the customer, others the team.

    Raises:
        RowError: a word that is no role.
    """
    word = plan.word(row, "message_role")
    if word is not None:
        role = _ROLES.get(normal_word(word))
        if role is None:
            raise RowError(
                "unknown message_role; translate it in [values.message_role] of a column mapping"
            )
        return role
    author = plan.text(row, "message_author")
    requesters = (plan.text(row, "requester"), plan.text(row, "requester_email"))
    is_customer = not plan.has_entries or author is None or author in requesters
    return AuthorRole.CUSTOMER if is_customer else AuthorRole.AGENT


def _public(row: Row, plan: RowPlan) -> bool:
    word = (plan.word(row, "message_public") or "yes").lower()
    if word not in _YES | _NO:
        raise RowError("message_public is neither yes nor no")
    return word in _YES
