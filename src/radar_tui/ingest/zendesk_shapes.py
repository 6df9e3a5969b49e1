"""The parts of Zendesk's JSON that are read; anything else in it is passed over."""

from datetime import datetime

import msgspec

from radar_tui.ingest.left_out import NO_KEY, Keyed
from radar_tui.ingest.loose import Id


class Via(msgspec.Struct):
    """Through which channel something came."""

    channel: Id | None = None
    source: object = None


class Sender(msgspec.Struct):
    """Who an e-mail came from."""

    name: str | None = None
    address: str | None = None


class ViaSource(msgspec.Struct, rename={"sender": "from"}):
    """From where something came through its channel; `rel` tells what made it, such as a merge."""

    sender: Sender | None = None
    rel: str | None = None


class User(msgspec.Struct):
    """A person: side-loaded, or embedded in a ticket."""

    id: Id | None = None
    name: str | None = None
    email: str | None = None
    role: str | None = None

    @property
    def label(self) -> str | None:
        """How the person is shown: by name, else by e-mail address."""
        return self.name or self.email


class Organization(msgspec.Struct):
    """A customer organisation: side-loaded, or embedded in a ticket."""

    id: Id | None = None
    name: str | None = None


class Satisfaction(msgspec.Struct):
    """The customer's rating of a ticket."""

    score: str | None = None


class Metrics(msgspec.Struct):
    """Times that Zendesk keeps for a ticket."""

    solved_at: datetime | None = None


class Metadata(msgspec.Struct):
    """What Zendesk notes about how a comment came in; `flags` are numbered warnings."""

    flags: list[int] | None = None


class Comment(msgspec.Struct):
    """One entry of a ticket's thread."""

    id: Id | None = None
    author_id: Id | None = None
    author: User | None = None
    metadata: Metadata | None = None
    body: str | None = None
    plain_body: str | None = None
    html_body: str | None = None
    public: bool = True
    created_at: datetime | None = None
    ticket_id: Id | None = None
    type: object = None
    data: object = None


class VoiceData(msgspec.Struct):
    """What Zendesk notes about a call."""

    transcription_text: str | None = None


class AuditEvent(msgspec.Struct):
    """One of the things that an audit did: a comment, a rating, or the change of a field."""

    type: str = ""
    id: Id | None = None
    author_id: Id | None = None
    body: str | None = None
    plain_body: str | None = None
    html_body: str | None = None
    public: bool = True
    comment_id: Id | None = None
    data: object = None
    score: object = None
    field_name: str | None = None
    value: object = None
    previous_value: object = None


class Audit(msgspec.Struct):
    """Everything that one person did to a ticket in one step."""

    created_at: datetime
    ticket_id: Id | None = None
    author_id: Id | None = None
    metadata: Metadata | None = None
    events: list[AuditEvent] = []


class CustomField(msgspec.Struct):
    """What a ticket says in one of the account's own fields."""

    id: Id
    value: object = None


class Ticket(Keyed):
    """A ticket as the list, the incremental exports and the account-wide export hold it."""

    id: Id
    status: str
    created_at: datetime
    updated_at: datetime
    subject: str | None = NO_KEY
    raw_subject: str | None = NO_KEY
    description: str | None = None
    url: str | None = NO_KEY
    priority: str | None = NO_KEY
    tags: list[str] | None = NO_KEY
    via: Via | None = NO_KEY
    is_public: object = None
    requester_id: Id | None = NO_KEY
    submitter_id: Id | None = None
    assignee_id: Id | None = NO_KEY
    organization_id: Id | None = NO_KEY
    email_cc_ids: list[Id] | None = None
    requester: User | None = NO_KEY
    submitter: User | None = None
    assignee: User | None = NO_KEY
    organization: Organization | None = NO_KEY
    satisfaction_rating: Satisfaction | str | None = NO_KEY
    metric_set: Metrics | None = None
    solved_at: datetime | None = None
    type: object = None
    group_id: object = None
    custom_fields: object = None
    comments: list[Comment] | None = None
    audits: list[Audit] | None = None


class Rating(msgspec.Struct):
    """A customer's rating of a ticket, or only the offer of one, apart from the ticket."""

    score: str
    ticket_id: Id
    created_at: datetime
    updated_at: datetime | None = None


_TELLING_NAMES = frozenset(
    (
        "audits",
        "brand_id",
        "collaborator_ids",
        "has_incidents",
        "raw_subject",
        "satisfaction_rating",
        "submitter_id",
        "ticket_form_id",
        "via",
    )
)
_COMMON_NAMES = frozenset(("assignee_id", "comments", "organization_id", "requester_id"))


def look_like_a_ticket(names: frozenset[str]) -> bool:
    """Tell by its properties' names: one that only Zendesk uses, or two that few others do."""
    is_told = bool(names & _TELLING_NAMES) or len(names & _COMMON_NAMES) >= 2
    return is_told and "id" in names


AUDIT_SIGNS = frozenset(("events", "ticket_id"))
COMMENT_SIGNS = frozenset(("author_id", "html_body"))
PAGE_SIGNS = frozenset(
    (
        "after_cursor",
        "after_url",
        "count",
        "end_of_stream",
        "end_time",
        "links",
        "meta",
        "next_page",
        "previous_page",
        "users",
    )
)
"""Names that stand beside the list in a page of Zendesk's API."""
