"""The team's definition of proactive support: what applies, their words, and the two metrics."""

from dataclasses import replace

import pytest

from radar_tui.db.errors import MovedOnError, WorkspaceError
from radar_tui.services.definition import (
    Place,
    choose_lines,
    choose_metric,
    define,
    definition_view,
)
from radar_tui.services.playbook import shipped_playbook
from radar_tui.services.undoing import undo_action
from radar_tui.services.workspace import Workspace

SILENT, EARLY = "silent-failures", "intervene-early"


def test_the_template_stands_until_the_team_has_its_own(workspace: Workspace) -> None:
    view, section = definition_view(workspace), shipped_playbook().definition
    assert [(one.key, one.label) for one in view.choices] == [
        (item.key, item.label) for item in section.choices
    ]
    assert (view.applying, view.words, view.example) == (0, None, section.example)
    assert [one.words for one in view.metrics] == [section.primary_metric, section.secondary_metric]


def test_lines_are_chosen_and_dropped(workspace: Workspace) -> None:
    choose_lines(workspace, [EARLY, SILENT], applies=True)
    choose_lines(replace(workspace, actor="Ravi"), [EARLY], applies=False)
    view = definition_view(workspace)
    assert [one.key for one in view.choices if one.applies] == [SILENT]
    assert not choose_lines(workspace, [SILENT], applies=True).changed
    choose_lines(workspace, [SILENT], applies=False)
    assert definition_view(workspace).applying == 0
    undo_action(workspace)
    assert definition_view(workspace).applying == 1


def test_the_teams_words_are_kept_and_taken_back(workspace: Workspace) -> None:
    define(workspace, " We call\nfirst. ", seen=0)
    view = definition_view(workspace)
    assert (view.words, view.rev) == ("We call first.", 1)
    assert not define(workspace, "We call first.", seen=1).changed
    define(workspace, "", seen=1)
    assert definition_view(workspace).words is None
    undo_action(workspace)
    assert definition_view(workspace).words == "We call first."


def test_newer_words_are_never_written_over(workspace: Workspace) -> None:
    define(workspace, "first", seen=0)
    define(replace(workspace, actor="Ravi"), "second", seen=1)
    for text in ("third", ""):
        with pytest.raises(MovedOnError, match="Ravi"):
            define(workspace, text, seen=1)
    assert definition_view(workspace).words == "second"


def test_another_metric_measures_success(workspace: Workspace) -> None:
    choose_metric(workspace, Place.PRIMARY, "repeat-rate", seen=0)
    primary, secondary = definition_view(workspace).metrics
    assert (primary.key, primary.words, primary.rev) == (
        "repeat-rate", "Repeat ticket rate for top 5 issues", 1,
    )  # fmt: skip
    assert secondary.key == "escalation-rate"
    with pytest.raises(MovedOnError):
        choose_metric(workspace, Place.PRIMARY, "ticket-spikes", seen=0)
    choose_metric(workspace, Place.PRIMARY, "time-to-detect", seen=1)
    assert definition_view(workspace).metrics[0].words == (
        shipped_playbook().definition.primary_metric
    )


def test_what_the_playbook_does_not_have_is_refused(workspace: Workspace) -> None:
    with pytest.raises(WorkspaceError, match="no line"):
        choose_lines(workspace, ["juggling"], applies=True)
    with pytest.raises(WorkspaceError, match="no metric"):
        choose_metric(workspace, Place.PRIMARY, "juggling", seen=0)
    with pytest.raises(WorkspaceError, match="501"):
        define(workspace, "x" * 501, seen=0)
