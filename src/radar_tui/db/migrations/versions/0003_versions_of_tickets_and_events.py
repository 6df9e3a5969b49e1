"""What merging the versions of tickets and events needs to know."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the schema from 0002 to 0003."""
    op.add_column("ticket", sa.Column("account_named", sa.Boolean(), nullable=True))
    op.add_column("ticket", sa.Column("rule_tags", sa.JSON(), nullable=True))
    op.add_column("ticket", sa.Column("told_at", sa.JSON(), nullable=True))
