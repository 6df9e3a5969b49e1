"""Alembic's entry: run the migrations on the connection that `radar_tui.db.schema` hands over."""

from alembic import context
from sqlmodel import SQLModel

import radar_tui.db.tables  # noqa: F401 - fills the metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=SQLModel.metadata,
    render_as_batch=True,
    compare_type=True,
)
context.run_migrations()
