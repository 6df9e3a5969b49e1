"""Back-tests over a workspace: settings beside each other, tried again and again, called off."""

import threading
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from radar_tui.db.errors import WorkspaceError
from radar_tui.detection.backtest import BacktestStoppedError
from radar_tui.domain.rules import Rule
from radar_tui.services import backtesting
from radar_tui.services.backtesting import LiveBacktest, RuleReplay, backtest_rule, with_settings
from radar_tui.services.rule_editing import workspace_rules
from radar_tui.services.workspace import Workspace
from support.app_workspaces import fill, rescore
from support.workspaces import bring, bring_text, comment, ticket

VOCABULARY = "kind,name,label,aliases\nroot-cause,token-expiry,Token expiry,token_expiry\n"
KEY = "repeat-issues"


def never() -> bool:
    return False


@pytest.fixture
def repeating(workspace: Workspace, tmp_path: Path) -> Workspace:
    """Eight tickets of one root cause on one day, a fortnight ago."""
    bring_text(workspace, tmp_path, "vocabulary.csv", VOCABULARY)
    at = workspace.as_of - timedelta(days=14)
    tickets = [
        ticket(
            100 + number,
            tags=["token_expiry"],
            created_at=f"{at:%Y-%m-%dT%H}:{number:02}:00Z",
            updated_at=f"{at:%Y-%m-%dT%H}:{number:02}:00Z",
        )
        for number in range(8)
    ]
    bring(workspace, tmp_path, *tickets)
    return workspace


def rule(workspace: Workspace, key: str = KEY) -> Rule:
    return next(one for one in workspace_rules(workspace) if one.key == key)


def test_two_settings_stand_side_by_side(repeating: Workspace) -> None:
    report = backtest_rule(repeating, KEY, {"threshold": "20", "clear": "18"})
    assert report.other is not None
    assert (report.current.alerts, report.other.alerts) == (1, 0)
    assert report.current.raised[0].subject == "token-expiry"
    assert report.other.condition == "over 20 tickets of one root cause in 7 days"


@pytest.mark.parametrize(
    ("settings", "problem"),
    [
        ({"owner": "Dana"}, "'owner' cannot be tried on this kind of rule; threshold, clear"),
        ({"min-tier": "3"}, "'min-tier' cannot be tried on this kind of rule"),
        ({"threshold": "lots"}, "threshold: expected a number from 0 to 10,000, found 'lots'"),
    ],
)
def test_what_cannot_be_tried_is_one_line(
    workspace: Workspace, settings: dict[str, str], problem: str
) -> None:
    with pytest.raises(WorkspaceError) as refused:
        backtest_rule(workspace, KEY, settings)
    assert str(refused.value).startswith(problem)


def test_threshold_and_clear_are_taken_together(workspace: Workspace) -> None:
    score = rule(workspace, "frustration-score")
    lower = with_settings(score, {"clear": "30", "threshold": "40"})
    assert (lower.threshold, lower.clear) == (40, 30)
    higher = with_settings(score, {"clear": "70", "threshold": "80"})
    assert (higher.threshold, higher.clear) == (80, 70)


def test_settings_are_tried_on_a_past_that_is_read_once(
    repeating: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    reads: list[timedelta] = []

    class CountedReplay(RuleReplay):
        def __init__(self, workspace: Workspace, rule: Rule, **other: object) -> None:
            super().__init__(workspace, rule, **other)  # type: ignore[arg-type]
            reads.append(self.window)

    monkeypatch.setattr(backtesting, "RuleReplay", CountedReplay)
    live, stored = LiveBacktest(), rule(repeating)
    for threshold, alerts in ((6, 1), (7, 1), (8, 0), (6, 1)):
        other = replace(stored, threshold=threshold)
        report = live.compare(repeating, stored, other, stopped=never)
        assert report is not None
        assert report.other is not None
        assert (report.current.alerts, report.other.alerts) == (1, alerts)
    assert reads == [timedelta(days=7)]
    live.compare(repeating, stored, replace(stored, window=timedelta(days=28)), stopped=never)
    assert reads == [timedelta(days=7), timedelta(days=28)]


def test_what_nobody_waits_for_is_called_off(repeating: Workspace) -> None:
    live, stored = LiveBacktest(), rule(repeating)
    asked: list[bool] = []

    def after_a_while() -> bool:
        asked.append(True)
        return len(asked) > 20

    assert live.compare(repeating, stored, None, stopped=after_a_while) is None
    assert len(asked) == 21
    report = live.compare(repeating, stored, None, stopped=never)
    assert report is not None, "a stopped one leaves nothing half done"
    assert report.current.alerts == 1


def test_one_that_waits_for_its_turn_gives_way_when_nobody_wants_it(repeating: Workspace) -> None:
    live, stored = LiveBacktest(), rule(repeating)
    begun, go_on = threading.Event(), threading.Event()

    def hold() -> bool:
        begun.set()
        return not go_on.wait(20)

    def wait_in_turn() -> None:
        assert live.compare(repeating, stored, None, stopped=lambda: True) is None

    holder = threading.Thread(
        target=lambda: live.compare(repeating, stored, None, stopped=hold), daemon=True
    )
    holder.start()
    try:
        assert begun.wait(20)
        waiting = threading.Thread(target=wait_in_turn, daemon=True)
        waiting.start()
        waiting.join(5)
        assert not waiting.is_alive(), "it blocks a thread that others need"
    finally:
        go_on.set()
        holder.join(20)
    assert live.compare(repeating, stored, None, stopped=never) is not None


def test_reading_the_past_is_called_off_only_when_nobody_will_ask_again(
    workspace: Workspace, tmp_path: Path
) -> None:
    fill(workspace, tmp_path)
    score = rule(workspace, "frustration-score")
    live = LiveBacktest()
    live.close()
    assert live.compare(workspace, score, None, stopped=never) is None
    with pytest.raises(BacktestStoppedError):
        RuleReplay(workspace, score, stopped=lambda: True)
    live = LiveBacktest()
    assert live.compare(workspace, score, None, stopped=lambda: True) is None
    bring(workspace, tmp_path, ticket(9, comments=[comment(1, body="[150] Enough.")]))
    rescore(workspace)
    report = live.compare(workspace, score, None, stopped=never)
    assert report is not None
    assert report.current.alerts == 2, "what was read goes on being what is tried on"
