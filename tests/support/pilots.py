"""Driving the app in a test: waiting for what goes on behind it, and reading the screen."""

from collections.abc import Callable
from time import monotonic

from textual._context import visible_screen_stack
from textual.app import App
from textual.command import CommandList
from textual.pilot import Pilot
from textual.widget import Widget
from textual.widgets import Input

from radar_tui.screens.alerts import AlertsScreen
from radar_tui.widgets.virtual_table import VirtualTable

# Rounds of waiting, not seconds: each lets every message and worker go on.
PATIENCE = 400
# For what takes seconds on an idle machine: making the demo, reading a long past.
LONG_SECONDS = 120.0


async def until(pilot: Pilot[None], holds: Callable[[], bool]) -> None:
    """Let the app go on until something holds."""
    for _ in range(PATIENCE):
        if holds():
            return
        await pilot.pause(0.01)
    raise AssertionError(f"it never came to hold; on screen:\n{screen_text(pilot.app)}")


async def eventually(pilot: Pilot[None], holds: Callable[[], bool]) -> None:
    """Let the app go on, for as long as it takes, until something holds."""
    deadline = monotonic() + LONG_SECONDS
    while not holds():
        assert monotonic() < deadline, screen_text(pilot.app)
        await pilot.pause(0.02)


async def until_rows(pilot: Pilot[None], selector: str) -> VirtualTable:
    """Let the app go on until a table of the screen in front has rows; gives the table."""
    await until(pilot, lambda: bool(_tables(pilot.app, selector)))
    (table,) = _tables(pilot.app, selector)
    return table


async def shows(pilot: Pilot[None], words: str) -> None:
    """Let the app go on until some words stand on the screen."""
    await until(pilot, lambda: words in screen_text(pilot.app))


async def said(pilot: Pilot[None], words: str) -> None:
    """Let the app go on until a toast says some words."""
    await until(pilot, lambda: any(words in toast.message for toast in pilot.app._notifications))


async def take_found(pilot: Pilot[None], words: str, title: str) -> None:
    """Look for words in the palette, and take what is found first once that has a title."""

    def is_first() -> bool:
        found: CommandList = pilot.app.screen.query(CommandList).first()
        option = found.highlighted_option
        return option is not None and title in str(option.prompt)

    await pilot.press("ctrl+p")
    await until(pilot, lambda: isinstance(pilot.app.focused, Input))
    for letter in words:
        await pilot.press("space" if letter == " " else letter)
    await until(pilot, is_first)
    await pilot.press("enter")


async def at_alerts(pilot: Pilot[None]) -> AlertsScreen:
    """Go to the Alerts screen, and wait for its list and the story of the first alert."""
    await pilot.press("3")
    await until_rows(pilot, "#list")
    await shows(pilot, "→ ")
    screen = pilot.app.screen
    assert isinstance(screen, AlertsScreen)
    return screen


def screen_text(app: App[None]) -> str:
    """What stands on the screen, as plain lines."""
    width, height = app.size
    # What lies behind a dialog is rendered with it, and kept: a stale answer would be shown.
    visible_screen_stack.set(app._background_screens)
    lines = app.screen._compositor.render_strips()
    return "\n".join(strip.text[:width] for strip in lines[:height])


def _tables(app: App[None], selector: str) -> list[VirtualTable]:
    found: list[Widget] = list(app.screen.query(selector))
    return [table for table in found if isinstance(table, VirtualTable) and table.row_count]
