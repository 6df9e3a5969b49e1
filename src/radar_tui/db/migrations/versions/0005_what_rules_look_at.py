"""What rules look at: what customers say on a ticket, and indexes to count tickets by."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the schema from 0004 to 0005."""
    for name in ("escalation", "repeat"):
        op.add_column(
            "ticket_standing",
            sa.Column(name, sa.Boolean(), nullable=False, server_default=sa.false()),
        )
    op.create_index(
        "ix_ticket_standing_open_escalation", "ticket_standing", ["is_open", "escalation"]
    )
    # The scorer finds out: it reads the stored scores of the messages, no text.
    op.execute("UPDATE ticket_standing SET ticket_revision = -1 WHERE is_open")
    for moment in ("created", "solved"):
        op.drop_index(f"ix_ticket_{moment}_at", table_name="ticket")
        op.create_index(
            f"ix_ticket_{moment}_counted", "ticket", [f"{moment}_at", "status", "noise"]
        )
