"""How alerts call for the lead: silences, standings, notices, and judgements of past weeks."""

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql.sqltypes import UTCDateTime

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the schema from 0003 to 0004."""
    _make_tables()
    _widen_tables()
    _fill_in()


def _make_tables() -> None:
    op.create_table(
        "silence",
        sa.Column("rev", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("matchers", sa.String(), nullable=False),
        sa.Column("starts_at", UTCDateTime(), nullable=False),
        sa.Column("ends_at", UTCDateTime(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(op.f("ix_silence_ends_at"), "silence", ["ends_at"], unique=False)
    op.create_table(
        "alert_notice",
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("alert_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("because", sa.String(), nullable=True),
        sa.Column("at", UTCDateTime(), nullable=False),
        sa.Column("since", UTCDateTime(), nullable=False),
        sa.Column("value", sa.Float(), nullable=True),
        sa.Column("was", sa.Float(), nullable=True),
        sa.ForeignKeyConstraint(["alert_id"], ["alert.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("seq"),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_alert_notice_alert_id"), "alert_notice", ["alert_id"], unique=False)
    op.create_table(
        "spike_decision",
        sa.Column("feature_area", sa.String(), nullable=False),
        sa.Column("week", sa.String(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("known_at", UTCDateTime(), nullable=False),
        sa.Column("observed", sa.Integer(), nullable=False),
        sa.Column("expected", sa.Float(), nullable=True),
        sa.Column("upper", sa.Integer(), nullable=True),
        sa.Column("p", sa.Float(), nullable=True),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("naive", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("feature_area", "week", "revision"),
    )
    op.create_table(
        "mark",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("value", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("name"),
    )


def _widen_tables() -> None:
    columns = {
        "alert": (
            sa.Column("context", sa.JSON(), nullable=False, server_default="{}"),
            sa.Column("standing", sa.String(), nullable=True),
            sa.Column("standing_since", UTCDateTime(), nullable=True),
            sa.Column("standing_because", sa.String(), nullable=True),
            sa.Column("announced_since", UTCDateTime(), nullable=True),
        ),
        "response": (
            sa.Column("triaged_at", UTCDateTime(), nullable=True),
            sa.Column("snoozed_at", UTCDateTime(), nullable=True),
            sa.Column("snoozed_value", sa.Float(), nullable=True),
        ),
        "intervention": (
            sa.Column("snoozed_at", UTCDateTime(), nullable=True),
            sa.Column("snoozed_score", sa.Integer(), nullable=True),
        ),
    }
    for table, added in columns.items():
        for column in added:
            op.add_column(table, column)


# Somebody put the row aside at the latest when they did something to it last.
_RESPONSES_PUT_ASIDE = """
UPDATE response SET
    snoozed_at = (
        SELECT max(change_set.at) FROM change_set
        JOIN change_set_entry ON change_set_entry.change_set_id = change_set.id
        WHERE change_set_entry.table_name = 'response'
        AND change_set_entry.pk = CAST(response.alert_id AS VARCHAR)
    ),
    snoozed_value = (SELECT value FROM alert WHERE alert.id = response.alert_id)
WHERE snoozed_until IS NOT NULL
"""
_TICKETS_PUT_ASIDE = """
UPDATE intervention SET
    snoozed_at = (
        SELECT max(change_set.at) FROM change_set
        JOIN change_set_entry ON change_set_entry.change_set_id = change_set.id
        WHERE change_set_entry.table_name = 'intervention'
        AND change_set_entry.pk = CAST(intervention.ticket_id AS VARCHAR)
    ),
    snoozed_score = (
        SELECT score FROM ticket_standing
        WHERE ticket_standing.ticket_id = intervention.ticket_id
    )
WHERE snoozed_until IS NOT NULL
"""
_RUNS_JUDGED = """
INSERT INTO mark (name, value)
SELECT 'judged-run', max(id) FROM import_run WHERE state <> 'running' HAVING max(id) IS NOT NULL
"""


def _fill_in() -> None:
    """Say of what is there what is known of it: it was announced, put aside, and judged."""
    op.execute("UPDATE alert SET announced_since = fired_at")
    op.execute("UPDATE response SET triaged_at = acknowledged_at")
    op.execute(_RESPONSES_PUT_ASIDE)
    op.execute(_TICKETS_PUT_ASIDE)
    op.execute(_RUNS_JUDGED)
