"""One segment or feature area alone, chosen by keyboard, kept, and told on every screen."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from textual.pilot import Pilot

from radar_tui.app import RadarApp
from radar_tui.config import Config
from radar_tui.domain.scope import EVERYTHING, Scope, ScopeKind
from radar_tui.screens.scope_dialog import NO_MATCH, ScopeDialog
from radar_tui.services.scoping import look_at, looked_at, pilot_scope
from radar_tui.services.workspace import Workspace, open_workspace
from radar_tui.widgets.virtual_table import VirtualTable
from support.pilots import said, screen_text, shows, until, until_rows
from support.workspaces import bring_text

WIDE, NARROW = (120, 40), (80, 24)
VOCABULARY = "kind,name,label,aliases\nfeature-area,payments,Payments,\nfeature-area,sso,SSO,\n"


def segments(acme: str = "Enterprise") -> str:
    return f"id,name,arr,tier,segment\na,ACME,310000,5,{acme}\nb,Globex,120000,4,Growth\n"


@pytest.fixture
def workspace(filled: Config, tmp_path: Path) -> Iterator[Workspace]:
    """Two frustrated customers, each of a segment of its own, both about payments."""
    workspace = open_workspace(filled)
    bring_text(workspace, tmp_path, "segments.csv", segments())
    bring_text(workspace, tmp_path, "vocabulary.csv", VOCABULARY)
    yield workspace
    workspace.close()


@pytest.fixture
def app(workspace: Workspace, filled: Config) -> RadarApp:
    del workspace  # filled is where it lies
    return RadarApp(filled, score=False)


async def ask(pilot: Pilot[None]) -> None:
    await pilot.press("P")
    await until(pilot, lambda: isinstance(pilot.app.screen, ScopeDialog))
    await shows(pilot, "every segment and feature area")


async def choose(pilot: Pilot[None], *keys: str) -> None:
    await ask(pilot)
    await pilot.press(*keys, "enter")


def radar_rows(app: RadarApp) -> int:
    return app.screen.query_one("#radar", VirtualTable).row_count


async def test_the_scope_is_chosen_by_keyboard_and_narrows_today(app: RadarApp) -> None:
    async with app.run_test(size=WIDE) as pilot:
        await until_rows(pilot, "#radar")
        await shows(pilot, "Today · scope: all")
        await ask(pilot)
        await shows(pilot, "Enterprise · segment · 1 account")
        await shows(pilot, "payments · feature area · 3 open tickets")
        await pilot.press("down", "down", "enter")
        await shows(pilot, "Today · scope: Growth")
        await until(pilot, lambda: radar_rows(app) == 1)
        await shows(pilot, "Frustration radar · 1 over review")
        await shows(pilot, "Alerts · 1 firing")
        await until(pilot, lambda: "ACME" not in screen_text(app))
        await shows(pilot, "1 open")


async def test_typing_narrows_the_picker(app: RadarApp) -> None:
    async with app.run_test(size=WIDE) as pilot:
        await until_rows(pilot, "#radar")
        await ask(pilot)
        await pilot.press(*"sso")
        await until(pilot, lambda: "Enterprise" not in screen_text(app))
        await pilot.press("enter")
        await shows(pilot, "scope: sso")
        await shows(pilot, "P chooses another.")
        await ask(pilot)
        await pilot.press(*"nowhere")
        await shows(pilot, NO_MATCH)
        await pilot.press("enter")
        await shows(pilot, NO_MATCH)
        await pilot.press("escape")
        await shows(pilot, "scope: sso")


@pytest.mark.parametrize(
    ("key", "inside"),
    [
        ("2", "view over review · 1 of 1"),
        ("3", "Firing 1"),
        ("4", "Globex"),
        ("5", "carries a feature area in a whole week yet"),
    ],
)
async def test_each_screen_that_keeps_to_the_scope_says_so(
    app: RadarApp, key: str, inside: str
) -> None:
    async with app.run_test(size=WIDE) as pilot:
        await until_rows(pilot, "#radar")
        await choose(pilot, *"growth")
        await shows(pilot, "scope: Growth")
        await pilot.press(key)
        await shows(pilot, inside)
        await shows(pilot, "scope: Growth")
        await until(pilot, lambda: "ACME" not in screen_text(app))


@pytest.mark.parametrize("key", ["0", "comma"])
async def test_a_screen_of_everything_says_all(app: RadarApp, key: str) -> None:
    async with app.run_test(size=WIDE) as pilot:
        await until_rows(pilot, "#radar")
        await choose(pilot, *"growth")
        await shows(pilot, "scope: Growth")
        await pilot.press(key)
        await shows(pilot, "scope: all")
        await shows(pilot, "3 open")


async def test_another_scope_is_another_review(app: RadarApp) -> None:
    async with app.run_test(size=WIDE) as pilot:
        await until_rows(pilot, "#radar")
        await pilot.press("w")
        await shows(pilot, "Weekly review 2026-W47")
        assert "Scope:" not in screen_text(app)
        await choose(pilot, *"growth")
        await shows(pilot, "Scope: segment Growth.")
        await shows(pilot, "scope: Growth")
        await choose(pilot, *"all")
        await until(pilot, lambda: "Scope:" not in screen_text(app))


async def test_the_scope_is_there_at_the_next_start(
    app: RadarApp, filled: Config, workspace: Workspace
) -> None:
    async with app.run_test(size=WIDE) as pilot:
        await until_rows(pilot, "#radar")
        await choose(pilot, *"growth")
        await said(pilot, "scope: segment Growth")
    assert looked_at(workspace) == Scope(ScopeKind.SEGMENT, "Growth")
    assert pilot_scope(workspace) == EVERYTHING
    again = RadarApp(filled, score=False)
    async with again.run_test(size=NARROW) as pilot:
        await shows(pilot, "scope: Growth")
        await until(pilot, lambda: radar_rows(again) == 1)


async def test_the_pilot_covers_a_scope_until_it_is_undone(
    app: RadarApp, workspace: Workspace
) -> None:
    async with app.run_test(size=WIDE) as pilot:
        await until_rows(pilot, "#radar")
        await ask(pilot)
        await pilot.press(*"pay", "ctrl+t")
        await said(pilot, "the pilot covers feature area payments")
        await shows(pilot, "scope: payments")
        assert looked_at(replace(workspace, actor="Robin")).name == "payments"
        await ask(pilot)
        await shows(pilot, "the team's pilot")
        await pilot.press("escape", "u")
        await said(pilot, "undone: the pilot covers feature area payments")
        assert pilot_scope(workspace) == EVERYTHING


async def test_a_segment_that_is_gone_is_told_and_everything_shown(
    app: RadarApp, workspace: Workspace, tmp_path: Path
) -> None:
    look_at(workspace, Scope(ScopeKind.SEGMENT, "Enterprise"))
    async with app.run_test(size=WIDE) as pilot:
        await shows(pilot, "scope: Enterprise")
        await until(pilot, lambda: radar_rows(app) == 1)
        bring_text(workspace, tmp_path, "moved.csv", segments("Strategic"))
        await said(pilot, "there is no segment Enterprise any more; everything is shown")
        await shows(pilot, "scope: all")
        await until(pilot, lambda: radar_rows(app) == 2)


async def test_the_name_of_a_segment_never_acts(
    app: RadarApp, workspace: Workspace, tmp_path: Path
) -> None:
    bring_text(workspace, tmp_path, "hostile.csv", segments("[red]x[/red]"))
    async with app.run_test(size=WIDE) as pilot:
        await until_rows(pilot, "#radar")
        await choose(pilot, *"red")
        await shows(pilot, "scope: [red]x[/red]")
