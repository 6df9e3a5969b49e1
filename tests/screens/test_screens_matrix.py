"""The Matrix screen by keyboard: cells, segments, why, an account's tickets, overrides."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from textual.widgets import Input

from radar_tui.app import RadarApp
from radar_tui.config import Config
from radar_tui.domain.priority import PriorityInput
from radar_tui.screens.ticket import TicketScreen
from radar_tui.services.overriding import set_override
from radar_tui.services.prioritising import priority_matrix
from radar_tui.services.workspace import open_workspace
from support.matrix_screens import SIZE, at_matrix, choose
from support.pilots import said, screen_text, shows, until
from support.workspaces import bring_text

SEGMENTS = "id,name,arr,tier,segment\na,ACME,310000,5,EMEA\nb,Globex,120000,4,EMEA\n"


@pytest.fixture
def segmented(filled: Config, tmp_path: Path) -> Config:
    """Two of the three accounts belong to a segment."""
    workspace = open_workspace(filled)
    bring_text(workspace, tmp_path, "accounts.csv", SEGMENTS)
    workspace.close()
    return filled


async def test_accounts_are_listed_with_why(filled: Config) -> None:
    app = RadarApp(filled, score=False)
    async with app.run_test(size=SIZE) as pilot:
        screen = await at_matrix(pilot)
        await shows(pilot, "3 accounts · 0 to act on")
        await shows(pilot, "Why 10: ACME")
        await shows(pilot, "5 + 4 + 1 → Monitor and preventative comms")
        await shows(pilot, "account score 119, 1 open ticket")
        assert screen.heat.cursor == (5, 4)
        await pilot.press("j")
        await shows(pilot, "Why 8: Globex")
        await pilot.press("y")
        await said(pilot, "copied Why 8: Globex")
        assert "tier 4 from the account list" in app.clipboard


async def test_a_cell_narrows_the_list_and_esc_lists_all(filled: Config) -> None:
    app = RadarApp(filled, score=False)
    async with app.run_test(size=SIZE) as pilot:
        screen = await at_matrix(pilot)
        await pilot.press("m")
        await until(pilot, lambda: screen.heat.has_focus)
        await pilot.press("j", "h", "enter")
        await shows(pilot, "only tier 4 × risk 3: 1 of 3 accounts · esc lists all")
        assert screen.table.has_focus
        assert screen.table.row_count == 1
        await shows(pilot, "Why 8: Globex")
        await pilot.press("escape")
        await shows(pilot, "3 accounts")
        assert screen.table.row_count == 3


async def test_a_cell_without_accounts_says_so(filled: Config) -> None:
    app = RadarApp(filled, score=False)
    async with app.run_test(size=SIZE) as pilot:
        screen = await at_matrix(pilot)
        await pilot.press("m")
        await until(pilot, lambda: screen.heat.has_focus)
        # The cursor stays on the map.
        await pilot.press("up", "right", "right", "enter")
        await shows(pilot, "only tier 5 × risk 5: 0 of 3 accounts")
        await shows(pilot, "Nobody stands there")


async def test_segments_are_listed_and_opened(segmented: Config) -> None:
    app = RadarApp(segmented, score=False)
    async with app.run_test(size=SIZE) as pilot:
        screen = await at_matrix(pilot)
        await pilot.press("v")
        await shows(pilot, "2 segments · 0 to act on")
        await shows(pilot, "EMEA · 2 accounts")
        await shows(pilot, "2 accounts with ARR 430,000 (tier from 250,000)")
        assert "override" not in {one.action for _, one, _, _ in screen.active_bindings.values()}
        await pilot.press("enter")
        await shows(pilot, "segment EMEA · 2 accounts")
        assert screen.table.row_count == 2
        await pilot.press("escape")
        await shows(pilot, "2 segments")
        assert screen.table.cursor_key == "EMEA"
        await pilot.press("v")
        await shows(pilot, "3 accounts")


async def test_an_account_opens_its_tickets(filled: Config) -> None:
    app = RadarApp(filled, score=False)
    async with app.run_test(size=SIZE) as pilot:
        await at_matrix(pilot)
        await pilot.press("enter")
        await choose(pilot, "1 open ticket of ACME", "#4562")
        await until(pilot, lambda: isinstance(app.screen, TicketScreen))


async def test_an_input_is_overridden_for_a_reason_and_that_undone(filled: Config) -> None:
    app = RadarApp(filled, score=False)
    async with app.run_test(size=SIZE) as pilot:
        await at_matrix(pilot)
        await pilot.press("O")
        await choose(pilot, "Override an input of ACME", "pattern severity, now 1")
        await choose(pilot, "pattern severity of ACME", "4")
        await choose(pilot, "pattern severity of ACME is 4", "for a month")
        await shows(pilot, "Why is pattern severity of ACME 4?")
        await pilot.press("enter")
        await shows(pilot, "others will ask why")
        await pilot.press(*"SSO", "enter")
        await shows(pilot, "Why 13: ACME")
        await shows(pilot, "set by Dana until Mon 21 Dec 09:00 UTC: “SSO”")
        await shows(pilot, "worked out: 1 · no pattern touches this account")
        await pilot.press("u")
        await shows(pilot, "Why 10: ACME")
        assert "SSO" not in screen_text(app)


async def test_an_override_ends_on_a_day_that_is_typed(filled: Config) -> None:
    app = RadarApp(filled, score=False)
    async with app.run_test(size=SIZE) as pilot:
        await at_matrix(pilot)
        await pilot.press("O")
        await choose(pilot, "Override an input of ACME", "ARR tier")
        await choose(pilot, "ARR tier of ACME", "2")
        await choose(pilot, "ARR tier of ACME is 2", "until a day")
        await shows(pilot, "The last day on which it holds")
        await pilot.press(*"soon", "enter")
        await shows(pilot, "expected a date such as 2026-11-30")
        await until(pilot, lambda: isinstance(app.focused, Input))
        assert isinstance(app.focused, Input)
        app.focused.value = "2026-12-24"
        await pilot.press("enter")
        await shows(pilot, "Why is ARR tier of ACME 2?")
        await pilot.press(*"leaving", "enter")
        # The whole day still counts.
        await said(pilot, "set ARR tier of ACME to 2 until Fri 25 Dec 00:00 UTC")


async def test_an_expired_override_is_shown_and_cleared_away(filled: Config) -> None:
    workspace = open_workspace(filled)
    key = next(int(row.key) for row in priority_matrix(workspace) if row.name == "ACME")
    ends = workspace.as_of + timedelta(days=1)
    set_override(workspace, key, PriorityInput.ARR_TIER, 1, reason="on notice", expires_at=ends)
    workspace.close()
    app = RadarApp(replace(filled, now=ends), score=False)
    async with app.run_test(size=SIZE) as pilot:
        await at_matrix(pilot)
        await shows(pilot, "expired: 1 by Dana until Tue 24 Nov 09:00 UTC: “on notice”")
        await pilot.press("O")
        await choose(pilot, "Override an input", "end the expired override of ARR tier, 1")
        await said(pilot, "ended the override of ARR tier of ACME")
        await until(pilot, lambda: "on notice" not in screen_text(app))


async def test_without_accounts_it_says_what_brings_them(config: Config) -> None:
    app = RadarApp(config, score=False)
    async with app.run_test(size=SIZE) as pilot:
        await shows(pilot, "Welcome")
        await pilot.press("4")
        await shows(pilot, "No accounts yet")
        await shows(pilot, "radar accounts FILE.csv")
