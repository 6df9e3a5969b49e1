"""Training as a checklist for each person: whole teams at once, undo, and two people at once."""

from dataclasses import replace

import pytest
from sqlmodel import select

from radar_tui.db.errors import MovedOnError, WorkspaceError
from radar_tui.db.tables import ChangeSetRow, ImportRunRow, PersonRow, SourceRow, TeammateRow
from radar_tui.services.playbook import shipped_playbook
from radar_tui.services.training import (
    note_training,
    train,
    training_board,
    training_of,
    untrain,
)
from radar_tui.services.undoing import undo_action
from radar_tui.services.workspace import Workspace

PRINCIPLES = tuple(item.key for item in shipped_playbook().enablement.principles)
TOOLS = "equip-with-tools"


def for_all(people: list[str], principle: str) -> list[tuple[str, str]]:
    return [(name, principle) for name in people]


@pytest.fixture
def staffed(workspace: Workspace) -> Workspace:
    """Ana and Ravi as imported; the team says that Ravi is on tier 2 and that Olaf has left."""
    run = ImportRunRow(
        id=1, kind="people", format="people", source="desk", file_name="f", state="done",
        actor="Dana", started_at=workspace.as_of,
    )  # fmt: skip
    runs = {"first_run_id": 1, "last_run_id": 1}
    with workspace.database.writing() as session:
        session.add(SourceRow(name="desk", system="people"))
        session.flush()
        session.add(run)
        session.flush()
        for name in ("Ravi", "Ana", "Olaf"):
            session.add(PersonRow(name=name, email=f"{name}@x.test", roles=["agent"], **runs))
        session.add(TeammateRow(name="Ravi", roles=["lead"], tier=2, rev=1))
        session.add(TeammateRow(name="Olaf", left_at=workspace.as_of, rev=1))
    return workspace


def test_the_actor_stands_alone_where_nobody_is_known(workspace: Workspace) -> None:
    board = training_board(workspace)
    assert [one.name for one in board.people] == ["Dana"]
    assert board.principles == shipped_playbook().enablement.principles
    assert board.complete == ()


def test_the_teams_own_word_counts_over_the_import(staffed: Workspace) -> None:
    people = training_board(staffed).people
    told = [(one.name, one.roles, one.tier) for one in people]
    assert told == [("Ana", ("agent",), None), ("Ravi", ("lead",), 2)]


def test_several_are_trained_in_one_action(staffed: Workspace) -> None:
    assert train(staffed, for_all(["Ana", "Ravi", "Ana"], TOOLS)).changed
    people = training_board(staffed).people
    assert [one.of(TOOLS) is not None for one in people] == [True, True]
    undo_action(staffed)
    assert not any(one.trained for one in training_board(staffed).people)


def test_who_has_a_tick_keeps_it(staffed: Workspace) -> None:
    train(replace(staffed, actor="Ravi"), for_all(["Ana"], TOOLS))
    assert train(staffed, for_all(["Ana", "Ravi"], TOOLS)).changed
    assert not train(staffed, for_all(["Ana"], TOOLS)).changed
    tick = training_of(staffed, "Ana", TOOLS)
    assert tick is not None
    assert tick.by == "Ravi"


def test_all_principles_make_somebody_complete(staffed: Workspace) -> None:
    for key in PRINCIPLES[:-1]:
        train(staffed, for_all(["Ana", "Ravi"], key))
    assert training_board(staffed).complete == ()
    train(staffed, for_all(["Ravi"], PRINCIPLES[-1]))
    assert training_board(staffed).complete == ("Ravi",)


def test_who_was_trained_and_is_on_no_list_is_shown(workspace: Workspace) -> None:
    train(workspace, for_all(["Mia"], TOOLS))
    assert [one.name for one in training_board(workspace).people] == ["Mia"]


def test_a_tick_is_taken_off(staffed: Workspace) -> None:
    train(staffed, for_all(["Ana", "Ravi"], TOOLS))
    untrain(staffed, {("Ana", TOOLS): 1})
    assert training_of(staffed, "Ana", TOOLS) is None
    assert training_of(staffed, "Ravi", TOOLS) is not None
    with pytest.raises(WorkspaceError, match="any more"):
        untrain(staffed, {("Ana", TOOLS): 1})


def test_several_ticks_are_taken_off_in_one_action(staffed: Workspace) -> None:
    train(staffed, for_all(["Ana", "Ravi"], TOOLS))
    untrain(staffed, {("Ana", TOOLS): 1, ("Ravi", TOOLS): 1})
    assert not any(one.trained for one in training_board(staffed).people)
    undo_action(staffed)
    assert all(one.trained for one in training_board(staffed).people)


def test_a_newer_note_is_never_written_over(staffed: Workspace) -> None:
    train(staffed, for_all(["Ana"], TOOLS))
    note_training(replace(staffed, actor="Ravi"), "Ana", TOOLS, "SQL course", seen=1)
    with pytest.raises(MovedOnError, match="Ravi"):
        note_training(staffed, "Ana", TOOLS, "logs", seen=1)
    with pytest.raises(MovedOnError, match="Ravi"):
        untrain(staffed, {("Ana", TOOLS): 1})
    tick = training_of(staffed, "Ana", TOOLS)
    assert tick is not None
    assert (tick.note, tick.rev) == ("SQL course", 2)
    note_training(staffed, "Ana", TOOLS, " ", seen=2)
    tick = training_of(staffed, "Ana", TOOLS)
    assert tick is not None
    assert tick.note is None


def test_what_cannot_be_is_refused_in_a_line(staffed: Workspace) -> None:
    with pytest.raises(WorkspaceError, match="no training principle"):
        train(staffed, for_all(["Ana"], "juggling"))
    with pytest.raises(WorkspaceError, match="nobody is chosen"):
        train(staffed, for_all([" "], TOOLS))
    with pytest.raises(WorkspaceError, match="not trained in this yet"):
        note_training(staffed, "Ana", TOOLS, "note", seen=0)
    with staffed.database.reading() as session:
        assert session.exec(select(ChangeSetRow)).all() == []
