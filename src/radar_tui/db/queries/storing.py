"""Storing derived rows, in the place of those that are there already."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, SQLModel

Values = dict[str, Any]


def store_rows(session: Session, table_name: str, rows: Sequence[Values]) -> None:
    """Add rows to a table; one whose primary key is there already is overwritten."""
    if not rows:
        return
    table = SQLModel.metadata.tables[table_name]
    dialect = sqlite if session.get_bind().dialect.name == "sqlite" else postgresql
    added = dialect.insert(table)
    statement = added.on_conflict_do_update(
        index_elements=list(table.primary_key),
        set_={c.name: added.excluded[c.name] for c in table.c if not c.primary_key},
    )
    session.connection().execute(statement, list(rows))
