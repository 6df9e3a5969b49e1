"""Source records: what an importer reads from a system's export, before any of it is stored."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import TypeAlias


class AuthorRole(StrEnum):
    """Who wrote a message."""

    CUSTOMER = "customer"
    AGENT = "agent"
    SYSTEM = "system"


class TicketStatus(StrEnum):
    """Where a ticket stands, across all help desks."""

    NEW = "new"
    OPEN = "open"
    PENDING = "pending"
    ON_HOLD = "on-hold"
    SOLVED = "solved"
    CLOSED = "closed"
    DELETED = "deleted"

    @property
    def is_open(self) -> bool:
        """Whether the customer still expects something: neither solved, closed nor deleted."""
        return self not in (TicketStatus.SOLVED, TicketStatus.CLOSED, TicketStatus.DELETED)


class Noise(StrEnum):
    """Why a ticket or message is left out of counts."""

    AUTO_REPLY = "auto-reply"
    BOUNCE = "bounce"
    SPAM = "spam"
    TEST = "test"
    MERGED = "merged"
    DUPLICATE = "duplicate"


class EventKind(StrEnum):
    """What a monitoring event measures."""

    CONNECTION_FAILURE = "connection-failure"
    LATENCY = "latency"
    ERROR = "error"
    UPTIME = "uptime"
    OUT_OF_BOUNDS = "out-of-bounds"
    LOG_ANOMALY = "log-anomaly"


class HistoryField(StrEnum):
    """Which property of a ticket a history entry records."""

    STATUS = "status"
    ASSIGNEE = "assignee"
    TAG_ADDED = "tag-added"
    TAG_REMOVED = "tag-removed"
    SATISFACTION = "satisfaction"


class TagKind(StrEnum):
    """The three kinds of tag of template section 3."""

    FEATURE_AREA = "feature-area"
    ROOT_CAUSE = "root-cause"
    ESCALATION_REASON = "escalation-reason"


DESCRIPTION_ID = "description"
"""The id of a message that stands in for a thread: a ticket's description, exported without it.

Once any other message of the ticket is known, the stand-in repeats its first one and goes.
"""


MAY_BE_UNTOLD = frozenset(
    (
        "account",
        "assignee",
        "merged_into",
        "noise",
        "priority",
        "requester",
        "requester_email",
        "satisfaction",
        "solved_at",
        "subject",
        "tags",
        "url",
    )
)
"""The properties of a ticket that an export may say nothing of."""


@dataclass(frozen=True, slots=True)
class SourceMessage:
    """One entry of a ticket's thread as the source holds it.

    `body` is the source's own text, HTML where `is_html`; it is cleaned once, when stored.
    """

    external_id: str
    author_role: AuthorRole
    author: str
    created_at: datetime
    body: str
    public: bool = True
    is_html: bool = False
    headers: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class SourceHistory:
    """One change of a ticket that the source's own history records."""

    field: HistoryField
    value: str
    occurred_at: datetime


@dataclass(frozen=True, slots=True)
class SourceTicket:
    """One support case as a help desk's export holds it.

    `updated_at` decides which of two versions is newer. `account` is the organisation's name or
    external id as the source gives it; where it is None the requester's e-mail domain decides.
    `fields` are the names and values of what else it says (group, custom fields, the status in the
    help desk's own words); rules make tags of them, and they are not kept.

    None and () mean that there is none. What an export says nothing of is named in `untold`: it
    stays as another version told it, and what stands here counts only where none has.
    """

    external_id: str
    subject: str
    status: TicketStatus
    created_at: datetime
    updated_at: datetime
    url: str | None = None
    account: str | None = None
    requester: str | None = None
    requester_email: str | None = None
    assignee: str | None = None
    priority: str | None = None
    solved_at: datetime | None = None
    tags: tuple[str, ...] = ()
    merged_into: str | None = None
    noise: Noise | None = None
    satisfaction: str | None = None
    messages: tuple[SourceMessage, ...] = ()
    history: tuple[SourceHistory, ...] = ()
    fields: tuple[tuple[str, str], ...] = ()
    untold: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class SourceThread:
    """Messages and history that come apart from their ticket (comments, audits)."""

    ticket_external_id: str
    messages: tuple[SourceMessage, ...] = ()
    history: tuple[SourceHistory, ...] = ()


@dataclass(frozen=True, slots=True)
class SourceAccount:
    """One customer organisation. `tier` is the ARR tier 1-5, 5 the largest; None follows `arr`."""

    external_id: str
    name: str
    arr: float | None = None
    tier: int | None = None
    segment: str | None = None
    am: str | None = None
    csm: str | None = None
    se: str | None = None
    zone: str | None = None
    domains: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SourcePerson:
    """One teammate. `tier` is the support tier (1, 2, 3), `zone` an IANA time zone name."""

    email: str
    name: str
    roles: tuple[str, ...] = ()
    tier: int | None = None
    zone: str | None = None


@dataclass(frozen=True, slots=True)
class SourceEvent:
    """One version of an operational fact from monitoring; several are one event by `external_id`.

    It began at `occurred_at` and was over at `ended_at`; None says that it went on. `updated_at`
    decides which of two versions is newer; where the source does not say it, the end or else the
    beginning does. `labels` are its identity besides kind and source. What a version says nothing
    of is named in `untold`, as in tickets.

    `subject` is what failed, where the source tells of its recovery apart (`SourceRecovery`). Such
    an event ends with the first recovery that is not before its newest version.
    """

    external_id: str
    kind: EventKind
    source: str
    occurred_at: datetime
    feature_area: str | None = None
    account: str | None = None
    value: float | None = None
    unit: str | None = None
    labels: tuple[tuple[str, str], ...] = field(default=())
    title: str | None = None
    url: str | None = None
    ended_at: datetime | None = None
    updated_at: datetime | None = None
    subject: str | None = None
    untold: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class SourceRecovery:
    """Word that what had failed is well again: it ends the events of its subject."""

    subject: str
    occurred_at: datetime


@dataclass(frozen=True, slots=True)
class SourceTag:
    """One term of the controlled vocabulary; `aliases` are the help desk's own spellings of it."""

    name: str
    kind: TagKind
    label: str
    aliases: tuple[str, ...] = ()


SourceRecord: TypeAlias = (
    SourceTicket
    | SourceThread
    | SourceAccount
    | SourcePerson
    | SourceTag
    | SourceEvent
    | SourceRecovery
)


@dataclass(frozen=True, slots=True)
class Reject:
    """A record that could not be read: where it stands, why, and the record itself.

    `position` is the line number (CSV, JSON lines) or the ordinal of the record, from 1.
    `record` is customer text: it goes to the reject report only, never to a log or a message.
    """

    position: int
    reason: str
    record: str
