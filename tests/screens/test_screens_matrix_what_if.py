"""The what-if panel by keyboard: tried, saved and undone, dropped, and told what cannot be."""

from textual.pilot import Pilot
from textual.widgets import Input

from radar_tui.app import RadarApp
from radar_tui.config import Config
from radar_tui.domain.priority import DEFAULT_PRIORITY_SETTINGS, PrioritySettings
from radar_tui.screens.matrix import MatrixScreen
from radar_tui.screens.matrix_what_if import MatrixWhatIfScreen
from radar_tui.services.settings import priority_settings, store_priority_settings
from radar_tui.services.workspace import open_workspace
from support.matrix_screens import SIZE, at_matrix
from support.pilots import said, screen_text, shows, until


def stored(config: Config) -> PrioritySettings:
    workspace = open_workspace(config)
    try:
        return priority_settings(workspace)
    finally:
        workspace.close()


async def at_what_if(pilot: Pilot[None]) -> MatrixWhatIfScreen:
    await at_matrix(pilot)
    await pilot.press("W")
    await shows(pilot, "0 accounts change their action")
    screen = pilot.app.screen
    assert isinstance(screen, MatrixWhatIfScreen)
    await until(pilot, lambda: screen.fields.has_focus)
    return screen


async def at_field(pilot: Pilot[None], name: str) -> None:
    screen = pilot.app.screen
    assert isinstance(screen, MatrixWhatIfScreen)
    await pilot.press("g")
    while screen.fields.cursor_key != name:
        before = screen.fields.cursor_key
        await pilot.press("j")
        assert screen.fields.cursor_key != before, f"no field {name}"


async def test_a_change_is_seen_before_it_is_saved_and_undone(filled: Config) -> None:
    app = RadarApp(filled, score=False)
    async with app.run_test(size=SIZE) as pilot:
        await at_what_if(pilot)
        await at_field(pilot, "outreach-from")
        await pilot.press("left", "left")
        await shows(pilot, "1 account changes its action (1 more urgent, 0 less)")
        await shows(pilot, "ACME")
        await shows(pilot, "monitor → outreach ◆")
        await shows(pilot, "outreach 0 → 1 · monitor 2 → 1 · standard 1 → 1")
        await shows(pilot, "Not saved: outreach from 12 → 10")
        assert stored(filled) == DEFAULT_PRIORITY_SETTINGS
        await pilot.press("s")
        await said(pilot, "priority matrix: outreach from 12 → 10 · u undoes it")
        await until(pilot, lambda: isinstance(app.screen, MatrixScreen))
        await shows(pilot, "3 accounts · 1 to act on")
        assert stored(filled).outreach_from == 10
        await pilot.press("u")
        await shows(pilot, "3 accounts · 0 to act on")
        assert stored(filled) == DEFAULT_PRIORITY_SETTINGS


async def test_esc_leaves_everything_as_it_was(filled: Config) -> None:
    app = RadarApp(filled, score=False)
    async with app.run_test(size=SIZE) as pilot:
        await at_what_if(pilot)
        await at_field(pilot, "arr-weight")
        await pilot.press("right")
        await shows(pilot, "Not saved: ARR tier weight 1 → 1.5")
        # Other keys do not drop it by the way.
        await pilot.press("1")
        await said(pilot, "the what-if is not saved; s saves, esc drops it")
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(app.screen, MatrixScreen))
        await shows(pilot, "5 + 4 + 1")
        assert stored(filled) == DEFAULT_PRIORITY_SETTINGS


async def test_what_cannot_be_is_told_while_it_is_typed(filled: Config) -> None:
    app = RadarApp(filled, score=False)
    async with app.run_test(size=SIZE) as pilot:
        screen = await at_what_if(pilot)
        await at_field(pilot, "monitor-from")
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.focused, Input))
        await pilot.press(*"13", "enter")
        await shows(pilot, "✗ cut-offs must rise within 4-15")
        assert screen.edit.is_open
        await pilot.press("escape")
        await until(pilot, lambda: screen.fields.has_focus)
        assert "Not saved" not in screen_text(app)
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.focused, Input))
        await pilot.press(*"9", "enter")
        await shows(pilot, "Not saved: monitor from 8 → 9")
        await shows(pilot, "monitor → standard")
        await pilot.press("delete")
        await shows(pilot, "0 accounts change their action")
        await pilot.press("s")
        await shows(pilot, "✗ nothing is changed")


async def test_all_defaults_are_tried_at_once(filled: Config) -> None:
    workspace = open_workspace(filled)
    changed = PrioritySettings(arr_weight=2, outreach_from=9)
    store_priority_settings(workspace, changed, since=DEFAULT_PRIORITY_SETTINGS)
    workspace.close()
    app = RadarApp(filled, score=False)
    async with app.run_test(size=SIZE) as pilot:
        await at_what_if(pilot)
        await pilot.press("D")
        await shows(pilot, "Not saved: ARR tier weight 2 → 1")
        await pilot.press("s")
        await until(pilot, lambda: isinstance(app.screen, MatrixScreen))
        assert stored(filled) == DEFAULT_PRIORITY_SETTINGS


async def test_what_somebody_else_saves_meanwhile_stays(filled: Config) -> None:
    app = RadarApp(filled, score=False)
    async with app.run_test(size=SIZE) as pilot:
        await at_what_if(pilot)
        await pilot.press("right")
        await shows(pilot, "Not saved: ARR tier weight 1 → 1.5")
        workspace = open_workspace(filled)
        other = PrioritySettings(sentiment_weight=3)
        store_priority_settings(workspace, other, since=DEFAULT_PRIORITY_SETTINGS)
        workspace.close()
        # The other change is taken on, and what is changed here stays on top of it.
        await at_field(pilot, "sentiment-weight")
        await shows(pilot, "stored: 3")
        await shows(pilot, "Not saved: ARR tier weight 1 → 1.5 · s saves")
        await pilot.press("s")
        await until(pilot, lambda: isinstance(app.screen, MatrixScreen))
        assert stored(filled) == PrioritySettings(arr_weight=1.5, sentiment_weight=3)
