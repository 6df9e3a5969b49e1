"""Team tables: people write them, importers never do.

Each row counts its revisions in `rev`; change sets and optimistic locking rest on it.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Column, Index, UniqueConstraint
from sqlmodel import Field, SQLModel

# An audit row must never come to point at a later row by its id.
_IDS_NEVER_RETURN = {"sqlite_autoincrement": True}


class TeamRow(SQLModel):
    """What every table that people write has."""

    rev: int = 0


class InterventionRow(TeamRow, table=True):
    """The lead's work on a ticket: checklist, next action, owner, outcome.

    `snoozed_score` is the score that the ticket had when it was put aside at `snoozed_at`.
    """

    __tablename__ = "intervention"

    ticket_id: int = Field(primary_key=True, foreign_key="ticket.id")
    owner: str | None = Field(default=None, index=True)
    next_action: str | None = None
    checklist: dict[str, bool] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))
    started_at: datetime | None = None
    started_score: int | None = None
    finished_at: datetime | None = None
    outcome: str | None = None
    escalated_at: datetime | None = Field(default=None, index=True)
    escalation_reason: str | None = None
    acknowledged_at: datetime | None = None
    snoozed_until: datetime | None = Field(default=None, index=True)
    snoozed_at: datetime | None = None
    snoozed_score: int | None = None


class TicketTagEditRow(TeamRow, table=True):
    """A tag that a person added to a ticket, or took off."""

    __tablename__ = "ticket_tag_edit"
    __table_args__ = (Index("ix_ticket_tag_edit_name", "name", "ticket_id"),)

    ticket_id: int = Field(primary_key=True, foreign_key="ticket.id")
    name: str = Field(primary_key=True)
    removed: bool = False
    at: datetime


class TicketNoteRow(TeamRow, table=True):
    """What a teammate wrote about a ticket, in their own words; the help desk never hears of it."""

    __tablename__ = "ticket_note"

    id: int = Field(primary_key=True)
    ticket_id: int = Field(foreign_key="ticket.id", index=True)
    by: str
    at: datetime
    text: str


class ScoreOpinionRow(TeamRow, table=True):
    """A lead's judgement of a ticket's score, and the score that was judged."""

    __tablename__ = "score_opinion"

    ticket_id: int = Field(primary_key=True, foreign_key="ticket.id")
    verdict: str
    band: str | None = None
    model: str
    rubric: str
    score: int
    by: str
    at: datetime


class QualitySampleRow(TeamRow, table=True):
    """A message that was drawn for a week's blind sample, and the band that a person gave it.

    `score`, `model` and `rubric` are what it had when it was drawn, for the text with `text_hash`;
    `stratum` is the side of the review threshold. Nobody has worked on it while `by` is None; `by`
    without a band skipped it. A message is drawn once at most, whatever becomes of its week.
    """

    __tablename__ = "quality_sample"
    __table_args__ = (UniqueConstraint("message_id"), _IDS_NEVER_RETURN)

    id: int | None = Field(default=None, primary_key=True)
    week: str = Field(index=True)
    message_id: int = Field(foreign_key="message.id", ondelete="CASCADE")
    stratum: str
    probability: float
    text_hash: str
    score: int
    model: str
    rubric: str
    drawn_at: datetime
    band: str | None = None
    by: str | None = None
    at: datetime | None = None


class RubricVersionRow(SQLModel, table=True):
    """What a team changed in the shipped rubric; appended at each change, never rewritten.

    `definition` holds the changed tables of a rubric file, `rubric` is the id of what came out. The
    setting `rubric` names the version that counts; without it the shipped rubric does.
    """

    __tablename__ = "rubric_version"
    __table_args__ = (_IDS_NEVER_RETURN,)

    id: int | None = Field(default=None, primary_key=True)
    rubric: str
    definition: dict[str, Any] = Field(sa_column=Column(JSON, nullable=False))
    by: str
    at: datetime
    note: str


class RuleRow(TeamRow, table=True):
    """A rule as it stands now; `definition` is the rule value, `version` counts its edits."""

    __tablename__ = "rule"

    key: str = Field(primary_key=True)
    version: int
    definition: dict[str, Any] = Field(sa_column=Column(JSON, nullable=False))


class RuleVersionRow(SQLModel, table=True):
    """A rule as it stood; appended at each edit, never rewritten."""

    __tablename__ = "rule_version"

    key: str = Field(primary_key=True)
    version: int = Field(primary_key=True)
    definition: dict[str, Any] = Field(sa_column=Column(JSON, nullable=False))
    known_at: datetime


class ResponseRow(TeamRow, table=True):
    """What an alert calls for: action, owner, due time, outcome.

    `triaged_at` is when somebody first took or finished it, `acknowledged_at` when it was taken
    last. `snoozed_value` is what the alert weighed when it was put aside at `snoozed_at`.
    `checklist` tells which steps of its action are done, by their keys.
    """

    __tablename__ = "response"

    alert_id: int = Field(primary_key=True, foreign_key="alert.id")
    action: str
    owner: str
    channel: str | None = None
    due_at: datetime | None = Field(default=None, index=True)
    triaged_at: datetime | None = None
    acknowledged_at: datetime | None = None
    acknowledged_by: str | None = None
    snoozed_until: datetime | None = Field(default=None, index=True)
    snoozed_at: datetime | None = None
    snoozed_value: float | None = None
    done_at: datetime | None = None
    outcome: str | None = None
    checklist: dict[str, bool] = Field(
        default_factory=dict, sa_column=Column(JSON, nullable=False, server_default="{}")
    )


class SilenceRow(TeamRow, table=True):
    """Alerts that nobody is to hear of for a while; `matchers` are written as they are typed."""

    __tablename__ = "silence"

    id: int = Field(primary_key=True)
    matchers: str
    starts_at: datetime
    ends_at: datetime = Field(index=True)
    by: str
    reason: str


class RolloutItemRow(TeamRow, table=True):
    """One item of the 30-day rollout plan, ticked or not."""

    __tablename__ = "rollout_item"

    key: str = Field(primary_key=True)
    done_at: datetime | None = None
    done_by: str | None = None
    note: str | None = None


class SettingRow(TeamRow, table=True):
    """One workspace setting."""

    __tablename__ = "setting"

    key: str = Field(primary_key=True)
    value: Any = Field(sa_column=Column(JSON, nullable=False))


class PriorityOverrideRow(TeamRow, table=True):
    """An input of the priority matrix that a person set, with a reason and an end."""

    __tablename__ = "priority_override"

    account_id: int = Field(primary_key=True, foreign_key="account.id")
    input: str = Field(primary_key=True)
    value: int
    reason: str
    by: str
    expires_at: datetime | None = None
