"""Notes on tickets: what teammates write in their own words, for each other alone."""

from collections.abc import Sequence
from itertools import count

from radar_tui.db.changesets import unused_id
from radar_tui.db.engine import plain_errors
from radar_tui.db.errors import WorkspaceError
from radar_tui.db.tables import TeamRow, TicketNoteRow
from radar_tui.services.acting import Action, ActResult, Case, act_within
from radar_tui.services.answering import one_line
from radar_tui.services.workspace import Workspace


def write_note(workspace: Workspace, ticket_ids: Sequence[int], text: str) -> ActResult:
    """Write a note on tickets, one on each; it starts no intervention and answers no alert.

    Raises:
        WorkspaceError: a blank note, no ticket, or one that is gone.
        MovedOnError: somebody wrote a note at the same moment.
    """
    words = one_line(text)
    if words is None:
        raise WorkspaceError("the note is blank; write what the others are to know")
    with plain_errors(workspace.location), workspace.database.writing() as session:
        ids = count(unused_id(session, TicketNoteRow))

        def change(case: Case) -> Sequence[TeamRow]:
            return [
                TicketNoteRow(
                    id=next(ids),
                    ticket_id=case.facts.id,
                    by=workspace.actor,
                    at=workspace.as_of,
                    text=words,
                )
            ]

        action = Action(
            "note", change, lambda subject, _: f"wrote a note on {subject}", works=False
        )
        return act_within(session, workspace, ticket_ids, action)
