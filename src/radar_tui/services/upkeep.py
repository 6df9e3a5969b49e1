"""Upkeep of the workspace's database."""

from radar_tui.db.engine import plain_errors
from radar_tui.db.integrity import integrity_findings
from radar_tui.services.workspace import Workspace


def check_database(workspace: Workspace) -> list[str]:
    """Check integrity and references; one line per finding, none where all is well.

    Raises:
        WorkspaceError: the file is too damaged to be checked.
    """
    with plain_errors(workspace.location):
        return integrity_findings(workspace.database)
