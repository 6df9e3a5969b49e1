"""Team tables of the playbook: replies, fixes, channels, promises, people, habits and metrics.

As with all team tables people write them, importers never do.
"""

from datetime import datetime

from sqlalchemy import JSON, Column, Index
from sqlmodel import Field, SQLModel

from radar_tui.db.tables.team import TeamRow


class MacroRow(TeamRow, table=True):
    """A reply that the team keeps, as it stands now; `version` counts its edits.

    `kind` is a macro or a shared-responsibility script; `blocks` holds what stands in each block
    of the playbook, by the block's key. `core` marks the macros of the rollout's third week.
    """

    __tablename__ = "macro"

    key: str = Field(primary_key=True)
    kind: str = Field(index=True)
    title: str
    blocks: dict[str, str] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))
    feature_area: str | None = None
    root_cause: str | None = None
    core: bool = False
    version: int = 1
    by: str
    at: datetime
    archived_at: datetime | None = None


class MacroVersionRow(SQLModel, table=True):
    """A macro as it stood; appended at each edit, never rewritten."""

    __tablename__ = "macro_version"

    key: str = Field(primary_key=True)
    version: int = Field(primary_key=True)
    title: str
    blocks: dict[str, str] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))
    by: str
    known_at: datetime


class MacroUseRow(TeamRow, table=True):
    """A macro that was copied or exported for a customer; `ticket_id` where it was about one."""

    __tablename__ = "macro_use"
    __table_args__ = (Index("ix_macro_use_macro_key", "macro_key", "at"),)

    id: int = Field(primary_key=True)
    macro_key: str
    ticket_id: int | None = Field(default=None, foreign_key="ticket.id", index=True)
    by: str
    at: datetime


class FixRow(TeamRow, table=True):
    """What ends a pattern: a KB article or a product bug intake, drafted and then published.

    `cause` is the root cause's term, `tickets` are the names of the tickets attached, `link` is
    where the published text stands.
    """

    __tablename__ = "fix"

    id: int = Field(primary_key=True)
    kind: str
    title: str
    text: str
    cause: str | None = Field(default=None, index=True)
    tickets: list[str] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    link: str | None = None
    by: str
    at: datetime
    published_at: datetime | None = None


class ChannelRow(TeamRow, table=True):
    """A stakeholder channel: what it is for, who must be in, how often it is updated.

    `kind` is the playbook's channel that it is one of. `members` names people by the role that they
    stand for. `account_id` or `alert_id` say what it is about. The clock of a channel runs from
    `opened_at` or its newest update until `closed_at`; `every_minutes` None means that it has none.
    """

    __tablename__ = "channel"

    key: str = Field(primary_key=True)
    kind: str
    name: str
    used_for: str
    must_include: list[str] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    members: dict[str, list[str]] = Field(
        default_factory=dict, sa_column=Column(JSON, nullable=False)
    )
    every_minutes: int | None = None
    working_hours: bool = True
    account_id: int | None = Field(default=None, foreign_key="account.id", index=True)
    alert_id: int | None = Field(default=None, foreign_key="alert.id", index=True)
    opened_at: datetime | None = None
    closed_at: datetime | None = None


class ChannelUpdateRow(TeamRow, table=True):
    """An update that somebody posted in a channel, in the words that went there."""

    __tablename__ = "channel_update"
    __table_args__ = (Index("ix_channel_update_channel_key", "channel_key", "at"),)

    id: int = Field(primary_key=True)
    channel_key: str
    alert_id: int | None = Field(default=None, foreign_key="alert.id", index=True)
    by: str
    at: datetime
    text: str


class PromiseRow(TeamRow, table=True):
    """An update that was promised to a customer or a channel until a moment, in its own words.

    `message_id` is the reply in which it was found. `outcome` is kept, broken or none (no promise
    at all), None while it stands open; `settled_at` and `settled_by` go with it.
    """

    __tablename__ = "promise"

    id: int = Field(primary_key=True)
    ticket_id: int | None = Field(default=None, foreign_key="ticket.id", index=True)
    message_id: int | None = Field(
        default=None, foreign_key="message.id", unique=True, ondelete="CASCADE"
    )
    channel_key: str | None = Field(default=None, index=True)
    words: str
    due_at: datetime = Field(index=True)
    made_by: str
    made_at: datetime
    outcome: str | None = None
    settled_at: datetime | None = None
    settled_by: str | None = None


class TeammateRow(TeamRow, table=True):
    """A teammate as the team itself keeps them: over, or beside, what an import of people says."""

    __tablename__ = "teammate"

    name: str = Field(primary_key=True)
    roles: list[str] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    tier: int | None = None
    zone: str | None = None
    left_at: datetime | None = None


class TrainingRow(TeamRow, table=True):
    """A training principle that a teammate has been trained in."""

    __tablename__ = "training"

    person: str = Field(primary_key=True)
    principle: str = Field(primary_key=True)
    by: str
    at: datetime
    note: str | None = None


class HabitRow(TeamRow, table=True):
    """A habit of the weekly loop that somebody did in an ISO week, and what came of it.

    `product` is where that is kept: the key of a macro, the name of a ticket, a fix's id, a link.
    """

    __tablename__ = "habit"

    week: str = Field(primary_key=True)
    habit: str = Field(primary_key=True)
    person: str = Field(primary_key=True)
    at: datetime
    note: str | None = None
    product: str | None = None


class MetricPlanRow(TeamRow, table=True):
    """A metric's plan where it differs from the playbook's, as people write baselines and targets.

    `position` is its place among the chosen ones, None where it is not chosen.
    `baseline_measured_at` is when the baseline was measured, None where it was typed.
    """

    __tablename__ = "metric_plan"

    key: str = Field(primary_key=True)
    position: int | None = None
    baseline: str | None = None
    baseline_measured_at: datetime | None = None
    target: str | None = None
    cadence: str | None = None
