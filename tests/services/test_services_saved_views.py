"""Saved views in the workspace: each change is one action that undo takes back."""

from dataclasses import replace

import pytest

from radar_tui.db.errors import WorkspaceError
from radar_tui.db.tables import ChangeSetRow, SettingRow
from radar_tui.domain.saved_views import SHIPPED_VIEWS, SavedView
from radar_tui.services.saved_views import delete_view, rename_view, save_view, saved_views
from radar_tui.services.undoing import redo_action, undo_action
from radar_tui.services.workspace import Workspace
from support.workspaces import rows

BIG = SavedView("Big ones", "tier>=4 band:critical,high", "waiting", descending=True)
EMEA = SavedView("emea", "segment:emea")


def own(workspace: Workspace) -> list[SavedView]:
    return [view for view in saved_views(workspace) if not view.shipped]


def test_radar_ships_with_views(workspace: Workspace) -> None:
    assert saved_views(workspace) == list(SHIPPED_VIEWS)


def test_views_are_kept_by_name_before_the_shipped_ones(workspace: Workspace) -> None:
    assert save_view(workspace, EMEA) == "saved the view emea"
    save_view(workspace, replace(BIG, name="  Big   ones "))
    assert saved_views(workspace) == [BIG, EMEA, *SHIPPED_VIEWS]


def test_a_view_is_shared_with_the_team(workspace: Workspace) -> None:
    save_view(workspace, EMEA)
    assert own(replace(workspace, actor="Ravi")) == [EMEA]


def test_the_same_name_keeps_the_newer_filter(workspace: Workspace) -> None:
    save_view(workspace, EMEA)
    save_view(workspace, replace(EMEA, name="EMEA", query="segment:emea  is:churn"))
    assert own(workspace) == [SavedView("EMEA", "segment:emea is:churn")]


def test_saving_renaming_and_deleting_are_actions_that_are_taken_back(
    workspace: Workspace,
) -> None:
    save_view(workspace, BIG)
    assert rename_view(workspace, "big ones", "Large") == "renamed the view Big ones to Large"
    assert own(workspace) == [replace(BIG, name="Large")]
    assert delete_view(workspace, "large") == "deleted the view Large"
    assert own(workspace) == []
    assert undo_action(workspace) == "deleted the view Large"
    assert own(workspace) == [replace(BIG, name="Large")]
    assert undo_action(workspace) == "renamed the view Big ones to Large"
    assert own(workspace) == [BIG]
    assert undo_action(workspace) == "saved the view Big ones"
    assert own(workspace) == []
    redo_action(workspace)
    assert own(workspace) == [BIG]
    assert all(row.actor == "Dana" for row in rows(workspace, ChangeSetRow))


def test_a_name_may_change_its_capitals(workspace: Workspace) -> None:
    save_view(workspace, EMEA)
    rename_view(workspace, "emea", "EMEA")
    assert [view.name for view in own(workspace)] == ["EMEA"]


@pytest.mark.parametrize("name", ["", "mine", "x" * 41])
def test_a_name_that_cannot_be_used_changes_nothing(workspace: Workspace, name: str) -> None:
    save_view(workspace, EMEA)
    with pytest.raises(WorkspaceError):
        save_view(workspace, replace(EMEA, name=name))
    with pytest.raises(WorkspaceError):
        rename_view(workspace, "emea", name)
    assert own(workspace) == [EMEA]


def test_a_name_that_is_taken_is_refused(workspace: Workspace) -> None:
    save_view(workspace, EMEA)
    save_view(workspace, BIG)
    with pytest.raises(WorkspaceError, match="there is a view EMEA already"):
        rename_view(workspace, "Big ones", "EMEA")
    assert own(workspace) == [BIG, EMEA]


def test_a_filter_that_cannot_be_read_is_refused(workspace: Workspace) -> None:
    with pytest.raises(WorkspaceError, match="no field 'bnd'"):
        save_view(workspace, SavedView("typo", "bnd:high"))


@pytest.mark.parametrize("name", ["gone", "mine"])
def test_only_the_team_s_own_views_are_renamed_and_deleted(workspace: Workspace, name: str) -> None:
    for act in (lambda: rename_view(workspace, name, "ours"), lambda: delete_view(workspace, name)):
        with pytest.raises(WorkspaceError, match="there is no view"):
            act()


@pytest.mark.parametrize(
    "value",
    [
        {"name": "later", "query": "mood:bad"},
        {"name": "later", "query": "is:churn", "column": "mood"},
        {"name": 7},
        "is:churn",
    ],
)
def test_what_a_newer_radar_wrote_is_left_alone(workspace: Workspace, value: object) -> None:
    with workspace.database.writing() as session:
        session.add(SettingRow(key="radar-view/later", value=value))
    assert saved_views(workspace) == list(SHIPPED_VIEWS)


def test_a_hostile_name_is_made_harmless(workspace: Workspace) -> None:
    save_view(workspace, replace(EMEA, name="a\x1b[31mb\u202ec"))
    (view,) = own(workspace)
    assert not {"\x1b", "\u202e"} & set(view.name)
    delete_view(workspace, view.name)
    assert own(workspace) == []
