"""What is new about alerts for one reader, told once: also where Radar was closed in between.

Each evaluation appends what is news to a list that only grows; a reader's mark says how far they
have come in it. The mark moves before anything is shown, so that nothing is told twice, whatever
happens then, and the alert itself stands where it stands.
"""

import socket
from collections.abc import Sequence

from radar_tui.db.engine import plain_errors
from radar_tui.db.marks import mark_at, move_mark
from radar_tui.db.queries.alert_notices import newest_notice, notices_after
from radar_tui.domain.notices import Digest, Notice, make_digest
from radar_tui.services.workspace import Workspace


def reader_here(workspace: Workspace, what: str) -> str:
    """Name a reader: a person on this machine, and what reads for them."""
    return f"seen/{workspace.actor}@{socket.gethostname()}/{what}"


def take_digest(workspace: Workspace, reader: str) -> Digest | None:
    """Give what is new for a reader since they last took it; None where nothing is.

    Whoever looks for the first time begins with what comes from then on. Of two that look under one
    name at the same moment, one is told.
    """
    return make_digest(take_notices(workspace, reader))


def take_notices(
    workspace: Workspace, reader: str, *, at_most: int | None = None
) -> Sequence[Notice]:
    """Give the notices that a reader has not taken yet, oldest first; those are taken then."""
    with plain_errors(workspace.location), workspace.database.reading() as session:
        seen = mark_at(session, reader)
        newest = newest_notice(session)
        found = notices_after(session, seen)[:at_most] if seen is not None else []
    if seen is not None and not found:
        return []
    value = newest if seen is None else found[-1].seq
    with plain_errors(workspace.location), workspace.database.writing() as session:
        return found if move_mark(session, reader, seen=seen, value=value) else []
