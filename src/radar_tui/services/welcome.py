"""What the app must know to greet a lead on a new workspace."""

from sqlmodel import select

from radar_tui.db.engine import plain_errors
from radar_tui.db.tables import ImportRunRow, TicketRow
from radar_tui.services.workspace import Workspace


def is_empty(workspace: Workspace) -> bool:
    """Tell whether nothing was ever imported: two looks-up of one row each."""
    with plain_errors(workspace.location), workspace.database.reading() as session:
        return all(
            session.exec(select(model.id).limit(1)).first() is None
            for model in (ImportRunRow, TicketRow)
        )
