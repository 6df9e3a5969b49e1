"""Rules are edited and imported as change sets: each edit a version, undone as a whole."""

from dataclasses import replace
from datetime import timedelta

import pytest

from radar_tui.db.errors import MovedOnError, WorkspaceError
from radar_tui.db.tables import RuleVersionRow
from radar_tui.domain.rules import Rule, RuleKind
from radar_tui.services.playbook import shipped_playbook
from radar_tui.services.rule_editing import (
    RuleChange,
    edit_rule,
    import_rules,
    store_edited,
    workspace_rules,
)
from radar_tui.services.undoing import redo_action, undo_action
from radar_tui.services.workspace import Workspace
from support.workspaces import rows

KEY = "connection-failures"


def rule(workspace: Workspace, key: str = KEY) -> Rule:
    return next(one for one in workspace_rules(workspace) if one.key == key)


def versions(workspace: Workspace, key: str = KEY) -> list[int]:
    return sorted(row.version for row in rows(workspace, RuleVersionRow) if row.key == key)


def test_an_edit_is_a_new_version(workspace: Workspace) -> None:
    before = rule(workspace)
    result = edit_rule(workspace, KEY, lambda one: replace(one, threshold=20))
    assert (result.changed, result.label) == (True, f"changed the rule {before.title}")
    assert rule(workspace) == replace(before, threshold=20, version=2)
    assert versions(workspace) == [1, 2]


def test_an_edit_that_changes_nothing_is_none(workspace: Workspace) -> None:
    assert not edit_rule(workspace, KEY, lambda one: one).changed
    assert versions(workspace) == [1]


def test_an_edit_is_undone_and_a_version_never_used_twice(workspace: Workspace) -> None:
    before = rule(workspace)
    edit_rule(workspace, KEY, lambda one: replace(one, threshold=20))
    undo_action(workspace)
    assert rule(workspace) == before
    edit_rule(workspace, KEY, lambda one: replace(one, threshold=30))
    assert rule(workspace).version == 3
    undo_action(workspace)
    redo_action(workspace)
    assert rule(workspace) == replace(before, threshold=30, version=3)
    assert versions(workspace) == [1, 2, 3]


def test_an_edit_that_makes_no_sense_is_one_line(workspace: Workspace) -> None:
    with pytest.raises(WorkspaceError, match="min-count must be 1 or more, found 0"):
        edit_rule(workspace, KEY, lambda one: replace(one, min_count=0))
    with pytest.raises(WorkspaceError, match="there is no rule 'nobody'"):
        edit_rule(workspace, "nobody", lambda one: one)


def test_an_edit_of_an_older_version_is_refused(workspace: Workspace) -> None:
    shown = rule(workspace)
    edit_rule(workspace, KEY, lambda one: replace(one, threshold=20))
    with pytest.raises(MovedOnError, match="changed in the meantime"):
        store_edited(workspace, replace(shown, threshold=30))
    assert rule(workspace).threshold == 20


def test_an_import_adds_changes_and_leaves_alone(workspace: Workspace) -> None:
    shipped = {one.key: one for one in shipped_playbook().rules}
    fresh = replace(shipped[KEY], key="gateway-failures", threshold=3)
    changed = replace(shipped["repeat-issues"], owner="Dana")
    harder = replace(shipped["frustration-score"], threshold=80)
    done = import_rules(workspace, [fresh, changed, harder, shipped[KEY]])
    assert [(one.key, one.change, one.resets) for one in done.rules] == [
        ("gateway-failures", RuleChange.ADDED, False),
        ("repeat-issues", RuleChange.CHANGED, False),
        ("frustration-score", RuleChange.CHANGED, True),
        (KEY, RuleChange.UNCHANGED, False),
    ]
    assert len(workspace_rules(workspace)) == len(shipped) + 1
    assert rule(workspace, "repeat-issues").owner == "Dana"
    assert undo_action(workspace) == "imported 3 rules"
    assert {one.key for one in workspace_rules(workspace)} == set(shipped)
    assert rule(workspace, "repeat-issues") == shipped["repeat-issues"]


def test_a_dry_run_writes_nothing(workspace: Workspace) -> None:
    changed = replace(rule(workspace), for_=timedelta(minutes=10))
    assert import_rules(workspace, [changed], dry_run=True).changed
    assert versions(workspace) == [1]


def test_a_rule_does_not_become_another_kind(workspace: Workspace) -> None:
    other = replace(rule(workspace), kind=RuleKind.REPEAT_ISSUES)
    added = replace(rule(workspace), key="another")
    with pytest.raises(WorkspaceError, match="give the other kind a key of its own"):
        import_rules(workspace, [added, other])
    assert "another" not in {one.key for one in workspace_rules(workspace)}
