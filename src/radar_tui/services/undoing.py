"""Undo and redo of what people did."""

from radar_tui.db.changesets import redo, undo
from radar_tui.db.engine import plain_errors
from radar_tui.services.workspace import Workspace


def undo_action(workspace: Workspace) -> str:
    """Take back the actor's newest action; gives its label.

    Raises:
        WorkspaceError: nothing to undo, or somebody changed the same since.
    """
    with plain_errors(workspace.location), workspace.database.writing() as session:
        return undo(session, actor=workspace.actor, at=workspace.as_of).label


def redo_action(workspace: Workspace) -> str:
    """Do again what the actor undid last; gives its label.

    Raises:
        WorkspaceError: nothing to redo, or somebody changed the same since.
    """
    with plain_errors(workspace.location), workspace.database.writing() as session:
        return redo(session, actor=workspace.actor, at=workspace.as_of).label
