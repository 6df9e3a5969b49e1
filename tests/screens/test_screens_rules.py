"""The Rules screen and the rule editor by keyboard: on and off, changed, tried, stored, undone."""

import threading
from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from textual.pilot import Pilot
from textual.widgets import Input

from radar_tui.app import RadarApp
from radar_tui.config import Config
from radar_tui.db.tables import ChangeSetRow
from radar_tui.domain.rules import Rule
from radar_tui.screens.alerts import AlertsScreen
from radar_tui.screens.rules import RulesScreen
from radar_tui.services.backtesting import BacktestReport, LiveBacktest
from radar_tui.services.rule_editing import edit_rule, import_rules, switch_rule
from radar_tui.services.workspace import Workspace, open_workspace
from support.bursts import burst
from support.pilots import at_alerts, said, shows, until, until_rows
from support.rule_editors import KEY, SIZE, at_editor, at_field, rule, type_value
from support.workspaces import rows


@pytest.fixture
def workspace(repeating: Config) -> Iterator[Workspace]:
    """The workspace that the app shows, opened beside it."""
    opened = open_workspace(repeating)
    yield opened
    opened.close()


@pytest.fixture
def app(repeating: Config) -> RadarApp:
    return RadarApp(repeating, score=False)


async def at_rules(pilot: Pilot[None]) -> RulesScreen:
    await at_alerts(pilot)
    await pilot.press("R")
    await until_rows(pilot, "#rules")
    screen = pilot.app.screen
    assert isinstance(screen, RulesScreen)
    await until(pilot, lambda: screen.table.has_focus)
    return screen


async def at_listed(pilot: Pilot[None]) -> None:
    """Open the same rule from the list of all."""
    screen = await at_rules(pilot)
    screen.table.go_to(KEY)
    await pilot.press("enter")
    await shows(pilot, "escalations warned of")


async def test_all_rules_are_listed_with_how_often_they_fired(app: RadarApp) -> None:
    async with app.run_test(size=SIZE) as pilot:
        await at_rules(pilot)
        await shows(pilot, "Rules · 4 of 12 on")
        await shows(pilot, "over 5 tickets of one root cause in 7 days")
        await pilot.press("j", "j")
        await shows(pilot, "2 alerts in the last 8 weeks, 2 open now")
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(app.screen, AlertsScreen))


async def test_the_palette_leads_to_the_rules(app: RadarApp) -> None:
    async with app.run_test(size=SIZE) as pilot:
        await until_rows(pilot, "#radar")
        await pilot.press("ctrl+p")
        await until(pilot, lambda: isinstance(app.focused, Input))
        await pilot.press(*"rules")
        await shows(pilot, "What raises alerts")
        await pilot.press("down", "enter")
        await until(pilot, lambda: isinstance(app.screen, RulesScreen))


async def test_a_rule_is_turned_off_and_its_alerts_with_it_and_undone(
    app: RadarApp, workspace: Workspace
) -> None:
    async with app.run_test(size=SIZE) as pilot:
        await at_rules(pilot)
        await pilot.press("j", "j", "space")
        await said(pilot, "turned the rule Frustration score off · u undoes it")
        await shows(pilot, "Rules · 3 of 12 on")
        assert not rule(workspace, "frustration-score").enabled
        await pilot.press("u")
        await shows(pilot, "Rules · 4 of 12 on")


async def test_a_threshold_is_stepped_tried_stored_and_undone(
    app: RadarApp, workspace: Workspace
) -> None:
    before = len(rows(workspace, ChangeSetRow))
    async with app.run_test(size=SIZE) as pilot:
        screen = await at_editor(pilot)
        await shows(pilot, "Repeat issue count · on")
        await shows(pilot, "† token-expiry")
        await pilot.press("right", "l", "plus", "minus")
        await shows(pilot, "• 7 tickets ")
        await shows(pilot, "→ 1 fewer alert, as many escalations warned of")
        await shows(pilot, "It would not have fired.")
        await shows(pilot, "threshold 5 → 7; its 1 open alert begins anew")
        await pilot.press("s")
        await said(pilot, "changed the rule Repeat issue count · u undoes it")
        await until(pilot, lambda: not screen.held_by)
        assert rule(workspace).threshold == 7
        assert len(rows(workspace, ChangeSetRow)) == before + 1
        await pilot.press("u")
        await until(pilot, lambda: rule(workspace).threshold == 5)
        await shows(pilot, "† token-expiry")


async def test_several_fields_are_typed_and_stored_at_once(
    app: RadarApp, workspace: Workspace
) -> None:
    before = len(rows(workspace, ChangeSetRow))
    async with app.run_test(size=SIZE) as pilot:
        await at_editor(pilot)
        for name, text in (
            ("window", "14d"),
            ("min-accounts", "2"),
            ("only", "root-cause=token*"),
            ("owner", "Support Ops"),
            ("due-within", "8h"),
            ("acknowledged-for", "12h"),
        ):
            await at_field(pilot, name)
            await type_value(pilot, text)
            await pilot.press("enter")
        await shows(pilot, "Not stored: window 1w → 2w, accounts 1 → 2")
        await at_field(pilot, "severity")
        await pilot.press("enter", "space", "s")
        await said(pilot, "changed the rule Repeat issue count · u undoes it")
    stored = rule(workspace)
    assert (stored.window.days, stored.min_accounts, stored.owner) == (14, 2, "Support Ops")
    assert [str(one) for one in stored.only] == ["'root-cause=token*'"]
    assert (stored.enabled, stored.severity) == (False, "critical")
    assert len(rows(workspace, ChangeSetRow)) == before + 1


async def test_a_bad_value_is_told_in_a_line_and_not_taken(app: RadarApp) -> None:
    async with app.run_test(size=SIZE) as pilot:
        screen = await at_editor(pilot)
        await type_value(pilot, "many")
        await shows(pilot, "✗ threshold: expected a number from 0 to 10,000, found 'many'")
        await pilot.press("enter")
        assert screen.edit.is_open, "it is asked for still"
        await pilot.press("escape")
        await until(pilot, lambda: screen.fields.has_focus)
        assert not screen.held_by
        await at_field(pilot, "min-count")
        await pilot.press("left")
        await shows(pilot, "✗ at least: expected a whole number from 1 to 10,000, found '0'")


async def test_what_is_typed_is_tried_letter_by_letter_and_called_off(app: RadarApp) -> None:
    async with app.run_test(size=SIZE) as pilot:
        screen = await at_editor(pilot)
        await type_value(pilot, "3")
        await shows(pilot, "→ it makes no difference to these weeks")
        await pilot.press("0")
        await shows(pilot, "→ 1 fewer alert")
        assert screen.edit.is_open
        await pilot.press("escape")
        await shows(pilot, "as stored")
        assert not screen.held_by


async def test_keys_that_come_in_one_go_with_enter_are_typed(app: RadarApp) -> None:
    async with app.run_test(size=SIZE) as pilot:
        screen = await at_editor(pilot)
        await at_field(pilot, "owner")
        await burst(pilot, "enter", "s", "D", "enter")
        await shows(pilot, "owner KB owner → sD")
        assert not screen.edit.is_open


async def test_leaving_asks_about_what_is_not_stored(app: RadarApp, workspace: Workspace) -> None:
    async with app.run_test(size=SIZE) as pilot:
        screen = await at_editor(pilot)
        await pilot.press("right", "escape")
        await shows(pilot, "1 change is not stored")
        await pilot.press("escape")
        await until(pilot, lambda: app.screen is screen)
        for key in ("1", "q"):
            app.clear_notifications()
            await pilot.press(key)
            await said(pilot, "the rule is changed and not stored; s saves, esc asks")
            assert app.screen is screen
        await pilot.press("escape")
        await shows(pilot, "drop them")
        await pilot.press("j", "enter")
        await until(pilot, lambda: isinstance(app.screen, AlertsScreen))
        assert rule(workspace).threshold == 5
        await pilot.press("r")
        await shows(pilot, "escalations warned of")
        await pilot.press("right", "escape")
        await shows(pilot, "save them")
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, AlertsScreen))
        assert rule(workspace).threshold == 6


async def test_the_template_s_values_are_taken_back(app: RadarApp, workspace: Workspace) -> None:
    edit_rule(workspace, KEY, lambda one: replace(one, threshold=9, owner="Dana"))
    async with app.run_test(size=SIZE) as pilot:
        await at_listed(pilot)
        await pilot.press("delete")
        await shows(pilot, "Not stored: threshold 9 → 5;")
        await pilot.press("D")
        await shows(pilot, "Not stored: threshold 9 → 5, owner Dana → KB owner")
        await pilot.press("s")
        await until(pilot, lambda: rule(workspace).owner == "KB owner")
        assert rule(workspace).threshold == 5


async def test_a_rule_of_the_team_s_own_has_no_default(app: RadarApp, workspace: Workspace) -> None:
    import_rules(workspace, [replace(rule(workspace), key="ours", title="Ours")])
    async with app.run_test(size=SIZE) as pilot:
        await at_rules(pilot)
        await pilot.press("G", "enter")
        await shows(pilot, "Ours · on")
        await pilot.press("D")
        await shows(pilot, "✗ the template has no such rule; it is your team's own")


async def test_a_change_by_somebody_else_goes_below_one_s_own(
    app: RadarApp, workspace: Workspace
) -> None:
    async with app.run_test(size=SIZE) as pilot:
        await at_editor(pilot)
        await pilot.press("right")
        await shows(pilot, "Not stored: threshold 5 → 6")
        edit_rule(workspace, KEY, lambda one: replace(one, owner="Ravi"))
        await shows(pilot, "Ravi")
        await shows(pilot, "Not stored: threshold 5 → 6")
        await pilot.press("s")
        await until(pilot, lambda: rule(workspace).threshold == 6)
        assert rule(workspace).owner == "Ravi"


async def test_a_change_that_does_not_fit_to_somebody_else_s_is_told(
    app: RadarApp, workspace: Workspace
) -> None:
    async with app.run_test(size=SIZE) as pilot:
        screen = await at_editor(pilot)
        await at_field(pilot, "clear")
        await type_value(pilot, "4")
        await pilot.press("enter")
        await shows(pilot, "Not stored: clears at the threshold → 4")
        edit_rule(workspace, KEY, lambda one: replace(one, threshold=3))
        await shows(pilot, "✗ changed by somebody else; yours does not fit: clears at")
        assert not screen.held_by


async def test_a_rule_that_is_off_says_so(app: RadarApp, workspace: Workspace) -> None:
    switch_rule(workspace, KEY)
    async with app.run_test(size=SIZE) as pilot:
        await at_listed(pilot)
        await shows(pilot, "Repeat issue count · OFF: it is not evaluated")
        # It is tried all the same.
        await shows(pilot, "† token-expiry")


async def test_a_back_test_is_called_off_when_the_value_changes_again(
    app: RadarApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, called_off = threading.Event(), threading.Event()
    threads: list[threading.Thread] = []
    real = LiveBacktest.compare

    def held(
        live: LiveBacktest,
        workspace: Workspace,
        stored: Rule,
        other: Rule | None,
        *,
        stopped: Callable[[], bool],
    ) -> BacktestReport | None:
        threads.append(threading.current_thread())
        if other is not None and other.threshold == 6:
            begun.set()
            while not stopped():
                called_off.wait(0.01)
            called_off.set()
        return real(live, workspace, stored, other, stopped=stopped)

    monkeypatch.setattr(LiveBacktest, "compare", held)
    async with app.run_test(size=SIZE) as pilot:
        await at_editor(pilot)
        await pilot.press("right")
        await until(pilot, begun.is_set)
        await shows(pilot, "counting…")
        await pilot.press("right")
        await shows(pilot, "→ 1 fewer alert")
        await until(pilot, called_off.is_set)
    assert threading.main_thread() not in threads
