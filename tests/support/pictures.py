"""Pictures of the app that are the same on every machine: fixed moment, names and cursors."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from textual.pilot import Pilot
from textual.widgets import Input

from radar_tui.app import RadarApp
from radar_tui.config import Config, Preferences
from radar_tui.screens import importing, welcome
from support.pilots import PATIENCE, screen_text

Steps = Callable[[Pilot[None]], Awaitable[None]]
Compare = Callable[..., bool]
Size = tuple[int, int]

NARROW, USUAL, WIDE = (80, 24), (120, 40), (200, 60)
DARK, LIGHT = "radar-dark", "radar-light"
# Where the full state of a screen is looked at.
LOOKS = [(NARROW, DARK), (USUAL, DARK), (WIDE, DARK), (USUAL, LIGHT)]
LOOK_NAMES = ["80x24", "120x40", "200x60", "light"]
# Rounds of 10 ms without a change: longer than the app waits for a cursor or a line to settle.
CALM_ROUNDS = 40
# The tree's loader never ends, and an import that is held in the middle is a state of its own.
LASTING_WORK = {"_loader", "import"}


@dataclass(frozen=True)
class Photographer:
    """Takes a picture of the app after some steps and compares it with the one that is kept."""

    compare: Compare

    def __call__(
        self, config: Config, steps: Steps, *, size: Size = USUAL, theme: str = DARK
    ) -> bool:
        async def settle(pilot: Pilot[None]) -> None:
            await steps(pilot)
            await settled(pilot)

        app = RadarApp(replace(config, preferences=Preferences(theme=theme)), score=False)
        return self.compare(app, terminal_size=size, run_before=settle)


def freeze(monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    """Hold still what moves by itself, and give places names without the folder of the test."""
    monkeypatch.chdir(folder)
    monkeypatch.setattr(Input, "_toggle_cursor", lambda _input: None)
    monkeypatch.setattr(RadarApp, "NOTIFICATION_TIMEOUT", 3600)
    for module in (importing, welcome):
        monkeypatch.setattr(module, "working_folder", lambda: Path("exports"))
    monkeypatch.setenv("HOME", "/home/dana")
    monkeypatch.delenv("XDG_DOCUMENTS_DIR", raising=False)


async def settled(pilot: Pilot[None]) -> None:
    """Let the app go on until nothing is being read and the picture stays as it is."""
    before, calm = "", 0
    for _ in range(PATIENCE):
        await pilot.pause(0.01)
        after = screen_text(pilot.app)
        works = any(one.is_running and one.group not in LASTING_WORK for one in pilot.app.workers)
        calm = 0 if works or after != before else calm + 1
        if calm == CALM_ROUNDS:
            return
        before = after
    raise AssertionError("the screen never came to rest")
