"""What tickets are about: vectors, and pattern candidates made of tickets that are alike."""

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql.sqltypes import UTCDateTime

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the schema from 0005 to 0006."""
    op.create_table(
        "ticket_vector",
        sa.Column("ticket_id", sa.Integer(), nullable=False),
        sa.Column("text_hash", sa.String(), nullable=False),
        sa.Column("version", sa.String(), nullable=False),
        sa.Column("vector", sa.LargeBinary(), nullable=True),
        sa.Column("ticket_revision", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["ticket_id"], ["ticket.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("ticket_id"),
    )
    op.create_table(
        "pattern_candidate",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("found_at", UTCDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "pattern_ticket",
        sa.Column("ticket_id", sa.Integer(), nullable=False),
        sa.Column("candidate_id", sa.Integer(), nullable=False),
        sa.Column("joined_at", UTCDateTime(), nullable=False),
        sa.Column("likeness", sa.Float(), nullable=False),
        sa.ForeignKeyConstraint(["candidate_id"], ["pattern_candidate.id"], ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["ticket_id"], ["ticket.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("ticket_id"),
    )
    op.create_index("ix_pattern_ticket_candidate_id", "pattern_ticket", ["candidate_id"])
    # Which closed tickets were repeats nobody knew before 0005. The scorer finds out: it reads the
    # stored scores of the messages, no text.
    op.execute("UPDATE ticket_standing SET ticket_revision = -1 WHERE NOT is_open")
