"""Source tables: importers write them, people never do.

Every imported row carries the run that brought it (`first_run_id`) and the run that last changed it
(`last_run_id`), so that a run can be taken back as a whole.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Column, Index, UniqueConstraint, text
from sqlmodel import Field, SQLModel

# Undoing an import deletes rows; an audit row must never come to point at a later row by its id.
_IDS_NEVER_RETURN = {"sqlite_autoincrement": True}

# What a monitoring system has told of and not called over; few of all that ever occurred.
_GOES_ON = text("ended_at IS NULL AND updated_at IS NOT NULL")


def _or_null() -> Column[Any]:
    """A column of JSON that is NULL where there is none."""
    return Column(JSON(none_as_null=True), nullable=True)


class SourceRow(SQLModel, table=True):
    """A system that feeds the workspace, and how far its data reaches."""

    __tablename__ = "source"

    name: str = Field(primary_key=True)
    system: str
    data_as_of: datetime | None = None
    usual_interval_seconds: int | None = None


class ImportRunRow(SQLModel, table=True):
    """One import: what was read, what it did, whether it was taken back."""

    __tablename__ = "import_run"
    __table_args__ = (_IDS_NEVER_RETURN,)

    id: int | None = Field(default=None, primary_key=True)
    kind: str
    format: str
    source: str = Field(foreign_key="source.name", index=True)
    file_name: str
    state: str
    actor: str
    started_at: datetime
    finished_at: datetime | None = None
    read: int = 0
    inserted: int = 0
    updated: int = 0
    unchanged: int = 0
    deleted: int = 0
    rejected: int = 0
    reject_report: str | None = None
    previous_data_as_of: datetime | None = None


class PreImageRow(SQLModel, table=True):
    """What a row held before an import run changed it."""

    __tablename__ = "pre_image"
    __table_args__ = (UniqueConstraint("run_id", "table_name", "pk"),)

    id: int | None = Field(default=None, primary_key=True)
    run_id: int = Field(foreign_key="import_run.id")
    table_name: str
    pk: str
    before: dict[str, Any] = Field(sa_column=Column(JSON, nullable=False))


class AccountRow(SQLModel, table=True):
    """A customer organisation. `complete` is false while only tickets have named it."""

    __tablename__ = "account"
    __table_args__ = (_IDS_NEVER_RETURN,)

    id: int | None = Field(default=None, primary_key=True)
    external_id: str | None = Field(default=None, unique=True)
    name: str
    name_key: str = Field(unique=True)
    arr: float | None = None
    tier: int | None = None
    segment: str | None = None
    am: str | None = None
    csm: str | None = None
    se: str | None = None
    zone: str | None = None
    complete: bool = False
    content_hash: str = ""
    first_run_id: int = Field(foreign_key="import_run.id", index=True)
    last_run_id: int = Field(foreign_key="import_run.id", index=True)


class AccountDomainRow(SQLModel, table=True):
    """An e-mail domain whose senders belong to an account."""

    __tablename__ = "account_domain"

    domain: str = Field(primary_key=True)
    account_id: int = Field(foreign_key="account.id", index=True, ondelete="CASCADE")


class PersonRow(SQLModel, table=True):
    """A teammate."""

    __tablename__ = "person"

    id: int | None = Field(default=None, primary_key=True)
    email: str = Field(unique=True)
    name: str = Field(index=True)
    roles: list[str] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    tier: int | None = None
    zone: str | None = None
    content_hash: str = ""
    first_run_id: int = Field(foreign_key="import_run.id", index=True)
    last_run_id: int = Field(foreign_key="import_run.id", index=True)


class TagRow(SQLModel, table=True):
    """One term of the controlled vocabulary."""

    __tablename__ = "tag"

    name: str = Field(primary_key=True)
    kind: str = Field(index=True)
    label: str
    content_hash: str = ""
    first_run_id: int = Field(foreign_key="import_run.id", index=True)
    last_run_id: int = Field(foreign_key="import_run.id", index=True)


class TagAliasRow(SQLModel, table=True):
    """The help desk's own spelling of a term."""

    __tablename__ = "tag_alias"

    alias: str = Field(primary_key=True)
    name: str = Field(foreign_key="tag.name", index=True, ondelete="CASCADE")


class TicketRow(SQLModel, table=True):
    """A support case as its source describes it. It occurs at `created_at`.

    `revision` counts every change of the ticket or of its thread.

    `told_at` has the properties that the newest version says nothing of: when the version was
    updated that told them last, None where none has; NULL where the newest tells all. `rule_tags`
    are the tags that rules gave to a newest version without tags. `account_named` tells a ticket
    that names its account from one whose account is that of the requester's e-mail domain; NULL
    where an older Radar stored it. `noise` and `satisfaction` follow from what the ticket says
    itself, which is `stated_…`, and from its messages and history.
    """

    __tablename__ = "ticket"
    __table_args__ = (
        UniqueConstraint("source", "external_id"),
        Index("ix_ticket_account_created", "account_id", "created_at"),
        # All that tells whether a ticket counts: spans are counted without reading their tickets.
        Index("ix_ticket_created_counted", "created_at", "status", "noise"),
        Index("ix_ticket_solved_counted", "solved_at", "status", "noise"),
        _IDS_NEVER_RETURN,
    )

    id: int | None = Field(default=None, primary_key=True)
    source: str = Field(foreign_key="source.name")
    external_id: str
    url: str | None = None
    subject: str
    status: str = Field(index=True)
    priority: str | None = None
    account_id: int | None = Field(default=None, foreign_key="account.id")
    requester: str | None = None
    requester_email: str | None = Field(default=None, index=True)
    requester_domain: str | None = Field(default=None, index=True)
    assignee: str | None = None
    created_at: datetime
    known_at: datetime
    updated_at: datetime
    solved_at: datetime | None = None
    merged_into: str | None = None
    noise: str | None = None
    satisfaction: str | None = None
    stated_noise: str | None = None
    stated_satisfaction: str | None = None
    tags: list[str] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    account_named: bool | None = None
    rule_tags: list[str] | None = Field(default=None, sa_column=_or_null())
    told_at: dict[str, str | None] | None = Field(default=None, sa_column=_or_null())
    revision: int = 0
    content_hash: str
    first_run_id: int = Field(foreign_key="import_run.id", index=True)
    last_run_id: int = Field(foreign_key="import_run.id", index=True)


class TicketTagRow(SQLModel, table=True):
    """A tag of a ticket, casefolded; the index over `ticket.tags` and `ticket.rule_tags`.

    `tag_alias` leads from it to the vocabulary, so that an edit of the vocabulary counts at once.

    `known_at` is when the source's history says it was set, None where it has no history.
    """

    __tablename__ = "ticket_tag"
    __table_args__ = (Index("ix_ticket_tag_name", "name", "ticket_id"),)

    ticket_id: int = Field(primary_key=True, foreign_key="ticket.id", ondelete="CASCADE")
    name: str = Field(primary_key=True)
    known_at: datetime | None = None


class TicketHistoryRow(SQLModel, table=True):
    """A change of status, assignee, tags or rating that the source's history records."""

    __tablename__ = "ticket_history"
    __table_args__ = (UniqueConstraint("ticket_id", "field", "occurred_at", "value"),)

    id: int | None = Field(default=None, primary_key=True)
    ticket_id: int = Field(foreign_key="ticket.id", ondelete="CASCADE")
    field: str
    value: str
    occurred_at: datetime
    known_at: datetime
    first_run_id: int = Field(foreign_key="import_run.id", index=True)


class MessageRow(SQLModel, table=True):
    """One entry of a ticket's thread.

    `text` is cleaned once; `original` keeps the source's own body where it differs, so that
    cleaning can improve later. `text_hash` is None where there is nothing to score.
    """

    __tablename__ = "message"
    __table_args__ = (
        UniqueConstraint("ticket_id", "external_id"),
        Index("ix_message_ticket_occurred", "ticket_id", "occurred_at"),
    )

    id: int | None = Field(default=None, primary_key=True)
    ticket_id: int = Field(foreign_key="ticket.id", ondelete="CASCADE")
    external_id: str
    author_role: str
    author: str
    public: bool
    occurred_at: datetime
    known_at: datetime
    text: str
    quoted: str = ""
    signature: str = ""
    original: str | None = None
    is_html: bool = False
    text_hash: str | None = Field(default=None, index=True)
    noise: str | None = None
    content_hash: str
    first_run_id: int = Field(foreign_key="import_run.id", index=True)
    last_run_id: int = Field(foreign_key="import_run.id", index=True)


class EventRow(SQLModel, table=True):
    """One operational fact from monitoring. Without `ended_at` it goes on, as far as is known.

    `updated_at` is the newest time of which the source tells that; NULL where an older Radar stored
    the row. `told_at` is as in tickets. `subject` leads to the recoveries that end the event.
    """

    __tablename__ = "event"
    __table_args__ = (
        UniqueConstraint("source", "external_id"),
        Index("ix_event_kind_occurred", "kind", "occurred_at"),
        Index("ix_event_source_subject", "source", "subject"),
        Index(
            "ix_event_going_on",
            "occurred_at",
            sqlite_where=_GOES_ON,
            postgresql_where=_GOES_ON,
        ),
    )

    id: int | None = Field(default=None, primary_key=True)
    source: str = Field(foreign_key="source.name")
    external_id: str
    kind: str
    origin: str
    feature_area: str | None = None
    account_id: int | None = Field(default=None, foreign_key="account.id", index=True)
    value: float | None = None
    unit: str | None = None
    labels: dict[str, str] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))
    title: str | None = None
    url: str | None = None
    occurred_at: datetime
    ended_at: datetime | None = None
    known_at: datetime
    updated_at: datetime | None = None
    subject: str | None = None
    told_at: dict[str, str | None] | None = Field(default=None, sa_column=_or_null())
    content_hash: str
    first_run_id: int = Field(foreign_key="import_run.id", index=True)
    last_run_id: int = Field(foreign_key="import_run.id", index=True)


class EventRecoveryRow(SQLModel, table=True):
    """A time at which what had failed was well again, where the source tells that apart."""

    __tablename__ = "event_recovery"
    __table_args__ = (UniqueConstraint("source", "subject", "occurred_at"),)

    id: int | None = Field(default=None, primary_key=True)
    source: str = Field(foreign_key="source.name")
    subject: str
    occurred_at: datetime
    first_run_id: int = Field(foreign_key="import_run.id", index=True)
