"""The apps that `benchmarks.tui` measures, each in a process of its own: prints one JSON line.

python -m benchmarks.tui_children start radar radar.db STARTED
python -m benchmarks.tui_children work bare - STARTED
"""

import asyncio
import json
import resource
import sys
from collections.abc import Awaitable, Callable
from functools import partial
from time import perf_counter, time
from typing import Any

from textual.app import App, ComposeResult
from textual.pilot import Pilot
from textual.widgets import DataTable, Footer

SIZE = (160, 48)
ROWS = 50
KEYS = 60
REFRESHES = 20
# Rounds of waiting, five milliseconds each.
PATIENCE = 4000


class BareApp(App[None]):
    """What anybody would write first: one table with fifty rows, and a footer."""

    def compose(self) -> ComposeResult:
        """The table and the footer."""
        yield DataTable(cursor_type="row")
        yield Footer()

    def on_mount(self) -> None:
        """Fill the table."""
        table = self.query_one(DataTable)
        table.add_columns("score", "customer", "ticket", "waits", "owner", "why")
        self.fill()
        table.focus()

    def fill(self) -> None:
        """Put the rows into the table anew, as a refresh would."""
        table = self.query_one(DataTable)
        table.clear()
        table.add_rows((f"{row}", f"Account {row}", row, "3h", "Dana", "…") for row in range(ROWS))


def main(measure: str, kind: str, database: str, started: str) -> None:
    """Run one app and print what was measured of it."""
    app = BareApp() if kind == "bare" else _radar(database)
    if measure == "start":
        print(json.dumps(asyncio.run(_start(app, float(started)))))
    else:
        print(json.dumps(asyncio.run(_work(app))))


def _radar(database: str) -> App[None]:
    import os

    from radar_tui.app import RadarApp
    from radar_tui.config import read_config

    return RadarApp(read_config(os.environ, location=database), score=False)


async def _start(app: App[Any], started: float) -> dict[str, float]:
    """Seconds from the start of the process to the first paint, and until there are rows."""
    async with app.run_test(size=SIZE) as pilot:
        painted = time() - started
        await _until(pilot, lambda: _has_rows(app))
        return {"paint": painted, "rows": time() - started}


async def _work(app: App[Any]) -> dict[str, Any]:
    """Milliseconds from a key to the paint after it, and of a refresh; the peak memory in MiB."""
    async with app.run_test(size=SIZE) as pilot:
        await _until(pilot, lambda: _has_rows(app))
        presses = ["down" if turn % 8 < 6 else "up" for turn in range(KEYS)]
        keys = [await _timed(partial(pilot.press, key)) for key in presses]
        refreshes = [await _timed(lambda: _refresh(app, pilot)) for _ in range(REFRESHES)]
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {"keys": keys, "refreshes": refreshes, "memory": memory}


async def _refresh(app: App[Any], pilot: Pilot[Any]) -> None:
    if isinstance(app, BareApp):
        app.fill()
        await pilot.pause()
        return
    from radar_tui.screens.today import TodayScreen

    screen = app.screen
    assert isinstance(screen, TodayScreen)
    drawn = screen.panels_drawn
    screen.refresh_view()
    await _until(pilot, lambda: screen.panels_drawn > drawn)


async def _timed(act: Callable[[], Awaitable[object]]) -> float:
    began = perf_counter()
    await act()
    return (perf_counter() - began) * 1000


def _has_rows(app: App[Any]) -> bool:
    if isinstance(app, BareApp):
        return app.query_one(DataTable).row_count > 0
    from radar_tui.widgets.virtual_table import VirtualTable

    return any(table.row_count for table in app.screen.query(VirtualTable))


async def _until(pilot: Pilot[Any], holds: Callable[[], bool]) -> None:
    for _ in range(PATIENCE):
        if holds():
            await pilot.pause()
            return
        await asyncio.sleep(0.005)
    raise TimeoutError("it never came to hold")


if __name__ == "__main__":
    main(*sys.argv[1:5])
