"""The radar as a screen of its own: triage, views, and the sweep, by keyboard."""

from pathlib import Path

import pytest
from textual.pilot import Pilot

from radar_tui.app import RadarApp
from radar_tui.config import Config
from radar_tui.db.tables import InterventionRow, TicketRow
from radar_tui.screens.radar import RadarScreen
from radar_tui.screens.view_dialog import ViewDialog
from radar_tui.services.workspace import open_workspace
from radar_tui.widgets.dialogs import TextDialog
from support.pilots import said, screen_text, shows, until, until_rows
from support.radar_tickets import NUMBERS, fill_radar
from support.workspaces import rows

USUAL, NARROW, WIDE = (120, 40), (80, 24), (150, 44)


@pytest.fixture
def many(config: Config, tmp_path: Path) -> Config:
    workspace = open_workspace(config)
    fill_radar(workspace, tmp_path)
    workspace.close()
    return config


@pytest.fixture
def radar_app(many: Config) -> RadarApp:
    return RadarApp(many, score=False)


async def at_radar(pilot: Pilot[None]) -> RadarScreen:
    """Go to the radar, and wait for its tickets."""
    await until_rows(pilot, "#radar")
    await pilot.press("2")
    await shows(pilot, "Radar · Radar · ")
    await until_rows(pilot, "#radar")
    screen = pilot.app.screen
    assert isinstance(screen, RadarScreen)
    return screen


async def at_dialog(pilot: Pilot[None], kind: type[object]) -> None:
    await until(pilot, lambda: isinstance(pilot.app.screen, kind) and pilot.app.screen.is_current)


def owned(config: Config) -> set[str]:
    """The numbers of the tickets that somebody owns."""
    workspace = open_workspace(config)
    numbers = {row.id: row.external_id for row in rows(workspace, TicketRow)}
    found = {numbers[row.ticket_id] for row in rows(workspace, InterventionRow) if row.owner}
    workspace.close()
    return found


async def test_the_dashboard_has_the_template_s_columns(radar_app: RadarApp) -> None:
    async with radar_app.run_test(size=USUAL) as pilot:
        await at_radar(pilot)
        await shows(pilot, "Radar · view over review · 12 of 12")
        shown = screen_text(radar_app)
        for title in ("score", "customer", "ticket", "why it scored high", "what we'll do now"):
            assert title in shown
        assert "owner" in shown
        assert "Sweep · 12 tickets" in shown
        assert all(f"{area} 4" in shown for area in ("Payments", "Exports", "Dashboards"))


async def test_ten_tickets_are_triaged_in_a_row_and_taken_back(
    radar_app: RadarApp, many: Config
) -> None:
    async with radar_app.run_test(size=USUAL) as pilot:
        screen = await at_radar(pilot)
        await pilot.press(*"a" * 10)
        await said(pilot, f"took #{NUMBERS[9]}")
        assert owned(many) == {str(number) for number in NUMBERS[:10]}
        assert screen.radar.cursor_key == f"zendesk/{NUMBERS[10]}"
        await pilot.press(*"u" * 10)
        await said(pilot, f"undone: took #{NUMBERS[0]}")
        assert owned(many) == set()


async def test_marked_tickets_are_acted_on_together(radar_app: RadarApp, many: Config) -> None:
    async with radar_app.run_test(size=USUAL) as pilot:
        await at_radar(pilot)
        await pilot.press("space", "space", "n", *"call them", "enter")
        await said(pilot, "2 tickets")
        await shows(pilot, "call them")
        await pilot.press("u")
        await until(pilot, lambda: "call them" not in screen_text(radar_app))
        assert owned(many) == set()


async def test_a_filter_narrows_table_and_sweep_and_the_panel_zooms(radar_app: RadarApp) -> None:
    async with radar_app.run_test(size=USUAL) as pilot:
        await at_radar(pilot)
        await pilot.press("slash", *"tag:exports", "enter")
        await shows(pilot, "Radar · tag:exports · 4 of 12")
        await shows(pilot, "Sweep · 4 tickets")
        await pilot.press("z")
        await until(pilot, lambda: "Sweep · " not in screen_text(radar_app))
        await pilot.press("z")
        await shows(pilot, "Sweep · 4 tickets")
        await pilot.press("p", "z")
        await until(pilot, lambda: "tag:exports · 4 of 12" not in screen_text(radar_app))
        assert "Exports 4" in screen_text(radar_app)
        await pilot.press("z")
        await pilot.press("slash", *["backspace"] * 11, "enter")
        await shows(pilot, "view over review · 12 of 12")


async def test_a_filter_without_a_match_says_so_in_both_panels(radar_app: RadarApp) -> None:
    async with radar_app.run_test(size=USUAL) as pilot:
        await at_radar(pilot)
        await pilot.press("slash", *"owner:nobody-at-all", "enter")
        await shows(pilot, "· 0 of 12")
        await until(
            pilot, lambda: screen_text(radar_app).count("No ticket matches the filter.") == 2
        )
        await pilot.press("p", "j", "enter", "a")
        assert len(radar_app.screen_stack) == 1


async def test_a_count_that_may_hold_closed_tickets_is_no_part_of_the_open_ones(
    radar_app: RadarApp,
) -> None:
    async with radar_app.run_test(size=USUAL) as pilot:
        await at_radar(pilot)
        await pilot.press("slash", *"status:open", "enter")
        await until(pilot, lambda: "status:open · 12 ─" in screen_text(radar_app).replace("\n", ""))


# Views.


async def test_a_view_is_saved_left_and_come_back_to(radar_app: RadarApp) -> None:
    async with radar_app.run_test(size=USUAL) as pilot:
        screen = await at_radar(pilot)
        await pilot.press("slash", *"tag:payments", "enter")
        await shows(pilot, "Radar · tag:payments · 4 of 12")
        await pilot.press(">")
        await until(pilot, lambda: screen.radar.sort is not None)
        sort = screen.radar.sort
        await pilot.press("v")
        await at_dialog(pilot, ViewDialog)
        await pilot.press("end", "enter")
        await at_dialog(pilot, TextDialog)
        await pilot.press(*"Money", "enter")
        await shows(pilot, "Radar · view Money · 4 of 12")
        await pilot.press("v")
        await at_dialog(pilot, ViewDialog)
        await shows(pilot, "Money · tagged payments")
        await pilot.press("j", "enter")
        await shows(pilot, "Radar · view over review · 12 of 12")
        assert screen.radar.sort is None
        await pilot.press("v")
        await at_dialog(pilot, ViewDialog)
        await pilot.press("home", "enter")
        await shows(pilot, "Radar · view Money · 4 of 12")
        assert screen.radar.sort == sort
        await pilot.press("u")
        await said(pilot, "undone: saved the view Money")
        await shows(pilot, "Radar · tag:payments · 4 of 12")


async def test_a_view_is_renamed_and_deleted(radar_app: RadarApp) -> None:
    async with radar_app.run_test(size=USUAL) as pilot:
        await at_radar(pilot)
        await pilot.press("slash", *"tag:exports", "enter", "v")
        await at_dialog(pilot, ViewDialog)
        await pilot.press("end", "enter")
        await at_dialog(pilot, TextDialog)
        await pilot.press(*"Exprts", "enter")
        await shows(pilot, "view Exprts")
        await pilot.press("v")
        await at_dialog(pilot, ViewDialog)
        await pilot.press("f2")
        await at_dialog(pilot, TextDialog)
        await pilot.press("end", *["backspace"] * 3, *"[b]orts", "enter")
        await shows(pilot, "Radar · view Exp[b]orts · 4 of 12")
        await pilot.press("v")
        await at_dialog(pilot, ViewDialog)
        await pilot.press("delete")
        await said(pilot, "deleted the view Exp[b]orts · u undoes it")
        await shows(pilot, "Radar · tag:exports · 4 of 12")
        await pilot.press("u")
        await shows(pilot, "Radar · view Exp[b]orts · 4 of 12")


async def test_shipped_views_stay_and_their_names_are_refused(radar_app: RadarApp) -> None:
    async with radar_app.run_test(size=USUAL) as pilot:
        await at_radar(pilot)
        await pilot.press("v")
        await at_dialog(pilot, ViewDialog)
        await pilot.press("f2", "delete")
        assert isinstance(radar_app.screen, ViewDialog)
        await pilot.press("end", "enter")
        await at_dialog(pilot, TextDialog)
        await pilot.press(*"mine", "enter")
        await said(pilot, "the view mine is Radar's own; choose another name")


async def test_the_dialog_called_off_leaves_the_view_as_it_is(radar_app: RadarApp) -> None:
    async with radar_app.run_test(size=USUAL) as pilot:
        await at_radar(pilot)
        await pilot.press("v")
        await at_dialog(pilot, ViewDialog)
        await pilot.press("j", "j", "escape")
        await until(pilot, lambda: isinstance(radar_app.screen, RadarScreen))
        assert "view over review · 12 of 12" in screen_text(radar_app)


# The sweep.


async def test_sweep_and_table_have_one_cursor(radar_app: RadarApp) -> None:
    async with radar_app.run_test(size=USUAL) as pilot:
        screen = await at_radar(pilot)
        await pilot.press("j", "j")
        await until(pilot, lambda: screen.sweep.chosen == f"zendesk/{NUMBERS[2]}")
        await shows(pilot, "· Customer 503 · #503 ─")
        await pilot.press("p", "g")
        await until(pilot, lambda: screen.radar.cursor_key == f"zendesk/{NUMBERS[0]}")
        assert screen.sweep.has_focus
        visited = {screen.sweep.chosen}
        for key in ("l", "down", "h", "up", "right", "j", "left", "k"):
            await pilot.press(key)
            visited.add(screen.sweep.chosen)
            chosen = screen.sweep.chosen
            await until(pilot, lambda chosen=chosen: screen.radar.cursor_key == chosen)
        assert len(visited) > 2
        await pilot.press("G")
        await until(pilot, lambda: screen.radar.cursor_key == f"zendesk/{NUMBERS[-1]}")
        await pilot.press("p")
        assert screen.radar.has_focus


async def test_the_triage_keys_work_on_the_sweep(radar_app: RadarApp, many: Config) -> None:
    async with radar_app.run_test(size=USUAL) as pilot:
        screen = await at_radar(pilot)
        await pilot.press("p", "a")
        await said(pilot, f"took #{NUMBERS[0]}")
        assert owned(many) == {str(NUMBERS[0])}
        await until(pilot, lambda: screen.sweep.chosen == f"zendesk/{NUMBERS[1]}")


async def test_enter_opens_a_blip_s_ticket(radar_app: RadarApp) -> None:
    async with radar_app.run_test(size=USUAL) as pilot:
        screen = await at_radar(pilot)
        await until(pilot, lambda: screen.sweep.chosen is not None)
        await pilot.press("p", "l")
        number = (screen.sweep.chosen or "").rpartition("/")[2]
        await pilot.press("enter")
        await shows(pilot, f"#{number} Trouble {number}")
        await shows(pilot, "Intervention checklist")
        await pilot.press("escape")
        await shows(pilot, "Sweep · 12 tickets")
        assert screen.sweep.has_focus


async def test_a_narrow_terminal_shows_the_table_or_the_sweep(radar_app: RadarApp) -> None:
    async with radar_app.run_test(size=NARROW) as pilot:
        await at_radar(pilot)
        await shows(pilot, "[Radar 12]")
        assert "Sweep · " not in screen_text(radar_app)
        await pilot.press("p")
        await shows(pilot, "Sweep · 12 tickets")
        shown = screen_text(radar_app)
        assert "[Sweep]" in shown
        assert "view over review" not in shown
        await pilot.press("tab")
        await shows(pilot, "view over review · 12 of 12")


async def test_a_wide_terminal_shows_the_ticket_at_the_cursor(radar_app: RadarApp) -> None:
    async with radar_app.run_test(size=WIDE) as pilot:
        await at_radar(pilot)
        await shows(pilot, "#501 Trouble 501")
        await shows(pilot, "Intervention checklist")
        await pilot.press("j")
        await shows(pilot, "#502 Trouble 502")
        await pilot.press("p", "g")
        await shows(pilot, "#501 Trouble 501")
        await pilot.press("c", "space")
        await said(pilot, "#501")
        await shows(pilot, "☑")


async def test_an_empty_workspace_says_so_in_both_panels(config: Config) -> None:
    app = RadarApp(config, score=False)
    async with app.run_test(size=USUAL) as pilot:
        await shows(pilot, "Welcome to Radar")
        await pilot.press("2")
        await shows(pilot, "Radar · view over review · 0 of 0")
        await until(pilot, lambda: screen_text(app).count("Nobody is about to blow up.") == 2)
