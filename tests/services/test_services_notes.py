"""Notes on tickets: one change set, newest first, left alone by imports and never carried back."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from radar_tui.db.errors import WorkspaceError
from radar_tui.db.tables import ChangeSetRow, InterventionRow, TicketNoteRow, TicketRow
from radar_tui.services.carrying_back import ticket_changes
from radar_tui.services.importing import undo_import
from radar_tui.services.notes import write_note
from radar_tui.services.ticket_view import NoteView, ticket_view
from radar_tui.services.undoing import redo_action, undo_action
from radar_tui.services.workspace import Workspace
from support.hostile_texts import HOSTILE
from support.workspaces import bring, rows, ticket


@pytest.fixture
def run(workspace: Workspace, tmp_path: Path) -> int:
    """The import run that brought two tickets."""
    return bring(workspace, tmp_path, ticket(1), ticket(2)).run


@pytest.fixture
def ids(workspace: Workspace, run: int) -> list[int]:
    assert run
    return sorted(row.id for row in rows(workspace, TicketRow))


def texts(workspace: Workspace) -> list[tuple[int, str]]:
    """All notes with their tickets, in the order in which they were written."""
    return [
        (row.ticket_id, row.text)
        for row in sorted(rows(workspace, TicketNoteRow), key=lambda row: row.id)
    ]


def test_a_note_on_several_tickets_is_one_change_set(workspace: Workspace, ids: list[int]) -> None:
    done = write_note(workspace, ids, "  same   cause\n")
    assert (done.label, done.changed) == ("wrote a note on 2 tickets", True)
    written = texts(workspace)
    assert [key for key, _ in written] == ids
    assert len({text for _, text in written}) == 1
    (change_set,) = rows(workspace, ChangeSetRow)
    assert (change_set.actor, change_set.action) == (workspace.actor, "note")
    undo_action(workspace)
    assert texts(workspace) == []
    redo_action(workspace)
    assert texts(workspace) == written


def test_a_ticket_has_its_notes_newest_first(workspace: Workspace, ids: list[int]) -> None:
    ravi = replace(workspace, actor="Ravi", as_of=workspace.as_of + timedelta(hours=1))
    write_note(workspace, ids[:1], "one")
    write_note(workspace, ids[:1], "two")
    write_note(workspace, ids[1:], "of the other")
    write_note(ravi, ids[:1], "three")
    assert ticket_view(workspace, ids[0]).notes == (
        NoteView("Ravi", ravi.as_of, "three"),
        NoteView(workspace.actor, workspace.as_of, "two"),
        NoteView(workspace.actor, workspace.as_of, "one"),
    )


def test_the_same_words_twice_are_two_notes(workspace: Workspace, ids: list[int]) -> None:
    assert write_note(workspace, ids[:1], "called").changed
    assert write_note(workspace, ids[:1], "called").changed
    assert texts(workspace) == [(ids[0], "called")] * 2


def test_the_id_of_a_note_that_was_taken_back_never_returns(
    workspace: Workspace, ids: list[int]
) -> None:
    write_note(workspace, ids[:1], "one")
    (first,) = rows(workspace, TicketNoteRow)
    undo_action(workspace)
    ravi = replace(workspace, actor="Ravi")
    write_note(ravi, ids[:1], "two")
    (second,) = rows(workspace, TicketNoteRow)
    assert second.id > first.id
    redo_action(workspace)
    assert texts(workspace) == [(ids[0], "one"), (ids[0], "two")]


@pytest.mark.parametrize("blank", ["", "  ", "\n\t"])
def test_a_blank_note_is_refused(blank: str, workspace: Workspace, ids: list[int]) -> None:
    with pytest.raises(WorkspaceError, match="the note is blank"):
        write_note(workspace, ids, blank)
    assert rows(workspace, ChangeSetRow) == []


def test_a_note_needs_tickets_that_are_there(workspace: Workspace, ids: list[int]) -> None:
    with pytest.raises(WorkspaceError, match="no ticket is chosen"):
        write_note(workspace, [], "hello")
    with pytest.raises(WorkspaceError, match="not there any more"):
        write_note(workspace, [*ids, max(ids) + 1], "hello")
    assert texts(workspace) == []


@pytest.mark.parametrize("text", HOSTILE)
def test_a_hostile_note_is_stored_harmless_and_told_in_no_label(
    text: str, workspace: Workspace, ids: list[int]
) -> None:
    label = write_note(workspace, ids[:1], f"see {text}").label
    assert label == "wrote a note on #1"
    ((_, stored),) = texts(workspace)
    assert stored.startswith("see")
    assert stored.isprintable()


def test_a_note_is_no_intervention_and_nothing_to_carry_back(
    workspace: Workspace, ids: list[int]
) -> None:
    write_note(workspace, ids, "between us")
    assert rows(workspace, InterventionRow) == []
    assert ticket_changes(workspace, None).tickets == ()


def test_a_note_outlives_the_next_import_and_keeps_its_own_from_being_undone(
    workspace: Workspace, tmp_path: Path, run: int, ids: list[int]
) -> None:
    write_note(workspace, ids[:1], "between us")
    later = bring(
        workspace, tmp_path, ticket(1, subject="New", updated_at="2026-11-21T09:00:00Z")
    ).run
    undo_import(workspace, later)
    assert texts(workspace) == [(ids[0], "between us")]
    with pytest.raises(WorkspaceError, match="worked on 1 ticket and 0 accounts"):
        undo_import(workspace, run)
    undo_action(workspace)
    undo_import(workspace, run)
    assert rows(workspace, TicketRow) == []
