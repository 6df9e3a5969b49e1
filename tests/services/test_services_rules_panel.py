"""The rules as a list with how often they fired, and one rule for its editor."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from radar_tui.db.errors import WorkspaceError
from radar_tui.services.playbook import shipped_playbook
from radar_tui.services.rule_editing import import_rules, switch_rule
from radar_tui.services.rules_panel import rule_view, rules_panel
from radar_tui.services.undoing import undo_action
from radar_tui.services.workspace import Workspace
from support.app_workspaces import fill
from support.workspaces import bring_text

SCORE = "frustration-score"


def test_rules_stand_as_they_ship_and_the_team_s_own_after_them(workspace: Workspace) -> None:
    shipped = shipped_playbook().rules
    import_rules(workspace, [replace(shipped[0], key="a-rule-of-ours")])
    keys = [one.rule.key for one in rules_panel(workspace)]
    assert keys == [*(rule.key for rule in shipped), "a-rule-of-ours"]


def test_what_fired_in_the_last_weeks_is_counted(workspace: Workspace, tmp_path: Path) -> None:
    fill(workspace, tmp_path)
    counts = {one.rule.key: (one.fired, one.open) for one in rules_panel(workspace)}
    assert counts[SCORE] == (2, 2)
    assert counts["ticket-spike"] == (0, 0)
    later = replace(workspace, as_of=workspace.as_of + timedelta(weeks=9))
    counts = {one.rule.key: (one.fired, one.open) for one in rules_panel(later)}
    assert counts[SCORE] == (0, 2)


def test_one_rule_comes_with_its_default_and_words_for_its_fields(
    workspace: Workspace, tmp_path: Path
) -> None:
    vocabulary = "kind,name,label,aliases\nfeature-area,big data,Big data,\n"
    bring_text(workspace, tmp_path, "vocabulary.csv", vocabulary)
    switch_rule(workspace, SCORE)
    view = rule_view(workspace, SCORE)
    assert view.shipped is not None
    assert (view.shipped.enabled, view.standing.rule.enabled) == (True, False)
    assert "Team lead" in view.suggestions["owner"]
    assert "'feature-area=big data'" in view.suggestions["only"]
    with pytest.raises(WorkspaceError, match="no rule 'gone' any more"):
        rule_view(workspace, "gone")


def test_a_rule_is_turned_off_and_on_and_undone(workspace: Workspace) -> None:
    assert switch_rule(workspace, SCORE).label == "turned the rule Frustration score off"
    assert undo_action(workspace) == "turned the rule Frustration score off"
    assert rule_view(workspace, SCORE).standing.rule.enabled
