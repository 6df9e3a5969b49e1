"""The names that a filter can be completed with."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import select
from sqlmodel import Session, col

from radar_tui.db.engine import plain_errors
from radar_tui.db.tables import AccountRow, InterventionRow, PersonRow, SourceRow, TagRow
from radar_tui.services.workspace import Workspace

# Nobody reads further, and a completion is looked for at every key.
MOST_NAMES = 1_000

_COLUMNS: Mapping[str, Sequence[Any]] = {
    "owner": (PersonRow.name, InterventionRow.owner),
    "assignee": (PersonRow.name,),
    "account": (AccountRow.name,),
    "segment": (AccountRow.segment,),
    "tag": (TagRow.name,),
    "source": (SourceRow.name,),
}


def filter_names(workspace: Workspace) -> dict[str, list[str]]:
    """List, per field of the query language, the names that the workspace knows, sorted."""
    with plain_errors(workspace.location), workspace.database.reading() as session:
        return {
            field: sorted({name for column in columns for name in _names(session, column)})
            for field, columns in _COLUMNS.items()
        }


def _names(session: Session, column: Any) -> Iterable[str]:
    query = select(col(column)).where(col(column).is_not(None)).distinct().limit(MOST_NAMES)
    return session.connection().execute(query).scalars()
