"""The weekly habit loop: who did what, what came of it, streaks, undo, and two people at once."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlmodel import select

from radar_tui.db.errors import MovedOnError, WorkspaceError
from radar_tui.db.tables import ChangeSetRow, SettingRow
from radar_tui.services.habits import (
    HabitStand,
    do_habits,
    habit_by,
    habit_loop,
    link_habit,
    note_habit,
    take_back_habits,
)
from radar_tui.services.playbook import shipped_playbook
from radar_tui.services.undoing import redo_action, undo_action
from radar_tui.services.workspace import Workspace

WEEK = "2026-W48"
SHARE, IMPROVE = "share-example", "improve-macro"
KEYS = tuple(item.key for item in shipped_playbook().enablement.habits)


def stand(workspace: Workspace, key: str, week: str | None = None) -> HabitStand:
    return next(one for one in habit_loop(workspace, week).habits if one.key == key)


def actions(workspace: Workspace) -> list[str]:
    with workspace.database.reading() as session:
        return [row.action for row in session.exec(select(ChangeSetRow))]


def test_a_new_week_is_the_templates_loop_with_nothing_done(workspace: Workspace) -> None:
    loop = habit_loop(workspace)
    template = shipped_playbook().enablement.habits
    assert [(one.key, one.label) for one in loop.habits] == [(i.key, i.label) for i in template]
    assert (loop.week, loop.running, f"{loop.monday}") == (WEEK, WEEK, "2026-11-23")
    assert (loop.done, loop.streak, loop.longest, loop.people) == (0, 0, 0, ("Dana",))


def test_the_week_is_the_workspaces(workspace: Workspace) -> None:
    sunday = replace(workspace, as_of=datetime.fromisoformat("2026-11-22T16:00+00:00"))
    assert habit_loop(sunday).running == "2026-W47"
    with workspace.database.writing() as session:
        session.add(SettingRow(key="zone", value="Asia/Tokyo", rev=1))
    assert habit_loop(sunday).running == WEEK


def test_two_people_do_the_same_habit_and_the_first_comes_first(workspace: Workspace) -> None:
    do_habits(workspace, WEEK, [SHARE], "Ravi")
    later = replace(workspace, as_of=workspace.as_of + timedelta(minutes=5))
    do_habits(later, WEEK, [SHARE])
    assert [one.person for one in stand(workspace, SHARE).done] == ["Ravi", "Dana"]
    assert habit_loop(workspace).done == 1


def test_doing_it_twice_records_once(workspace: Workspace) -> None:
    assert do_habits(workspace, WEEK, [SHARE]).changed
    assert not do_habits(workspace, WEEK, [SHARE]).changed
    assert actions(workspace) == ["habit"]


def test_an_act_is_undone_and_done_again(workspace: Workspace) -> None:
    do_habits(workspace, WEEK, [SHARE])
    link_habit(workspace, WEEK, SHARE, "Dana", "ticket:desk/1", seen=1)
    undo_action(workspace)
    assert stand(workspace, SHARE).done[0].product is None
    undo_action(workspace)
    assert not stand(workspace, SHARE).done
    redo_action(workspace)
    assert stand(workspace, SHARE).by("Dana") is not None


def test_whole_weeks_in_a_row_are_a_streak(workspace: Workspace) -> None:
    for week in ("2026-W44", "2026-W46", "2026-W47"):
        do_habits(workspace, week, KEYS)
    do_habits(workspace, WEEK, [SHARE])
    loop = habit_loop(workspace)
    assert (loop.streak, loop.longest) == (2, 2)
    share = stand(workspace, SHARE)
    assert share.streak == 3
    assert share.weeks == (False, False, False, True, False, True, True, True)
    assert stand(workspace, IMPROVE).streak == 2


def test_a_past_week_is_looked_at_and_filled_in(workspace: Workspace) -> None:
    do_habits(workspace, "2026-W47", [SHARE])
    assert habit_loop(workspace, "2026-W47").done == 1
    assert habit_loop(workspace).done == 0


def test_a_note_and_what_came_of_it_are_kept(workspace: Workspace) -> None:
    note_habit(workspace, WEEK, IMPROVE, "Dana", " token\nmacro ", seen=0)
    link_habit(workspace, WEEK, IMPROVE, "Dana", "macro:token-expired", seen=1)
    done = habit_by(workspace, WEEK, IMPROVE, "Dana")
    assert done is not None
    assert (done.note, done.product, done.rev) == ("token macro", "macro:token-expired", 2)
    note_habit(workspace, WEEK, IMPROVE, "Dana", "", seen=2)
    link_habit(workspace, WEEK, IMPROVE, "Dana", " ", seen=3)
    done = habit_by(workspace, WEEK, IMPROVE, "Dana")
    assert done is not None
    assert (done.note, done.product) == (None, None)


def test_a_note_that_says_the_same_records_nothing(workspace: Workspace) -> None:
    note_habit(workspace, WEEK, IMPROVE, "Dana", "same", seen=0)
    assert not note_habit(workspace, WEEK, IMPROVE, "Dana", "same", seen=1).changed
    assert actions(workspace) == ["habit"]


def test_who_saw_an_older_note_is_told_who_changed_it(workspace: Workspace) -> None:
    note_habit(workspace, WEEK, IMPROVE, "Dana", "first", seen=0)
    ravi = replace(workspace, actor="Ravi")
    note_habit(ravi, WEEK, IMPROVE, "Dana", "second", seen=1)
    with pytest.raises(MovedOnError, match="Ravi"):
        note_habit(workspace, WEEK, IMPROVE, "Dana", "third", seen=1)
    with pytest.raises(MovedOnError, match="Ravi"):
        take_back_habits(workspace, WEEK, "Dana", {IMPROVE: 1})
    done = habit_by(workspace, WEEK, IMPROVE, "Dana")
    assert done is not None
    assert done.note == "second"
    assert actions(workspace) == ["habit", "habit"]


def test_a_note_on_what_was_not_done_meets_what_was_done_since(workspace: Workspace) -> None:
    do_habits(workspace, WEEK, [IMPROVE])
    with pytest.raises(MovedOnError):
        note_habit(workspace, WEEK, IMPROVE, "Dana", "mine", seen=0)


def test_several_are_one_action(workspace: Workspace) -> None:
    do_habits(workspace, WEEK, [SHARE])
    do_habits(workspace, WEEK, KEYS)
    assert habit_loop(workspace).done == len(KEYS)
    take_back_habits(workspace, WEEK, "Dana", {SHARE: 1, IMPROVE: 1})
    assert habit_loop(workspace).done == len(KEYS) - 2
    undo_action(workspace)
    undo_action(workspace)
    assert [one.key for one in habit_loop(workspace).habits if one.done] == [SHARE]


def test_what_was_done_is_taken_back(workspace: Workspace) -> None:
    do_habits(workspace, WEEK, [SHARE])
    take_back_habits(workspace, WEEK, "Dana", {SHARE: 1})
    assert not stand(workspace, SHARE).done
    with pytest.raises(WorkspaceError, match="has not done it"):
        take_back_habits(workspace, WEEK, "Dana", {SHARE: 1})


@pytest.mark.parametrize(
    ("week", "habit", "person", "words"),
    [
        (WEEK, "sleep", "Dana", "no habit"),
        ("2026-W49", SHARE, "Dana", "has not begun"),
        ("2026-W99", SHARE, "Dana", "week"),
        (WEEK, SHARE, " ", "give a name"),
    ],
)
def test_what_cannot_be_is_refused_in_a_line(
    workspace: Workspace, week: str, habit: str, person: str, words: str
) -> None:
    with pytest.raises(WorkspaceError, match=words):
        do_habits(workspace, week, [habit], person)
    assert actions(workspace) == []


def test_a_note_of_endless_length_is_refused(workspace: Workspace) -> None:
    with pytest.raises(WorkspaceError, match="301"):
        note_habit(workspace, WEEK, SHARE, "Dana", "x" * 301, seen=0)
