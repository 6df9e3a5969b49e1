"""What happens around the rule editor: news by others, storing that takes a while or fails."""

import threading
from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest

from radar_tui.app import RadarApp
from radar_tui.config import Config
from radar_tui.db.errors import WorkspaceError
from radar_tui.domain.rules import Rule
from radar_tui.screens.alerts import AlertsScreen
from radar_tui.screens.failure import FailureScreen
from radar_tui.screens.rule_editor_messages import RuleRead
from radar_tui.services import rule_editing
from radar_tui.services.acting import ActResult
from radar_tui.services.backtesting import BacktestReport, LiveBacktest
from radar_tui.services.rule_editing import edit_rule
from radar_tui.services.rules_panel import rule_view
from radar_tui.services.workspace import Workspace, open_workspace
from support.pilots import said, shows, until
from support.rule_editors import KEY, SIZE, at_editor, rule, type_value


@pytest.fixture
def workspace(repeating: Config) -> Iterator[Workspace]:
    """The workspace that the app shows, opened beside it."""
    opened = open_workspace(repeating)
    yield opened
    opened.close()


@pytest.fixture
def app(repeating: Config) -> RadarApp:
    return RadarApp(repeating, score=False)


async def test_a_change_by_somebody_else_while_one_types_stays(
    app: RadarApp, workspace: Workspace
) -> None:
    async with app.run_test(size=SIZE) as pilot:
        screen = await at_editor(pilot)
        await type_value(pilot, "7")
        await shows(pilot, "Not stored: threshold 5 → 7")
        edit_rule(workspace, KEY, lambda one: replace(one, owner="Ravi"))
        await shows(pilot, "Ravi")
        assert screen.edit.is_open
        await pilot.press("0", "enter")
        await shows(pilot, "Not stored: threshold 5 → 70; ")
        await pilot.press("s")
        await until(pilot, lambda: rule(workspace).threshold == 70)
        assert rule(workspace).owner == "Ravi"


async def test_what_is_being_stored_is_stored_once_and_left_without_a_question(
    app: RadarApp, workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    go_on = threading.Event()
    stored: list[Rule] = []
    real = rule_editing.store_edited

    def held(workspace: Workspace, draft: Rule) -> tuple[ActResult, Rule]:
        stored.append(draft)
        assert go_on.wait(60)
        return real(workspace, draft)

    monkeypatch.setattr(rule_editing, "store_edited", held)
    async with app.run_test(size=SIZE) as pilot:
        screen = await at_editor(pilot)
        try:
            await pilot.press("right", "s", "s")
            await shows(pilot, "✗ what was saved before is still being stored")
            await pilot.press("escape")
            assert app.screen is screen, "whether it is stored is not known yet"
        finally:
            go_on.set()
        await until(pilot, lambda: isinstance(app.screen, AlertsScreen))
    assert [one.threshold for one in stored] == [6]
    assert rule(workspace).threshold == 6


async def test_what_is_stored_is_taken_before_it_is_read_again(
    app: RadarApp, workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with app.run_test(size=SIZE) as pilot:
        screen = await at_editor(pilot)
        monkeypatch.setattr(screen, "refresh_view", lambda: None)
        await pilot.press("right", "s")
        await until(pilot, lambda: not screen.held_by)
        await pilot.press("s")
        await shows(pilot, "✗ nothing is changed")
        await pilot.press("right", "s")
        await until(pilot, lambda: rule(workspace).threshold == 7)
        await until(pilot, lambda: not screen.held_by)


async def test_a_save_that_was_refused_can_be_tried_again(
    app: RadarApp, workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = rule_editing.store_edited

    def refused(_workspace: Workspace, _draft: Rule) -> tuple[ActResult, Rule]:
        raise WorkspaceError("the disk is full")

    monkeypatch.setattr(rule_editing, "store_edited", refused)
    async with app.run_test(size=SIZE) as pilot:
        screen = await at_editor(pilot)
        await pilot.press("right", "s")
        await said(pilot, "the rule is not stored: the disk is full")
        assert screen.held_by
        monkeypatch.setattr(rule_editing, "store_edited", real)
        await pilot.press("s")
        await until(pilot, lambda: rule(workspace).threshold == 6)


async def test_a_trial_that_failed_is_tried_again_with_the_next_news(
    app: RadarApp, workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    is_mended = threading.Event()
    real = LiveBacktest.compare

    def failing(
        live: LiveBacktest,
        workspace: Workspace,
        stored: Rule,
        other: Rule | None,
        *,
        stopped: Callable[[], bool],
    ) -> BacktestReport | None:
        if other is not None and not is_mended.is_set():
            raise WorkspaceError("the disk is away")
        return real(live, workspace, stored, other, stopped=stopped)

    monkeypatch.setattr(LiveBacktest, "compare", failing)
    async with app.run_test(size=SIZE) as pilot:
        await at_editor(pilot)
        await pilot.press("right", "right")
        await shows(pilot, "✗ the disk is away")
        is_mended.set()
        edit_rule(workspace, KEY, lambda one: replace(one, owner="Ravi"))
        await shows(pilot, "→ 1 fewer alert")


async def test_a_trial_that_fails_for_a_reason_nobody_expected_says_so(
    app: RadarApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    is_mended = threading.Event()
    real = LiveBacktest.compare

    def failing(
        live: LiveBacktest,
        workspace: Workspace,
        stored: Rule,
        other: Rule | None,
        *,
        stopped: Callable[[], bool],
    ) -> BacktestReport | None:
        if other is not None and not is_mended.is_set():
            raise RuntimeError("a customer's words")
        return real(live, workspace, stored, other, stopped=stopped)

    monkeypatch.setattr(LiveBacktest, "compare", failing)
    async with app.run_test(size=SIZE) as pilot:
        screen = await at_editor(pilot)
        await pilot.press("right")
        await until(pilot, lambda: isinstance(app.screen, FailureScreen))
        await pilot.press("escape")
        await shows(pilot, "✗ the back-test failed; the next change tries it again")
        assert screen.trial.figures.border_subtitle == ""
        is_mended.set()
        await pilot.press("right")
        await shows(pilot, "→ 1 fewer alert")


async def test_the_past_that_was_read_first_is_kept_and_closed(
    app: RadarApp, workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    used, closed = set[LiveBacktest](), set[LiveBacktest]()
    compare, close = LiveBacktest.compare, LiveBacktest.close

    def noted_compare(
        live: LiveBacktest,
        workspace: Workspace,
        stored: Rule,
        other: Rule | None,
        *,
        stopped: Callable[[], bool],
    ) -> BacktestReport | None:
        used.add(live)
        return compare(live, workspace, stored, other, stopped=stopped)

    def noted_close(live: LiveBacktest) -> None:
        closed.add(live)
        close(live)

    monkeypatch.setattr(LiveBacktest, "compare", noted_compare)
    monkeypatch.setattr(LiveBacktest, "close", noted_close)
    async with app.run_test(size=SIZE) as pilot:
        screen = await at_editor(pilot)
        screen.post_message(RuleRead(rule_view(workspace, KEY), LiveBacktest()))
        await pilot.press("right", "right")
        await shows(pilot, "→ 1 fewer alert")
    assert len(used) == 1
    assert used <= closed
