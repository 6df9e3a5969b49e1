"""One index finds messages by their text: only customers' messages have a hash."""

from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the schema from 0006 to 0007."""
    op.drop_index("ix_message_scorable", table_name="message")
