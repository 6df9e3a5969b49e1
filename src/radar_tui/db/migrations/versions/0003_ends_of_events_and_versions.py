"""Ends of events, later ratings, and what merging the versions of a record needs to know."""

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql.sqltypes import UTCDateTime

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the schema from 0002 to 0003."""
    _add_to_tickets()
    _keep_what_tickets_state()
    _take_later_ratings()
    _add_to_events()
    _add_recoveries()


def _add_to_tickets() -> None:
    op.add_column("ticket", sa.Column("account_named", sa.Boolean(), nullable=True))
    op.add_column("ticket", sa.Column("rule_tags", sa.JSON(), nullable=True))
    op.add_column("ticket", sa.Column("stated_noise", sa.String(), nullable=True))
    op.add_column("ticket", sa.Column("stated_satisfaction", sa.String(), nullable=True))
    op.add_column("ticket", sa.Column("told_at", sa.JSON(), nullable=True))


def _add_to_events() -> None:
    op.add_column("event", sa.Column("title", sa.String(), nullable=True))
    op.add_column("event", sa.Column("url", sa.String(), nullable=True))
    op.add_column("event", sa.Column("ended_at", UTCDateTime(), nullable=True))
    op.add_column("event", sa.Column("updated_at", UTCDateTime(), nullable=True))
    op.add_column("event", sa.Column("subject", sa.String(), nullable=True))
    op.add_column("event", sa.Column("told_at", sa.JSON(), nullable=True))
    op.create_index("ix_event_source_subject", "event", ["source", "subject"], unique=False)


def _add_recoveries() -> None:
    op.create_table(
        "event_recovery",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("occurred_at", UTCDateTime(), nullable=False),
        sa.Column("first_run_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["first_run_id"], ["import_run.id"]),
        sa.ForeignKeyConstraint(["source"], ["source.name"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("source", "subject", "occurred_at"),
    )
    op.create_index(
        op.f("ix_event_recovery_first_run_id"), "event_recovery", ["first_run_id"], unique=False
    )


def _keep_what_tickets_state() -> None:
    """Take it for the ticket's own word what is stored, also in the images of rows before."""
    op.execute("UPDATE ticket SET stated_noise = noise, stated_satisfaction = satisfaction")
    is_sqlite = op.get_bind().dialect.name == "sqlite"
    op.execute(_IMAGES_ON_SQLITE if is_sqlite else _IMAGES_ON_POSTGRESQL)


def _take_later_ratings() -> None:
    """Let ratings count that came apart from their tickets, where they are later."""
    op.execute("""
        UPDATE ticket SET satisfaction = (
            SELECT min(rating.value) FROM ticket_history AS rating
            WHERE rating.ticket_id = ticket.id AND rating.field = 'satisfaction'
            AND rating.occurred_at = (
                SELECT max(latest.occurred_at) FROM ticket_history AS latest
                WHERE latest.ticket_id = ticket.id AND latest.field = 'satisfaction'
            )
        )
        WHERE EXISTS (
            SELECT 1 FROM ticket_history AS later
            WHERE later.ticket_id = ticket.id AND later.field = 'satisfaction'
            AND (ticket.satisfaction IS NULL OR later.occurred_at > ticket.updated_at)
        )
    """)


_IMAGES_ON_SQLITE = """
    UPDATE pre_image SET before = json_set(
        before,
        '$.stated_noise', json_extract(before, '$.noise'),
        '$.stated_satisfaction', json_extract(before, '$.satisfaction')
    )
    WHERE table_name = 'ticket'
"""
_IMAGES_ON_POSTGRESQL = """
    UPDATE pre_image SET before = CAST(
        CAST(before AS jsonb) || jsonb_build_object(
            'stated_noise', before -> 'noise',
            'stated_satisfaction', before -> 'satisfaction'
        ) AS json
    )
    WHERE table_name = 'ticket'
"""
