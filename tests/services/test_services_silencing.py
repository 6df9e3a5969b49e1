"""Silences: made, ended, listed, undone, and seen before they are made."""

from dataclasses import replace
from datetime import timedelta

import pytest

from radar_tui.db.errors import WorkspaceError
from radar_tui.db.tables import ChangeSetEntryRow, ChangeSetRow, SilenceRow
from radar_tui.services.acting import ActResult
from radar_tui.services.alerts_panel import AlertList, alerts_panel
from radar_tui.services.silencing import (
    SilenceState,
    add_silence,
    expire_silence,
    list_silences,
    preview_silence,
    silence_alerts,
)
from radar_tui.services.undoing import redo_action, undo_action
from radar_tui.services.workspace import Workspace
from support.signals import FAILURES, FRUSTRATION, Signals
from support.workspaces import rows

HOUR = timedelta(hours=1)


@pytest.fixture
def signals(workspace: Workspace) -> Signals:
    """Failures in two areas, and a ticket that waits for nobody."""
    signals = Signals(workspace)
    signals.see(FAILURES, "payments", 14)
    signals.see(FAILURES, "sso", 12)
    signals.see(FRUSTRATION, "desk/1", 90, {"feature-area": ("payments",), "account": ("ACME",)})
    signals.evaluate()
    return signals


def quieten(signals: Signals, matchers: str = "feature-area=payments") -> ActResult:
    until = signals.workspace.as_of + HOUR
    return add_silence(signals.workspace, matchers, until=until, reason="known bug")


def shown(workspace: Workspace, list_: AlertList) -> list[str]:
    return [one.subject for one in alerts_panel(workspace, list_).alerts]


def test_a_silence_is_one_change_set_undone_and_redone(signals: Signals) -> None:
    result = quieten(signals)
    assert result.label == "silenced feature-area=payments until Mon 23 Nov 10:00 UTC"
    (header,) = rows(signals.workspace, ChangeSetRow)
    assert (header.actor, header.action, header.label) == ("Dana", "silence", result.label)
    assert shown(signals.workspace, AlertList.SILENCED) == ["payments", "#1"]
    assert shown(signals.workspace, AlertList.FIRING) == ["sso"]
    assert undo_action(signals.workspace) == result.label
    assert rows(signals.workspace, SilenceRow) == []
    assert shown(signals.workspace, AlertList.SILENCED) == []
    redo_action(signals.workspace)
    assert shown(signals.workspace, AlertList.SILENCED) == ["payments", "#1"]


def test_a_silence_changes_no_state(signals: Signals) -> None:
    quieten(signals)
    assert signals.evaluate(minutes=1).transitions == 0
    assert {one.state for one in alerts_panel(signals.at(minutes=1)).alerts} == {"firing"}


def test_what_it_would_cover_is_seen_before(signals: Signals) -> None:
    preview = preview_silence(signals.workspace, "account=acme feature-area=pay*")
    assert preview.matchers == "account=acme 'feature-area=pay*'"
    assert (preview.covered, preview.need_you) == (1, 0), "it is under the failures"
    (one,) = preview.alerts
    assert (one.subject, one.title, one.standing) == ("#1", "Frustration score", "inhibited")
    assert preview_silence(signals.workspace, "severity=critical").need_you == 2
    assert rows(signals.workspace, SilenceRow) == []


def test_chosen_alerts_are_silenced_one_by_one_in_one_action(signals: Signals) -> None:
    workspace = signals.workspace
    chosen = [signals.alert("sso"), signals.alert("desk/1")]
    result = silence_alerts(workspace, chosen, until=workspace.as_of + HOUR, reason="known")
    assert result.label == "silenced 2 alerts until Mon 23 Nov 10:00 UTC"
    assert sorted(one.matchers for one in rows(workspace, SilenceRow)) == [
        "rule=connection-failures feature-area=sso",
        "rule=frustration-score ticket=desk/1",
    ]
    assert shown(workspace, AlertList.SILENCED) == ["sso", "#1"]
    undo_action(workspace)
    assert rows(workspace, SilenceRow) == []
    one = silence_alerts(workspace, chosen[:1], until=workspace.as_of + HOUR, reason="known")
    assert one.label == "silenced sso until Mon 23 Nov 10:00 UTC"


def test_a_silence_can_be_ended_now(signals: Signals) -> None:
    quieten(signals)
    later = signals.at(minutes=30)
    (entry,) = list_silences(later)
    assert expire_silence(later, entry.id).label == "ended the silence on feature-area=payments"
    (row,) = rows(later, SilenceRow)
    assert row.ends_at == later.as_of
    assert shown(later, AlertList.SILENCED) == []
    with pytest.raises(WorkspaceError, match="ended already"):
        expire_silence(later, entry.id)
    undo_action(later)
    assert shown(later, AlertList.SILENCED) == ["payments", "#1"]


def test_a_planned_silence_begins_later_and_can_be_taken_away(signals: Signals) -> None:
    workspace = signals.workspace
    add_silence(
        workspace,
        "feature-area=sso",
        starts_at=workspace.as_of + HOUR,
        until=workspace.as_of + 3 * HOUR,
        reason="maintenance",
    )
    (entry,) = list_silences(workspace)
    assert (entry.state, entry.covered) == (SilenceState.PLANNED, 1)
    assert shown(workspace, AlertList.SILENCED) == []
    assert shown(signals.at(hours=1), AlertList.SILENCED) == ["sso"]
    expire_silence(workspace, entry.id)
    assert rows(workspace, SilenceRow) == []


def test_silences_are_listed_active_ones_first(signals: Signals) -> None:
    workspace = signals.workspace
    quieten(signals, "rule=frustration-score")
    add_silence(
        workspace,
        "feature-area=sso",
        starts_at=workspace.as_of + HOUR,
        until=workspace.as_of + 2 * HOUR,
        reason="maintenance",
    )
    quieten(signals)
    told = [(one.state.value, one.matchers, one.covered) for one in list_silences(workspace)]
    assert told == [
        ("active", "rule=frustration-score", 1),
        ("active", "feature-area=payments", 2),
        ("planned", "feature-area=sso", 1),
    ]
    assert list_silences(signals.at(hours=2)) == []
    ended = list_silences(signals.at(hours=2), ended=True)
    assert {one.state for one in ended} == {SilenceState.ENDED}


def test_an_id_never_returns(signals: Signals) -> None:
    quieten(signals)
    undo_action(signals.workspace)
    quieten(signals)
    assert {row.pk for row in rows(signals.workspace, ChangeSetEntryRow)} == {"1", "2"}


@pytest.mark.parametrize(
    ("matchers", "problem"),
    [
        ("", "would silence every alert"),
        ("rule=*", "would silence every alert"),
        ("payments", "'payments' is no matcher"),
        ("feature-area='payments", "a quote is not closed"),
        ("area=payments", "no label is called 'area'; there are feature-area, source"),
    ],
)
def test_matchers_that_cannot_be_used_are_refused_in_a_line(
    signals: Signals, matchers: str, problem: str
) -> None:
    for attempt in (quieten, lambda _, text: preview_silence(signals.workspace, text)):
        with pytest.raises(WorkspaceError) as refused:
            attempt(signals, matchers)
        assert problem in str(refused.value)
        assert "\n" not in str(refused.value)
    assert rows(signals.workspace, ChangeSetRow) == []


def test_what_else_cannot_be_done_is_said_in_a_line(signals: Signals) -> None:
    workspace = signals.workspace
    soon = workspace.as_of + HOUR
    with pytest.raises(WorkspaceError, match="has passed"):
        add_silence(workspace, "feature-area=sso", until=workspace.as_of, reason="known")
    with pytest.raises(WorkspaceError, match="needs a reason"):
        add_silence(workspace, "feature-area=sso", until=soon, reason=" \n")
    with pytest.raises(WorkspaceError, match="must not end before"):
        add_silence(workspace, "feature-area=sso", until=soon, reason="x", starts_at=soon + HOUR)
    with pytest.raises(WorkspaceError, match="no alert is chosen"):
        silence_alerts(workspace, [], until=soon, reason="known")
    with pytest.raises(WorkspaceError, match="not there any more"):
        silence_alerts(workspace, [10_000], until=soon, reason="known")
    with pytest.raises(WorkspaceError, match="not there any more"):
        expire_silence(workspace, 10_000)
    assert rows(workspace, ChangeSetRow) == []


def test_a_reason_is_kept_on_one_harmless_line(signals: Signals) -> None:
    workspace = replace(signals.workspace)
    add_silence(
        workspace,
        "feature-area=sso",
        until=workspace.as_of + HOUR,
        reason=" known\nbug \x1b[31mred\u202e ",
    )
    (row,) = rows(workspace, SilenceRow)
    assert row.reason == "known bug red"
