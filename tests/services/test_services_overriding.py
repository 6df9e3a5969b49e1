"""Inputs of the matrix that a person sets: for a reason and a while, ended, undone."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from radar_tui.db.errors import WorkspaceError
from radar_tui.db.tables import ChangeSetRow, PriorityOverrideRow
from radar_tui.domain.priority import Priority, PriorityInput
from radar_tui.services.overriding import LONGEST_REASON, end_override, set_override
from radar_tui.services.prioritising import priority_matrix
from radar_tui.services.undoing import redo_action, undo_action
from radar_tui.services.workspace import Workspace
from support.workspaces import bring_text, rows

WEEK = timedelta(weeks=1)
RISK = PriorityInput.SENTIMENT_RISK


@pytest.fixture
def acme(workspace: Workspace, tmp_path: Path) -> Workspace:
    """One account of tier 5 that nobody is angry at."""
    bring_text(workspace, tmp_path, "accounts.csv", "id,name,arr,tier\na,ACME,310000,5\n")
    return workspace


def row(workspace: Workspace) -> Priority:
    (only,) = priority_matrix(workspace)
    return only


def set_risk(workspace: Workspace, value: int = 5, reason: str = "board call") -> str:
    key = int(row(workspace).key)
    until = workspace.as_of + WEEK
    result = set_override(workspace, key, RISK, value, reason=reason, expires_at=until)
    assert result.changed
    return result.label


def test_an_override_is_one_change_set_undone_and_redone(acme: Workspace) -> None:
    label = set_risk(acme)
    assert label == "set sentiment risk of ACME to 5 until Mon 30 Nov 09:00 UTC"
    (header,) = rows(acme, ChangeSetRow)
    assert (header.actor, header.action, header.label) == ("Dana", "override", label)
    now = row(acme)
    override = now.sentiment_risk.override
    assert override is not None
    assert (override.by, override.reason, override.value) == ("Dana", "board call", 5)
    assert (now.sentiment_risk.value, now.sentiment_risk.computed, now.total) == (5, 1, 11)
    assert undo_action(acme) == label
    assert (row(acme).total, row(acme).sentiment_risk.override) == (7, None)
    redo_action(acme)
    assert row(acme).total == 11


def test_it_counts_until_it_expires_and_is_shown_then(acme: Workspace) -> None:
    set_risk(acme)
    later = row(replace(acme, as_of=acme.as_of + WEEK)).sentiment_risk
    assert (later.value, later.override) == (1, None)
    assert later.expired is not None
    assert later.expired.reason == "board call"


def test_another_replaces_it_and_the_same_changes_nothing(acme: Workspace) -> None:
    set_risk(acme)
    set_risk(acme, 3)
    assert row(acme).sentiment_risk.value == 3
    assert len(rows(acme, PriorityOverrideRow)) == 1
    key, until = int(row(acme).key), acme.as_of + WEEK
    again = set_override(acme, key, RISK, 3, reason="board call", expires_at=until)
    assert not again.changed
    assert len(rows(acme, ChangeSetRow)) == 2


def test_it_is_ended_and_that_is_undone(acme: Workspace) -> None:
    set_risk(acme)
    key = int(row(acme).key)
    assert end_override(acme, key, RISK).label == "ended the override of sentiment risk of ACME"
    assert row(acme).sentiment_risk.override is None
    with pytest.raises(WorkspaceError, match="is not overridden any more"):
        end_override(acme, key, RISK)
    undo_action(acme)
    assert row(acme).sentiment_risk.value == 5


@pytest.mark.parametrize(
    ("value", "reason", "weeks", "problem"),
    [
        (6, "because", 1, "must lie in 1-5, found 6"),
        (5, " \n ", 1, "an override needs a reason"),
        (5, "x" * (LONGEST_REASON + 1), 1, "at most 300 letters"),
        (5, "because", 0, "that moment has passed"),
    ],
)
def test_what_cannot_be_set_says_why_and_stores_nothing(
    acme: Workspace, value: int, reason: str, weeks: int, problem: str
) -> None:
    key, ends = int(row(acme).key), acme.as_of + WEEK * weeks
    with pytest.raises(WorkspaceError, match=problem):
        set_override(acme, key, RISK, value, reason=reason, expires_at=ends)
    assert rows(acme, PriorityOverrideRow) == []
    assert rows(acme, ChangeSetRow) == []


def test_an_account_that_is_gone_is_refused(acme: Workspace) -> None:
    with pytest.raises(WorkspaceError, match="this account is not there any more"):
        set_override(acme, 4711, RISK, 5, reason="because", expires_at=None)
    with pytest.raises(WorkspaceError, match="this account is not there any more"):
        end_override(acme, 4711, RISK)
    assert rows(acme, ChangeSetRow) == []
