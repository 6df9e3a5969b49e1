"""What can be wrong with a workspace's database, each in one line that says what to do."""


class WorkspaceError(Exception):
    """The workspace cannot be opened or used; the message is one line with the next step."""


class NewerWorkspaceError(WorkspaceError):
    """The workspace was written by a newer Radar."""


class MovedOnError(WorkspaceError):
    """Somebody else changed the row in the meantime; the message names them."""
