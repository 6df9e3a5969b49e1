"""The matrix's settings: stored as a change set, read by all, and not written over unseen."""

from pathlib import Path

import pytest

from radar_tui.db.errors import MovedOnError
from radar_tui.db.tables import ChangeSetRow, SettingRow
from radar_tui.domain.priority import DEFAULT_PRIORITY_SETTINGS as DEFAULTS
from radar_tui.domain.priority import PriorityAction, PrioritySettings
from radar_tui.services.panels import matrix_panel
from radar_tui.services.prioritising import matrix_facts, priority_matrix
from radar_tui.services.settings import priority_settings, store_priority_settings
from radar_tui.services.undoing import undo_action
from radar_tui.services.workspace import Workspace
from support.workspaces import bring_text, rows

LOWER = PrioritySettings(outreach_from=7, monitor_from=5)


def test_they_are_stored_read_by_all_and_undone(workspace: Workspace, tmp_path: Path) -> None:
    bring_text(workspace, tmp_path, "accounts.csv", "id,name,arr,tier\na,ACME,310000,5\n")
    assert matrix_panel(workspace).to_act_on == 0
    result = store_priority_settings(workspace, LOWER, since=DEFAULTS)
    assert result.label == "priority matrix: outreach from 12 → 7, monitor from 8 → 5"
    assert priority_settings(workspace) == LOWER
    assert [row.action for row in priority_matrix(workspace)] == [PriorityAction.OUTREACH]
    assert matrix_panel(workspace).to_act_on == 1
    assert undo_action(workspace) == result.label
    assert matrix_panel(workspace).to_act_on == 0


def test_the_template_s_settings_are_stored_as_none(workspace: Workspace) -> None:
    store_priority_settings(workspace, LOWER, since=DEFAULTS)
    store_priority_settings(workspace, DEFAULTS, since=LOWER)
    assert rows(workspace, SettingRow) == []
    assert not store_priority_settings(workspace, DEFAULTS, since=DEFAULTS).changed
    assert len(rows(workspace, ChangeSetRow)) == 2


def test_what_somebody_else_stored_is_not_written_over(workspace: Workspace) -> None:
    store_priority_settings(workspace, LOWER, since=DEFAULTS)
    with pytest.raises(MovedOnError, match="changed in the meantime"):
        store_priority_settings(workspace, PrioritySettings(arr_weight=2), since=DEFAULTS)
    assert priority_settings(workspace) == LOWER


def test_rows_under_other_settings_need_no_workspace(workspace: Workspace, tmp_path: Path) -> None:
    accounts = "id,name,arr,segment\na,ACME,310000,EMEA\nb,Globex,1000,\n"
    bring_text(workspace, tmp_path, "accounts.csv", accounts)
    facts = matrix_facts(workspace)
    assert [row.total for row in facts.account_rows()] == [7, 3]
    assert [row.action for row in facts.account_rows(LOWER)] == [
        PriorityAction.OUTREACH,
        PriorityAction.STANDARD,
    ]
    assert [(row.name, row.accounts) for row in facts.segment_rows()] == [
        ("EMEA", 1),
        ("no segment", 1),
    ]
