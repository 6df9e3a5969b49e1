"""Derived tables: scores, standings and alerts, computed from the source and team tables."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Column, Index, UniqueConstraint
from sqlmodel import Field, SQLModel


class MessageScoreRow(SQLModel, table=True):
    """The immutable score of one text under one model and one rubric."""

    __tablename__ = "message_score"

    text_hash: str = Field(primary_key=True)
    model: str = Field(primary_key=True)
    rubric: str = Field(primary_key=True)
    score: int | None = None
    band: str | None = None
    review: bool = False
    churn: bool = False
    language: str
    reason: str | None = None
    contributions: list[dict[str, Any]] = Field(sa_column=Column(JSON, nullable=False))


class TicketScoreRow(SQLModel, table=True):
    """One revision of a ticket's score; appended, never rewritten."""

    __tablename__ = "ticket_score"
    __table_args__ = (UniqueConstraint("ticket_id", "revision"),)

    id: int | None = Field(default=None, primary_key=True)
    ticket_id: int = Field(foreign_key="ticket.id", ondelete="CASCADE")
    revision: int
    known_at: datetime
    cause: str
    score: int | None = None
    band: str | None = None
    review: bool = False
    churn: bool = False
    trajectory: str
    why: str
    model: str
    rubric: str
    contributions: list[dict[str, Any]] = Field(sa_column=Column(JSON, nullable=False))


class TicketStandingRow(SQLModel, table=True):
    """Where a ticket stands now: the newest revision of its score, and what would change it.

    `next_change_at` is when time alone changes the score; `ticket_revision` the revision of the
    ticket it was computed from, -1 where it must be computed anew. `churn` and `escalation` tell of
    messages that nothing has settled, `repeat` of any.
    """

    __tablename__ = "ticket_standing"
    __table_args__ = (
        Index("ix_ticket_standing_open_score", "is_open", "score"),
        Index("ix_ticket_standing_open_review", "is_open", "review", "score"),
        Index("ix_ticket_standing_open_escalation", "is_open", "escalation"),
    )

    ticket_id: int = Field(primary_key=True, foreign_key="ticket.id", ondelete="CASCADE")
    revision: int
    is_open: bool
    score: int | None = None
    band: str | None = None
    review: bool = False
    churn: bool = False
    escalation: bool = False
    repeat: bool = False
    trajectory: str
    why: str
    waiting_since: datetime | None = None
    next_change_at: datetime | None = Field(default=None, index=True)
    model: str
    rubric: str
    ticket_revision: int


class TicketVectorRow(SQLModel, table=True):
    """What a ticket is about, as a vector: its subject and the customer's first message.

    `vector` is NULL where those are not English. `text_hash` and `version` say which words and
    which model it was made from, `ticket_revision` the revision of the ticket they were read at.
    """

    __tablename__ = "ticket_vector"

    ticket_id: int = Field(primary_key=True, foreign_key="ticket.id", ondelete="CASCADE")
    text_hash: str
    version: str
    vector: bytes | None = None
    ticket_revision: int


class PatternCandidateRow(SQLModel, table=True):
    """Several tickets that say nearly the same, found by their vectors. Its id stays for good."""

    __tablename__ = "pattern_candidate"
    __table_args__ = ({"sqlite_autoincrement": True},)

    id: int | None = Field(default=None, primary_key=True)
    found_at: datetime


class PatternTicketRow(SQLModel, table=True):
    """A ticket of a pattern candidate, since when, and how alike it was to the others then."""

    __tablename__ = "pattern_ticket"

    ticket_id: int = Field(primary_key=True, foreign_key="ticket.id", ondelete="CASCADE")
    candidate_id: int = Field(foreign_key="pattern_candidate.id", index=True, ondelete="CASCADE")
    joined_at: datetime
    likeness: float


class AlertRow(SQLModel, table=True):
    """One occurrence of a rule for one label set.

    The last four columns say where it stood for the lead when it was last evaluated, and the
    moment since which it needed them when that was last announced, or passed over as history.
    """

    __tablename__ = "alert"
    __table_args__ = (
        UniqueConstraint("rule_key", "label_hash", "occurrence"),
        Index("ix_alert_state_since", "state", "since"),
    )

    id: int | None = Field(default=None, primary_key=True)
    rule_key: str = Field(foreign_key="rule.key")
    rule_version: int
    rule_hash: str
    label_hash: str
    labels: dict[str, str] = Field(sa_column=Column(JSON, nullable=False))
    occurrence: int
    step: int
    state: str
    since: datetime
    interrupted: str | None = None
    began_at: datetime | None = None
    fired_at: datetime | None = Field(default=None, index=True)
    resolved_at: datetime | None = None
    evaluated_at: datetime
    value: float | None = None
    evidence: dict[str, Any] = Field(sa_column=Column(JSON, nullable=False))
    context: dict[str, list[str]] = Field(
        default_factory=dict, sa_column=Column(JSON, nullable=False, server_default="{}")
    )
    standing: str | None = None
    standing_since: datetime | None = None
    standing_because: str | None = None
    announced_since: datetime | None = None


class AlertTransitionRow(SQLModel, table=True):
    """One change of an alert's state with its evidence; appended, never rewritten."""

    __tablename__ = "alert_transition"

    alert_id: int = Field(primary_key=True, foreign_key="alert.id", ondelete="CASCADE")
    step: int = Field(primary_key=True)
    at: datetime
    rule_version: int
    from_state: str
    to_state: str
    cause: str
    reason: str | None = None
    value: float | None = None
    evidence: dict[str, Any] = Field(sa_column=Column(JSON, nullable=False))


class AlertNoticeRow(SQLModel, table=True):
    """Something about an alert that its readers are to hear of; appended, never rewritten.

    `because` is why it needs the lead, None where it resolved; `since` when that began. Where it
    woke for being worse, `value` was `was` when it was put aside.
    """

    __tablename__ = "alert_notice"
    __table_args__ = ({"sqlite_autoincrement": True},)

    seq: int | None = Field(default=None, primary_key=True)
    alert_id: int = Field(foreign_key="alert.id", index=True, ondelete="CASCADE")
    kind: str
    because: str | None = None
    at: datetime
    since: datetime
    value: float | None = None
    was: float | None = None


class SpikeDecisionRow(SQLModel, table=True):
    """How a whole week of a feature area was judged, as far as its tickets were known then.

    `week` is an ISO week, as in 2026-W47. Revision 1 is the first judgement; late tickets append
    others.
    """

    __tablename__ = "spike_decision"

    feature_area: str = Field(primary_key=True)
    week: str = Field(primary_key=True)
    revision: int = Field(primary_key=True)
    known_at: datetime
    observed: int
    expected: float | None = None
    upper: int | None = None
    p: float | None = None
    status: str
    naive: bool
