"""Indexes: one is enough to find messages by their text, and one finds the events that go on."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the schema from 0006 to 0007."""
    # Only what customers say has a hash of its text.
    op.drop_index("ix_message_scorable", table_name="message")
    goes_on = sa.text("ended_at IS NULL AND updated_at IS NOT NULL")
    op.create_index(
        "ix_event_going_on",
        "event",
        ["occurred_at"],
        sqlite_where=goes_on,
        postgresql_where=goes_on,
    )
