"""The values of a generated demo world, as its help desk and its monitoring would hold them."""

from dataclasses import dataclass
from datetime import datetime

from radar_tui.domain.records import AuthorRole, EventKind, Noise, TagKind


@dataclass(frozen=True, slots=True)
class Author:
    """Someone who writes messages. `user_id` is the help desk's own number for the person."""

    user_id: int
    name: str
    role: AuthorRole
    email: str | None = None


@dataclass(frozen=True, slots=True)
class Requester:
    """A customer's employee. `language` is the ISO 639-1 code of the mails this person writes."""

    author: Author
    title: str
    language: str

    @property
    def email(self) -> str:
        """The address the person writes from."""
        return self.author.email or ""


@dataclass(frozen=True, slots=True)
class Account:
    """A customer organisation. `arr` is in EUR a year, `tier` 1-5 with 5 the largest."""

    organization_id: int
    name: str
    arr: int
    tier: int
    segment: str
    am: str
    csm: str
    se: str
    zone: str
    domains: tuple[str, ...]
    requesters: tuple[Requester, ...]


@dataclass(frozen=True, slots=True)
class Teammate:
    """A person of the vendor's team; `shift` is the UTC hours (start, end) the office works."""

    author: Author
    roles: tuple[str, ...]
    tier: int | None
    zone: str
    shift: tuple[int, int]


@dataclass(frozen=True, slots=True)
class Term:
    """One term of the controlled vocabulary."""

    kind: TagKind
    name: str
    label: str
    aliases: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DemoMessage:
    """One entry of a thread; `automatic` marks what a mail server sent and no person wrote."""

    message_id: int
    at: datetime
    author: Author
    body: str
    public: bool = True
    is_html: bool = False
    automatic: bool = False


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One entry of a ticket's audit log; the values of tags are tuples, all others single."""

    at: datetime
    field: str
    previous: str | tuple[str, ...] | None
    value: str | tuple[str, ...] | None


@dataclass(frozen=True, slots=True)
class DemoTicket:
    """One support case.

    `feature_area` and `root_cause` are what the tags say in the vocabulary's own spelling, None
    where nobody tagged it. `story` names the story the ticket belongs to, `noise` why it must not
    count. `status` is in the help desk's words ("hold", not "on-hold").
    """

    ticket_id: int
    subject: str
    account: Account | None
    requester: Author
    assignee: Teammate | None
    channel: str
    priority: str
    status: str
    created_at: datetime
    updated_at: datetime
    tags: tuple[str, ...]
    messages: tuple[DemoMessage, ...]
    changes: tuple[FieldChange, ...]
    mood: str
    feature_area: str | None = None
    root_cause: str | None = None
    escalation_reason: str | None = None
    satisfaction: str | None = None
    satisfaction_comment: str | None = None
    noise: Noise | None = None
    merged_into: int | None = None
    story: str | None = None

    @property
    def is_open(self) -> bool:
        """Whether the customer still expects something."""
        return self.status not in ("solved", "closed")


@dataclass(frozen=True, slots=True)
class DemoEvent:
    """One fact from monitoring."""

    event_id: str
    kind: EventKind
    source: str
    at: datetime
    feature_area: str | None = None
    account: str | None = None
    value: float | None = None
    unit: str | None = None


@dataclass(frozen=True, slots=True)
class World:
    """Everything the demo workspace holds, as seen at `as_of`; tickets and events in time order."""

    as_of: datetime
    seed: int
    help_desk: str
    support_address: str
    accounts: tuple[Account, ...]
    people: tuple[Teammate, ...]
    vocabulary: tuple[Term, ...]
    tickets: tuple[DemoTicket, ...]
    events: tuple[DemoEvent, ...]
